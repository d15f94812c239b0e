//! One person's page: found by role and name as a screen reader finds things, touched by real presses and keys.
//!
//! Whatever a page complains about (console, exceptions, content policy, requests to elsewhere) is kept; a story ends
//! by asking for it. Every page has a context of its own, so no two people share storage.

mod clock;
mod look;
mod touch;

pub use look::{Screen, Theme};
pub use touch::Key;

use crate::chromium::{Chromium, Event, Subscription};
use crate::wait::{until, within};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Told in every page before its own scripts run.
const RECORDER: &str = include_str!("page/recorder.js");
/// How the recorder speaks.
const BINDING: &str = "storyTells";

/// What a tab that crashed complains about.
const CRASH: &str = "crash";

/// Something that the recorder saw, with the page's own clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What: `gone`, `canvas`, `flames`.
    pub what: String,
    /// When, ms since 1970.
    pub at_ms: u64,
    /// Whether a watched text was on the page then.
    pub present: bool,
}

/// What a page has told so far.
#[derive(Debug, Default)]
struct Told {
    complaints: Vec<String>,
    moments: Vec<Moment>,
    requests: Vec<String>,
    dialogs: usize,
    loads: usize,
}

/// One person's page.
#[derive(Debug)]
pub struct Page {
    /// Who looks at it, for messages.
    pub name: String,
    chromium: Arc<Chromium>,
    context: String,
    session: String,
    events: Mutex<(Subscription, Told)>,
}

impl Page {
    /// Gives somebody a browser of their own, dark and as wide as a desk allows.
    ///
    /// # Panics
    /// If Chromium does not.
    pub async fn open(name: &str) -> Self {
        let chromium = Chromium::shared();
        let context = chromium.call("Target.createBrowserContext", json!({})).await.expect("a context");
        let context = string(&context, "browserContextId");
        let blank = json!({ "url": "about:blank", "browserContextId": context });
        let target = chromium.call("Target.createTarget", blank).await.expect("a page");
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = chromium.call("Target.attachToTarget", attach).await.expect("a session");
        let session = string(&session, "sessionId");
        let events = Mutex::new((chromium.listen(&session), Told::default()));
        let page = Self { name: name.to_owned(), chromium, context, session, events };
        for domain in ["Page", "Runtime", "Log", "Network", "DOM", "Accessibility"] {
            page.call(&format!("{domain}.enable"), json!({})).await;
        }
        page.call("Runtime.addBinding", json!({ "name": BINDING })).await;
        page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": RECORDER })).await;
        page.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await;
        page.look(Screen::Desktop, Theme::Dark).await;
        page
    }

    /// Has every page that follows run this before its own scripts.
    pub async fn prepare(&self, script: &str) {
        self.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Goes to an address.
    ///
    /// # Panics
    /// If nothing is there.
    pub async fn go(&self, address: &str) {
        let gone = self.call("Page.navigate", json!({ "url": address })).await;
        assert!(gone.get("errorText").is_none(), "{}: {address}: {gone}", self.name);
    }

    /// Loads the page again, saying yes if it asks; whether it asked.
    pub async fn reload(&self) -> bool {
        let before = self.told(|told| (told.dialogs, told.loads));
        // Neither is waited for: with a question open, the page answers nothing.
        self.chromium.post_page(&self.session, "Page.reload", &json!({}));
        until("the page to be loaded again", async || {
            let (dialogs, loads) = self.told(|told| (told.dialogs, told.loads));
            if dialogs > before.0 && loads == before.1 {
                self.chromium.post_page(&self.session, "Page.handleJavaScriptDialog", &json!({ "accept": true }));
            }
            (loads > before.1).then_some(())
        })
        .await;
        self.told(|told| told.dialogs > before.0)
    }

    /// Crashes the tab, as a device that runs out of memory does.
    ///
    /// # Panics
    /// If it goes on.
    pub async fn crash(&self) {
        // Nobody is left to answer.
        self.chromium.post_page(&self.session, "Page.crash", &json!({}));
        let crashed = async || self.told(|told| told.has_crashed().then_some(()));
        until("the tab to crash", crashed).await;
    }

    /// The value of an expression; promises are awaited.
    ///
    /// # Panics
    /// If it throws or is of another type.
    pub async fn value<T: serde::de::DeserializeOwned>(&self, expression: &str) -> T {
        let value = self.ask(expression).await.unwrap_or_else(|| panic!("{}: {expression} has no value", self.name));
        serde_json::from_value(value).unwrap_or_else(|error| panic!("{}: {expression}: {error}", self.name))
    }

    /// Waits until an expression is true.
    ///
    /// # Panics
    /// With `what` and the page's text, if it does not become true.
    pub async fn sees(&self, what: &str, expression: &str) {
        self.sees_within(crate::wait::PATIENCE, what, expression).await;
    }

    /// Waits longer, for a countdown.
    ///
    /// # Panics
    /// With `what` and the page's text, if it does not become true.
    pub async fn sees_within(&self, patience: Duration, what: &str, expression: &str) {
        let seen = within(patience, async || self.ask(expression).await.filter(|seen| *seen == json!(true))).await;
        if seen.is_none() {
            panic!("{} waited {patience:?} in vain: {what} ({expression}); {}", self.name, self.state().await);
        }
    }

    /// Waits until the page shows this text.
    pub async fn reads(&self, text: &str) {
        let shown = format!("document.body.textContent.includes({})", json!(text));
        self.sees(text, &shown).await;
    }

    /// Whether the page holds this text now.
    pub async fn holds(&self, text: &str) -> bool {
        self.value(&format!("storyPresent([{}])", json!(text))).await
    }

    /// From now on, moments tell whether any of these texts is on the page.
    pub async fn watch(&self, texts: &[&str]) {
        let _: bool = self.value(&format!("storyWatch({})", json!(texts))).await;
    }

    /// Waits for a moment of a kind.
    pub async fn moment(&self, what: &str) -> Moment {
        let found = async || self.told(|told| told.moments.iter().find(|moment| moment.what == what).cloned());
        match within(crate::wait::PATIENCE, found).await {
            Some(moment) => moment,
            None => panic!("{} waited in vain for the moment {what}; {}", self.name, self.state().await),
        }
    }

    /// Everything the page complained about so far.
    pub async fn complaints(&self) -> Vec<String> {
        // Events come in order: once this is answered, everything before it has been told. A crashed tab answers nothing.
        if !self.told(|told| told.has_crashed()) {
            let _ = self.ask("0").await;
        }
        self.told(|told| told.complaints.clone())
    }

    /// Demands that the page complained about nothing, except in lines that hold one of these words.
    ///
    /// # Panics
    /// With the complaints.
    pub async fn is_content_but_for(&self, expected: &[&str]) {
        let mut complaints = self.complaints().await;
        complaints.retain(|complaint| !expected.iter().any(|word| complaint.contains(word)));
        assert!(complaints.is_empty(), "{}'s page complains: {complaints:#?}", self.name);
    }

    /// Addresses that the page has asked for.
    pub async fn requests(&self) -> Vec<String> {
        let _ = self.ask("0").await;
        self.told(|told| told.requests.clone())
    }

    /// Asks DevTools about this page.
    async fn call(&self, method: &str, parameters: Value) -> Value {
        let answer = self.chromium.call_page(&self.session, method, parameters).await;
        answer.unwrap_or_else(|fault| panic!("{}: {method}: {}", self.name, fault.0))
    }

    /// An expression's value; `None` while a page is being exchanged for the next.
    async fn ask(&self, expression: &str) -> Option<Value> {
        let evaluate = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.chromium.call_page(&self.session, "Runtime.evaluate", evaluate).await.ok()?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let early = expression.contains("document.body") && thrown.to_string().contains("null");
            assert!(early, "{}: {expression} threw {thrown}", self.name);
            return None;
        }
        answer["result"].get("value").cloned()
    }

    fn told<T>(&self, read: impl FnOnce(&Told) -> T) -> T {
        let mut events = self.events.lock().unwrap();
        let (subscription, told) = &mut *events;
        while let Ok(event) = subscription.try_recv() {
            told.take(&event);
        }
        read(told)
    }

    async fn state(&self) -> String {
        let text = self.ask("location.pathname + ': ' + document.body.innerText").await.unwrap_or_default();
        let complaints = self.complaints().await;
        format!("the page says {text}, complains about {complaints:#?}")
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.chromium.forget(&self.context);
    }
}

impl Told {
    fn take(&mut self, event: &Event) {
        let Event { method, parameters } = event;
        match method.as_str() {
            "Runtime.consoleAPICalled" => self.console(parameters),
            "Runtime.exceptionThrown" => self.complain("exception", &parameters["exceptionDetails"]),
            "Log.entryAdded" => self.entry(&parameters["entry"]),
            "Inspector.targetCrashed" => self.complain(CRASH, parameters),
            "Page.javascriptDialogOpening" => self.dialogs += 1,
            "Page.loadEventFired" => self.loads += 1,
            "Network.requestWillBeSent" => self.requests.push(string(&parameters["request"], "url")),
            "Network.webSocketCreated" => self.requests.push(string(parameters, "url")),
            "Runtime.bindingCalled" => self.recorded(parameters),
            _ => {}
        }
    }

    fn has_crashed(&self) -> bool {
        self.complaints.iter().any(|complaint| complaint.starts_with(CRASH))
    }

    fn console(&mut self, parameters: &Value) {
        let kind = parameters["type"].as_str().unwrap_or_default();
        if matches!(kind, "error" | "warning" | "assert") {
            self.complain(kind, &parameters["args"]);
        }
    }

    fn entry(&mut self, entry: &Value) {
        if matches!(entry["level"].as_str(), Some("error" | "warning")) {
            let said = format!("{}: {} {}", string(entry, "source"), string(entry, "text"), entry["url"]);
            self.complaints.push(said);
        }
    }

    fn recorded(&mut self, parameters: &Value) {
        let told: Value =
            parameters["payload"].as_str().and_then(|told| serde_json::from_str(told).ok()).unwrap_or_default();
        if told["what"] == "violation" {
            self.complain("content policy", &told["of"]);
            return;
        }
        let (Some(what), Some(at_ms)) = (told["what"].as_str(), told["at"].as_u64()) else { return };
        self.moments.push(Moment { what: what.to_owned(), at_ms, present: told["present"] == json!(true) });
    }

    fn complain(&mut self, kind: &str, about: &Value) {
        self.complaints.push(format!("{kind}: {about}"));
    }
}

fn string(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap_or_default().to_owned()
}
