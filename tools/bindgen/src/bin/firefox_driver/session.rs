//! The WebDriver session: which command of the standard is which of Firefox's. Starts nothing itself.

use serde_json::{Value, json};

/// The only session there is.
const ID: &str = "firefox";

/// A browser that takes commands.
pub(crate) trait Browser {
    /// Asks for one thing and waits for the answer.
    fn ask(&mut self, command: &str, parameters: &Value) -> anyhow::Result<Value>;
}

/// At most one browser, and how to start it.
pub(crate) struct Session<B, F> {
    start: F,
    browser: Option<B>,
}

impl<B: Browser, F: Fn() -> anyhow::Result<B>> Session<B, F> {
    /// No browser yet.
    pub(crate) fn new(start: F) -> Self {
        Self { start, browser: None }
    }

    /// One WebDriver command.
    pub(crate) fn perform(&mut self, method: &str, path: &str, parameters: &Value) -> anyhow::Result<Value> {
        let within = path.strip_prefix("/session").unwrap_or(path).trim_start_matches('/');
        match (method, within.strip_prefix(ID).unwrap_or(within)) {
            ("POST", "") => {
                self.browser = Some((self.start)()?);
                Ok(json!({ "sessionId": ID, "capabilities": about() }))
            }
            ("GET", "") => Ok(json!({ "capabilities": about() })),
            ("POST", "/url") => self.ask("WebDriver:Navigate", parameters),
            ("POST", "/execute/sync") => {
                let answer = self.ask("WebDriver:ExecuteScript", parameters)?;
                Ok(answer.get("value").cloned().unwrap_or_default())
            }
            ("DELETE", "/window") => {
                self.browser = None;
                Ok(json!([]))
            }
            _ => anyhow::bail!("{method} {path} is none of the runner's commands"),
        }
    }

    fn ask(&mut self, command: &str, parameters: &Value) -> anyhow::Result<Value> {
        let browser = self.browser.as_mut().ok_or_else(|| anyhow::anyhow!("there is no session"))?;
        browser.ask(command, parameters)
    }
}

fn about() -> Value {
    json!({ "browserName": "firefox" })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with what it was asked.
    struct Echo;

    impl Browser for Echo {
        fn ask(&mut self, command: &str, parameters: &Value) -> anyhow::Result<Value> {
            Ok(json!({ "value": [command, parameters] }))
        }
    }

    #[test]
    fn commands_of_the_standard_become_the_browsers_own() {
        let mut session = Session::new(|| Ok(Echo));
        let (none, script) = (Value::Null, json!({ "script": "return 1", "args": [] }));
        assert!(session.perform("POST", "/session/firefox/url", &none).is_err(), "nothing is started yet");
        let started = session.perform("POST", "/session", &json!({ "capabilities": {} })).unwrap();
        assert_eq!(started["sessionId"], ID);
        assert_eq!(
            session.perform("GET", "/session/firefox", &none).unwrap()["capabilities"]["browserName"],
            "firefox"
        );
        let ran = session.perform("POST", "/session/firefox/execute/sync", &script).unwrap();
        assert_eq!(ran, json!(["WebDriver:ExecuteScript", script]));
        assert!(session.perform("POST", "/session/firefox/cookie", &none).is_err());
    }

    #[test]
    fn closing_the_window_ends_the_browser() {
        let mut session = Session::new(|| Ok(Echo));
        session.perform("POST", "/session", &Value::Null).unwrap();
        session.perform("DELETE", "/session/firefox/window", &Value::Null).unwrap();
        assert!(session.browser.is_none());
    }
}
