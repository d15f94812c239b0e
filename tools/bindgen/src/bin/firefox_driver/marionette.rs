//! Firefox's remote protocol, Marionette, version 3: `LENGTH:JSON` both ways, one answer to each command, in order.

use anyhow::Context as _;
use serde_json::{Value, json};
use std::io::{Read, Write};

/// The version this speaks; Firefox has spoken it since version 48.
const VERSION: u64 = 3;
/// The first number of a message that asks.
const COMMAND: u64 = 0;
/// The first number of a message that answers.
const ANSWER: u64 = 1;
/// Digits of a length: more would be a message of gigabytes.
const LONGEST_LENGTH: usize = 9;

/// A line on which Firefox has greeted.
pub(crate) struct Line<S> {
    stream: S,
    asked: u64,
}

impl<S: Read + Write> Line<S> {
    /// Hears the greeting.
    pub(crate) fn open(stream: S) -> anyhow::Result<Self> {
        let mut line = Self { stream, asked: 0 };
        let greeting = line.hear()?;
        if greeting.get("marionetteProtocol") != Some(&json!(VERSION)) {
            anyhow::bail!("this Firefox greets with {greeting}, not with version {VERSION} of its remote protocol");
        }
        Ok(line)
    }

    /// What it runs over.
    pub(crate) fn stream(&self) -> &S {
        &self.stream
    }

    /// Asks for one thing and waits for the answer.
    pub(crate) fn ask(&mut self, command: &str, parameters: &Value) -> anyhow::Result<Value> {
        self.asked += 1;
        let message = json!([COMMAND, self.asked, command, parameters]).to_string();
        write!(self.stream, "{}:{message}", message.len())?;
        self.stream.flush()?;
        let (kind, to, fault, result): (u64, u64, Value, Value) = serde_json::from_value(self.hear()?)?;
        if (kind, to) != (ANSWER, self.asked) {
            anyhow::bail!("{command} is number {}; what came is of kind {kind} and to {to}", self.asked);
        }
        if fault.is_null() { Ok(result) } else { Err(anyhow::anyhow!("{command}: {fault}")) }
    }

    fn hear(&mut self) -> anyhow::Result<Value> {
        let mut length = String::new();
        loop {
            let mut byte = [0];
            self.stream.read_exact(&mut byte).context("Firefox hung up")?;
            let [byte] = byte;
            match byte {
                b':' => break,
                b'0'..=b'9' if length.len() < LONGEST_LENGTH => length.push(char::from(byte)),
                _ => anyhow::bail!("byte {byte} is not part of a length"),
            }
        }
        let mut message = vec![0; length.parse()?];
        self.stream.read_exact(&mut message).context("Firefox hung up")?;
        Ok(serde_json::from_slice(&message)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Says what is written down and keeps what it is told.
    struct Script {
        says: Cursor<Vec<u8>>,
        told: Vec<u8>,
    }

    impl Read for Script {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.says.read(into)
        }
    }

    impl Write for Script {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.told.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn line(says: &[Value]) -> anyhow::Result<Line<Script>> {
        let says: String = says.iter().map(Value::to_string).map(|text| format!("{}:{text}", text.len())).collect();
        Line::open(Script { says: Cursor::new(says.into_bytes()), told: Vec::new() })
    }

    fn greeting() -> Value {
        json!({ "applicationType": "gecko", "marionetteProtocol": VERSION })
    }

    #[test]
    fn a_command_gets_its_own_answer() {
        let mut line = line(&[greeting(), json!([1, 1, null, { "value": 7 }]), json!([1, 1, null, {}])]).unwrap();
        assert_eq!(line.ask("A", &json!({ "b": 2 })).unwrap(), json!({ "value": 7 }));
        assert_eq!(line.stream.told, br#"17:[0,1,"A",{"b":2}]"#);
        assert!(line.ask("A", &json!({})).is_err(), "the answer to another command");
    }

    #[test]
    fn what_firefox_refuses_is_said() {
        let fault = json!({ "error": "javascript error", "message": "x is not defined" });
        let mut line = line(&[greeting(), json!([1, 1, fault, null])]).unwrap();
        assert!(line.ask("A", &json!({})).unwrap_err().to_string().contains("x is not defined"));
        assert!(line.ask("A", &json!({})).is_err(), "it hung up");
    }

    #[test]
    fn another_protocol_is_not_spoken() {
        assert!(line(&[greeting()]).is_ok());
        assert!(line(&[json!({ "marionetteProtocol": 2 })]).is_err());
        let long = Script { says: Cursor::new(b"9999999999:".to_vec()), told: Vec::new() };
        assert!(Line::open(long).is_err());
    }
}
