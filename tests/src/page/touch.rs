//! Presses and keys, as a person gives them: only what can be seen and reached is pressed, once it stands still.

use super::{Page, string};
use crate::wait::{PATIENCE, within};
use serde_json::{Value, json};

/// Where to press an element, once it has stood still for a frame; null while something lies over it or it is disabled.
const PLACE: &str = r"async function () {
    const box = () => JSON.stringify(this.getBoundingClientRect());
    let before;
    do { before = box(); await new Promise(requestAnimationFrame); } while (before !== box());
    const { x, y, width, height } = this.getBoundingClientRect();
    const [at, down] = [x + width / 2, y + height / 2];
    const top = document.elementFromPoint(at, down);
    const own = top && (this.contains(top) || top.closest('label')?.control === this);
    if (!own || this.disabled) return null;
    this.wasPressed = false;
    const pressed = (event) => { this.wasPressed ||= event.composedPath().includes(this); };
    addEventListener('click', pressed, { capture: true });
    return { x: at, y: down };
}";

/// Whether a press reached the element, or took it off the page. A browser under load may lose one, and then a person
/// presses again.
const PRESSED: &str = "function () { return this.wasPressed || !this.isConnected; }";
/// Presses before that is no accident any more.
const PRESSES: usize = 3;

/// A key that is no letter.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// Tab.
    Tab,
}

impl Key {
    fn row(self) -> (&'static str, u32, &'static str) {
        match self {
            Self::Enter => ("Enter", 13, "\r"),
            Self::Escape => ("Escape", 27, ""),
            Self::Tab => ("Tab", 9, ""),
        }
    }
}

/// Things that one may pass on the way to another.
const TABS: usize = 100;
/// What the thing in focus is called.
const FOCUSED: &str = r"(() => {
    const one = document.activeElement;
    return (one.ariaLabel ?? one.labels?.[0]?.textContent ?? one.textContent ?? '').trim();
})()";

/// Keys held meanwhile, as DevTools counts them.
const SHIFT: u32 = 8;

impl Page {
    /// Presses what has this role and name.
    ///
    /// # Panics
    /// If it cannot be pressed in time.
    pub async fn press(&self, role: &str, name: &str) {
        self.press_where(role, name, |given| given == name).await;
    }

    /// Presses what has this role and a name that begins so.
    ///
    /// # Panics
    /// If it cannot be pressed in time.
    pub async fn press_beginning(&self, role: &str, name: &str) {
        self.press_where(role, name, |given| given.starts_with(name)).await;
    }

    async fn press_where(&self, role: &str, name: &str, fits: impl Fn(&str) -> bool) {
        for _ in 0..PRESSES {
            let place = within(PATIENCE, async || self.place(self.find(role, &fits).await?).await).await;
            let Some((x, y, object)) = place else {
                let there = self.names(role).await;
                panic!("{} cannot press the {role} {name:?} among {there:?}; {}", self.name, self.state().await)
            };
            for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
                let button = if kind == "mouseMoved" { "none" } else { "left" };
                let event = json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": 1 });
                self.call("Input.dispatchMouseEvent", event).await;
            }
            let asked = json!({ "objectId": object, "functionDeclaration": PRESSED, "returnByValue": true });
            // A page that has gone elsewhere took the element with it.
            let answer = self.chromium.call_page(&self.session, "Runtime.callFunctionOn", asked).await;
            if answer.is_err() || answer.is_ok_and(|answer| answer["result"]["value"] != json!(false)) {
                return;
            }
            println!("{}: a press of the {role} {name:?} was lost", self.name);
        }
        panic!("{}: no press of the {role} {name:?} arrives; {}", self.name, self.state().await)
    }

    /// Waits until something with this role and name is there.
    ///
    /// # Panics
    /// If it is not.
    pub async fn finds(&self, role: &str, name: &str) {
        let found = within(PATIENCE, async || self.find(role, &|given| given == name).await).await;
        if found.is_none() {
            panic!("{} finds no {role} {name:?}; {}", self.name, self.state().await);
        }
    }

    /// Whether something with this role and name is there now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        self.find(role, &|given| given == name).await.is_some()
    }

    /// Puts a text into a field, in place of what was there.
    pub async fn write(&self, role: &str, name: &str, text: &str) {
        self.press(role, name).await;
        self.replace(text).await;
    }

    /// Puts a text into a field whose name begins so, in place of what was there.
    pub async fn write_beginning(&self, role: &str, name: &str, text: &str) {
        self.press_beginning(role, name).await;
        self.replace(text).await;
    }

    async fn replace(&self, text: &str) {
        let all = json!({ "type": "keyDown", "key": "a", "code": "KeyA", "commands": ["selectAll"] });
        self.call("Input.dispatchKeyEvent", all).await;
        self.call("Input.insertText", json!({ "text": text })).await;
    }

    /// Moves a slider to a value, as dragging it does.
    ///
    /// # Panics
    /// If there is none.
    pub async fn slide(&self, name: &str, to: &str) {
        self.finds("slider", name).await;
        let slide = format!(
            "(() => {{ const slider = document.querySelector(`input[type=range][aria-label={}]`); slider.value = {}; \
             return slider.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()",
            json!(name),
            json!(to)
        );
        let _: bool = self.value(&slide).await;
    }

    /// Goes on by Tab until the focus is on something that is called so, as who uses no mouse does.
    ///
    /// # Panics
    /// If it is not among the next hundred things.
    pub async fn tab_to(&self, name: &str) {
        for _ in 0..TABS {
            self.strike(Key::Tab).await;
            let focused: String = self.value(FOCUSED).await;
            let rest = focused.strip_prefix(name);
            if rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)) {
                return;
            }
        }
        panic!("{} does not reach {name:?} by Tab; {}", self.name, self.state().await);
    }

    /// Types on where the focus is.
    pub async fn type_on(&self, text: &str) {
        self.call("Input.insertText", json!({ "text": text })).await;
    }

    /// Begins to compose with an input method.
    pub async fn compose(&self, text: &str) {
        let length = text.encode_utf16().count();
        let composing = json!({ "text": text, "selectionStart": length, "selectionEnd": length });
        self.call("Input.imeSetComposition", composing).await;
    }

    /// Strikes a key.
    pub async fn strike(&self, key: Key) {
        self.strike_with(key, 0).await;
    }

    /// Strikes a key while holding shift.
    pub async fn strike_with_shift(&self, key: Key) {
        self.strike_with(key, SHIFT).await;
    }

    /// Strikes a key that an input method takes for itself: the page hears of it, and it writes nothing.
    pub async fn strike_composing(&self, key: Key) {
        let (name, code, _) = key.row();
        for kind in ["rawKeyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code });
            self.call("Input.dispatchKeyEvent", event).await;
        }
    }

    async fn strike_with(&self, key: Key, modifiers: u32) {
        let (name, code, text) = key.row();
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({
                "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers,
            });
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", event).await;
        }
    }

    /// An element that a screen reader would find so.
    async fn find(&self, role: &str, fits: &impl Fn(&str) -> bool) -> Option<Value> {
        let nodes = self.with_role(role).await?;
        let node = nodes.iter().find(|node| node["name"]["value"].as_str().is_some_and(fits))?;
        Some(node["backendDOMNodeId"].clone())
    }

    /// What a screen reader calls everything with this role.
    async fn names(&self, role: &str) -> Vec<String> {
        let nodes = self.with_role(role).await.unwrap_or_default();
        nodes.iter().map(|node| string(&node["name"], "value")).collect()
    }

    async fn with_role(&self, role: &str) -> Option<Vec<Value>> {
        let root = self.chromium.call_page(&self.session, "DOM.getDocument", json!({ "depth": 0 })).await.ok()?;
        let query = json!({ "backendNodeId": root["root"]["backendNodeId"], "role": role });
        let found = self.chromium.call_page(&self.session, "Accessibility.queryAXTree", query).await.ok()?;
        let is_heard = |node: &&Value| node["ignored"] == json!(false);
        Some(found["nodes"].as_array()?.iter().filter(is_heard).cloned().collect())
    }

    async fn place(&self, element: Value) -> Option<(f64, f64, Value)> {
        let element = json!({ "backendNodeId": element });
        let call =
            async |method: &str, parameters| self.chromium.call_page(&self.session, method, parameters).await.ok();
        call("DOM.scrollIntoViewIfNeeded", element.clone()).await?;
        let object = call("DOM.resolveNode", element).await?;
        let object = object["object"]["objectId"].clone();
        let asked = json!({
            "objectId": object, "functionDeclaration": PLACE,
            "awaitPromise": true, "returnByValue": true,
        });
        let place = call("Runtime.callFunctionOn", asked).await?;
        let place = &place["result"]["value"];
        Some((place["x"].as_f64()?, place["y"].as_f64()?, object))
    }
}
