//! What a person typed, as a value. Pure: words in, a command or the word that has no meaning out.

use crate::client::Speed;
use crate::fault::Fault;
use std::ffi::OsString;

/// The page of `cargo xtask --help`.
pub(crate) const HELP: &str = "\
cargo xtask <command>

  run [--debug] [relay options]   build what changed, start the relay, serve the app
                                  (http://127.0.0.1:8080 unless --listen ADDR:PORT says otherwise)
  build [--debug]                 build the client and the relay with the client inside
  client [--debug]                build the client alone, into dist/
  test [--quick] [--long]         every check and every test, and what they came to
      --quick                     without the documentation, Trunk, Firefox and WebKitGTK: the daily loop
      --long                      larger bounds for the randomised tests, and the mutants
  mutants [NAME ...]              break a copy of the tree by each patch in tests/mutants/ and demand that tests
                                  notice; a NAME is any part of a patch's
  help                            this page

--debug builds faster, into something larger and slower.
Whatever is missing and can be installed is, and said: the wasm32 target, rustfmt and clippy by rustup;
Chromium with ChromeDriver, Firefox, and WebKitGTK with its driver and Xvfb by apt. CHROME and CHROMEDRIVER, FIREFOX and
WEBKITDRIVER name others. With CI=true Trunk is installed too, and whatever had to be skipped is a failure.
";

/// Which part of the tests to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// The daily loop.
    Quick,
    /// What decides whether a change is sound.
    Full,
    /// The same with larger bounds, and the mutants.
    Long,
}

/// One thing to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Build, then become the relay.
    Run(Speed, Vec<OsString>),
    /// Build client and relay.
    Build(Speed),
    /// Build the client.
    Client(Speed),
    /// Check and test.
    Test(Depth),
    /// Break a copy on purpose; only the mutants with one of these in their name, if there are any.
    Mutants(Vec<String>),
    /// Say what there is.
    Help,
}

/// Reads the words after `cargo xtask`.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Task, Fault> {
    let mut words = words.into_iter();
    let Some(name) = words.next() else {
        return Ok(Task::Help);
    };
    let rest: Vec<OsString> = words.collect();
    match name.to_str() {
        Some("run") => {
            let (speed, rest) = speed(rest);
            Ok(Task::Run(speed, rest))
        }
        Some("build") => only_speed(rest).map(Task::Build),
        Some("client") => only_speed(rest).map(Task::Client),
        Some("test") => depth(&rest).map(Task::Test),
        Some("mutants") => rest.iter().map(plain).collect::<Result<_, _>>().map(Task::Mutants),
        Some("help" | "--help" | "-h") => Ok(Task::Help),
        _ => Err(unknown(&name)),
    }
}

/// Takes `--debug` out wherever it stands; what is left belongs to the relay.
fn speed(mut words: Vec<OsString>) -> (Speed, Vec<OsString>) {
    let before = words.len();
    words.retain(|word| word != "--debug");
    let speed = if words.len() < before { Speed::Quick } else { Speed::Shipped };
    (speed, words)
}

fn only_speed(words: Vec<OsString>) -> Result<Speed, Fault> {
    let (speed, rest) = speed(words);
    rest.first().map_or(Ok(speed), |word| Err(unknown(word)))
}

fn depth(words: &[OsString]) -> Result<Depth, Fault> {
    let mut depth = Depth::Full;
    for word in words {
        depth = match word.to_str() {
            Some("--quick") => Depth::Quick,
            Some("--long") => Depth::Long,
            _ => return Err(unknown(word)),
        };
    }
    Ok(depth)
}

/// A word that is not an option: there are none here.
fn plain(word: &OsString) -> Result<String, Fault> {
    let name = word.to_str().filter(|name| !name.starts_with('-')).map(str::to_owned);
    name.ok_or_else(|| unknown(word))
}

fn unknown(word: &OsString) -> Fault {
    Fault::Usage { word: word.to_string_lossy().into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Task, Fault> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn what_follows_run_is_the_relays() {
        let words = vec![OsString::from("--listen"), OsString::from("0.0.0.0:9000")];
        assert_eq!(read("run --listen 0.0.0.0:9000").unwrap(), Task::Run(Speed::Shipped, words.clone()));
        assert_eq!(read("run --listen 0.0.0.0:9000 --debug").unwrap(), Task::Run(Speed::Quick, words));
    }

    #[test]
    fn the_rest_takes_only_its_own_words() {
        assert_eq!(read("test --long").unwrap(), Task::Test(Depth::Long));
        assert_eq!(read("client --debug").unwrap(), Task::Client(Speed::Quick));
        assert_eq!(read("mutants").unwrap(), Task::Mutants(Vec::new()));
        assert_eq!(read("mutants no-hold pin").unwrap(), Task::Mutants(vec!["no-hold".into(), "pin".into()]));
        assert_eq!(read("").unwrap(), Task::Help);
        for line in ["test --fast", "client --listen", "mutants --quick", "burn"] {
            assert!(matches!(read(line), Err(Fault::Usage { .. })), "{line}");
        }
    }
}
