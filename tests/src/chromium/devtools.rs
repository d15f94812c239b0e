//! The Chrome DevTools Protocol over a pipe: numbered requests and their answers, and what pages tell unasked.
//!
//! A thread reads; whoever asked is woken. It works from any runtime, so that stories can share a browser.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{ChildStdin, ChildStdout};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How long the browser may take to answer. Starting one on a busy machine is the slowest.
const ANSWERS_WITHIN: Duration = Duration::from_secs(40);

/// What went wrong, in the browser's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

/// Something a page tells.
#[derive(Clone, Debug)]
pub struct Event {
    /// What kind.
    pub method: String,
    /// What about.
    pub parameters: Value,
}

/// What a page tells, in order.
pub type Subscription = mpsc::UnboundedReceiver<Event>;

type Answer = Result<Value, Fault>;

#[derive(Debug, Default)]
struct Pending {
    next: u64,
    asked: HashMap<u64, oneshot::Sender<Answer>>,
    listeners: HashMap<String, mpsc::UnboundedSender<Event>>,
}

/// The connection.
#[derive(Debug)]
pub(super) struct Devtools {
    commands: Mutex<ChildStdin>,
    pending: Arc<Mutex<Pending>>,
}

impl Devtools {
    pub(super) fn over(commands: ChildStdin, answers: ChildStdout) -> Self {
        let pending = Arc::new(Mutex::new(Pending::default()));
        let shared = Arc::clone(&pending);
        thread::spawn(move || read(answers, &shared));
        Self { commands: Mutex::new(commands), pending }
    }

    pub(super) async fn call(&self, session: Option<&str>, method: &str, parameters: Value) -> Answer {
        let (sender, answer) = oneshot::channel();
        let number = {
            let mut pending = lock(&self.pending);
            pending.next += 1;
            let number = pending.next;
            pending.asked.insert(number, sender);
            number
        };
        self.write(number, session, method, &parameters);
        match tokio::time::timeout(ANSWERS_WITHIN, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Fault(format!("{method}: Chromium has ended"))),
            Err(_) => Err(Fault(format!("{method}: no answer within {ANSWERS_WITHIN:?}"))),
        }
    }

    /// Asks without waiting for an answer.
    pub(super) fn post(&self, session: Option<&str>, method: &str, parameters: &Value) {
        let number = {
            let mut pending = lock(&self.pending);
            pending.next += 1;
            pending.next
        };
        self.write(number, session, method, parameters);
    }

    pub(super) fn listen(&self, session: &str) -> Subscription {
        let (sender, events) = mpsc::unbounded_channel();
        lock(&self.pending).listeners.insert(session.to_owned(), sender);
        events
    }

    fn write(&self, number: u64, session: Option<&str>, method: &str, parameters: &Value) {
        let mut message = json!({ "id": number, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        let mut commands = lock(&self.commands);
        // A browser that is gone answers nothing: whoever waits is told by the reader.
        let _ = commands.write_all(&bytes).and_then(|()| commands.flush());
    }
}

fn read(answers: ChildStdout, pending: &Mutex<Pending>) {
    let mut answers = BufReader::new(answers);
    let mut bytes = Vec::new();
    while answers.read_until(0, &mut bytes).is_ok_and(|read| read > 0) {
        bytes.pop();
        if let Ok(message) = serde_json::from_slice::<Value>(&bytes) {
            dispatch(message, pending);
        }
        bytes.clear();
    }
    let mut pending = lock(pending);
    pending.asked.clear();
    pending.listeners.clear();
}

fn dispatch(mut message: Value, pending: &Mutex<Pending>) {
    let mut pending = lock(pending);
    if let Some(number) = message["id"].as_u64() {
        let Some(asked) = pending.asked.remove(&number) else { return };
        let answer = match message.get("error") {
            Some(error) => Err(Fault(error["message"].as_str().unwrap_or("no reason").to_owned())),
            None => Ok(message["result"].take()),
        };
        let _ = asked.send(answer);
        return;
    }
    let (Some(session), Some(method)) = (message["sessionId"].as_str(), message["method"].as_str()) else { return };
    if let Some(listener) = pending.listeners.get(session) {
        let event = Event { method: method.to_owned(), parameters: message["params"].clone() };
        let _ = listener.send(event);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
