//! Takes wasm-bindgen's test runner to Firefox: the few WebDriver commands that the runner uses, over HTTP, each passed on
//! to Firefox's own remote protocol. Owns one session; the browser lives as long as its window.
//!
//! Instead of geckodriver, which Debian does not package and which takes two minutes to build.

mod firefox;
mod session;
mod marionette;

use firefox::Firefox;
use rouille::{Request, Response};
use serde_json::{Value, json};
use session::Session;
use std::io::Read as _;
use std::sync::{Mutex, PoisonError};

/// What the runner adds to the command line: where to listen.
const PORT: &str = "--port=";
/// The longest command is a script of the runner's own, under a kilobyte.
const LONGEST_COMMAND: u64 = 64 * 1024;
/// What WebDriver answers where a command failed.
const FAILED: u16 = 500;

fn main() -> anyhow::Result<()> {
    let port = std::env::args().find_map(|word| word.strip_prefix(PORT).map(str::to_owned));
    let port: u16 = port.ok_or_else(|| anyhow::anyhow!("usage: firefox-driver {PORT}NUMBER"))?.parse()?;
    let session = Mutex::new(Session::new(Firefox::start));
    rouille::start_server(("127.0.0.1", port), move |request| {
        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
        answer(session.perform(request.method(), &request.url(), &body(request)))
    })
}

/// The command's parameters; none if it has none.
fn body(request: &Request) -> Value {
    let mut text = String::new();
    let read = request.data().map(|data| data.take(LONGEST_COMMAND).read_to_string(&mut text));
    match read {
        Some(Ok(_)) => serde_json::from_str(&text).unwrap_or_default(),
        _ => Value::Null,
    }
}

fn answer(done: anyhow::Result<Value>) -> Response {
    match done {
        Ok(value) => Response::json(&json!({ "value": value })),
        Err(fault) => {
            let value = json!({ "error": "unknown error", "message": format!("{fault:#}"), "stacktrace": "" });
            Response::json(&json!({ "value": value })).with_status_code(FAILED)
        }
    }
}
