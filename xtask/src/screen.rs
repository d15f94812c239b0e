//! A screen that nobody looks at, for a browser that cannot do without one: Xvfb, until this is dropped.

use crate::fault::Fault;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running Xvfb.
#[derive(Debug)]
pub(crate) struct Screen {
    server: Child,
    /// What `DISPLAY` must say.
    pub(crate) name: String,
}

impl Screen {
    /// Starts one under the first free number, which it says once it can be used.
    pub(crate) fn open(xvfb: &Path) -> Result<Self, Fault> {
        let program = || xvfb.display().to_string();
        let mut server = Command::new(xvfb)
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| Fault::NotStarted { program: program(), source })?;
        let mut number = String::new();
        if let Some(says) = server.stdout.take() {
            // One that ends instead closes this, which leaves no number.
            let _ = BufReader::new(says).read_line(&mut number);
        }
        let screen = Self { server, name: format!(":{}", number.trim()) };
        if number.trim().is_empty() { Err(Fault::Failed { step: program() }) } else { Ok(screen) }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nothing is left to do about a server that cannot be ended.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_opens_no_screen_is_a_fault() {
        assert!(matches!(Screen::open(Path::new("true")), Err(Fault::Failed { .. })));
        assert!(matches!(Screen::open(Path::new("no-such-program-anywhere")), Err(Fault::NotStarted { .. })));
    }
}
