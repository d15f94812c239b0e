//! That PROTOCOL.md, SECURITY.md and the tests speak of the same: every numbered rule has a test named after it, every
//! test so named has its rule, and every test that is promised is there. Reads text; judges names, not what a test does.

use crate::digest::files_below;
use crate::fault::Fault;
use crate::map;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Underscores from which on a word in SECURITY.md is a test's name: a sentence, not a field.
const SENTENCE_UNDERSCORES: usize = 3;

/// The rules, with the line that each stands on, and what is wrong with the numbers.
#[derive(Debug, Default)]
struct Rules {
    lines: BTreeMap<u32, usize>,
    complaints: Vec<String>,
}

impl Rules {
    /// A rule begins with its number in bold: `**R12 Its name.**`, or `**R12**`.
    fn read(protocol: &str) -> Self {
        let mut rules = Self::default();
        for (line, text) in (1..).zip(protocol.lines()) {
            for number in text.split("**R").skip(1).filter_map(leading_number) {
                if rules.lines.insert(number, line).is_some() {
                    rules.complaints.push(format!("PROTOCOL.md:{line}: R{number} is there twice. Which is it?"));
                }
            }
        }
        if rules.lines.is_empty() {
            rules.complaints.push("PROTOCOL.md has no rule like `**R12 …**`. Are they written another way now?".into());
        }
        rules
    }
}

/// A test, where it is written.
#[derive(Debug)]
struct Test {
    file: PathBuf,
    line: usize,
    name: String,
}

impl Test {
    /// The rule that it is named after: `r12_…`.
    fn rule(&self) -> Option<u32> {
        let (number, _) = self.name.strip_prefix('r')?.split_once('_')?;
        number.parse().ok()
    }
}

/// Everything in which the documents and the tests below `folders` disagree.
pub(crate) fn complaints(root: &Path, folders: &[PathBuf]) -> Result<Vec<String>, Fault> {
    let read = |name: &str| {
        let path = root.join(name);
        fs::read_to_string(&path).map_err(Fault::file(&path))
    };
    let rules = Rules::read(&read("PROTOCOL.md")?);
    let security = read("SECURITY.md")?;
    let mut tests = Vec::new();
    for folder in folders {
        for file in files_below(folder)? {
            if file.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&file).map_err(Fault::file(&file))?;
                let shown = file.strip_prefix(root).unwrap_or(&file);
                tests.extend(tests_in(shown, &text));
            }
        }
    }
    Ok(judge(rules, &security, &tests))
}

fn judge(rules: Rules, security: &str, tests: &[Test]) -> Vec<String> {
    let tested: BTreeSet<u32> = tests.iter().filter_map(Test::rule).collect();
    let names: BTreeSet<&str> = tests.iter().map(|test| test.name.as_str()).collect();
    let mut found = rules.complaints;
    for (rule, line) in rules.lines.iter().filter(|(rule, _)| !tested.contains(rule)) {
        found.push(format!(
            "PROTOCOL.md:{line}: R{rule} has no test. Write one that shows what happens to whoever breaks it, and name it \
             `r{rule:02}_…`."
        ));
    }
    for test in tests {
        if test.rule().is_some_and(|rule| !rules.lines.contains_key(&rule)) {
            let Test { file, line, name } = test;
            let file = file.display();
            found.push(format!("{file}:{line}: `{name}` names a rule that PROTOCOL.md does not have. Which is meant?"));
        }
    }
    for (line, name) in promised(security).filter(|(_, name)| !names.contains(name)) {
        found.push(format!(
            "SECURITY.md:{line}: there is no test `{name}`. Was it renamed, or is it still to be written?"
        ));
    }
    found
}

/// Every name of a test in a text in Markdown, with its line: what stands between backticks and is a sentence.
fn promised(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let between = |(line, text)| str::split(text, '`').skip(1).step_by(2).map(move |name| (line, name));
    (1..).zip(text.lines()).flat_map(between).filter(|(_, name)| is_sentence(name))
}

fn is_sentence(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.chars().all(is_letter) && name.matches('_').count() >= SENTENCE_UNDERSCORES
}

/// The functions of a file that a test runner runs.
fn tests_in(file: &Path, text: &str) -> Vec<Test> {
    let plain = map::plain(text);
    let mut found = Vec::new();
    let mut is_marked = false;
    for (line, text) in (1..).zip(plain.lines().map(str::trim)) {
        if let Some(attribute) = text.strip_prefix("#[") {
            is_marked |= marks_a_test(attribute);
        }
        if let Some(name) = function(text) {
            if is_marked {
                found.push(Test { file: file.to_path_buf(), line, name: name.to_owned() });
            }
            is_marked = false;
        } else if text.ends_with(['}', ';']) {
            is_marked = false;
        }
    }
    found
}

/// `test]`, `tokio::test(…)]`, `wasm_bindgen_test]`; not `cfg(test)]`.
fn marks_a_test(attribute: &str) -> bool {
    let path = attribute.split(['(', ']', ' ']).next().unwrap_or_default();
    matches!(path.rsplit("::").next(), Some("test" | "wasm_bindgen_test"))
}

/// The name of the function that a line begins.
fn function(line: &str) -> Option<&str> {
    let words = line.trim_start_matches(']').trim_start();
    let after = words.strip_prefix("fn ").or_else(|| words.split_once(" fn ").map(|(_, after)| after))?;
    after.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
}

fn leading_number(text: &str) -> Option<u32> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROTOCOL: &str = "# P\n**R1 Labels.** As R2 has it.\n\n**R2** is bold.\nand **R10 more** on a line.\n";

    fn judged(protocol: &str, security: &str, source: &str) -> Vec<String> {
        judge(Rules::read(protocol), security, &tests_in(Path::new("a.rs"), source))
    }

    fn test(name: &str) -> String {
        format!("#[test]\nfn {name}() {{\n    body();\n}}\n")
    }

    fn all() -> String {
        ["r01_a_label", "r02_bold", "r10_more", "r10_once_more"].map(test).concat()
    }

    #[test]
    fn rules_and_tests_that_fit_are_fine() {
        let security = "| x | y | `r01_a_label`, `r10_once_more` |\nSee `cargo_xtask` and `R12` and `a_b c_d`.";
        assert_eq!(judged(PROTOCOL, security, &all()), Vec::<String>::new());
    }

    #[test]
    fn a_rule_without_a_test_is_named_with_its_line() {
        let found = judged(PROTOCOL, "", &["r01_a_label", "r10_more"].map(test).concat());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("PROTOCOL.md:4: R2 ") && found[0].contains("`r02_…`"), "{found:?}");
    }

    #[test]
    fn a_test_of_no_rule_is_named_with_its_place() {
        let found = judged(PROTOCOL, "", &(all() + &test("r52_gone")));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("a.rs:18: `r52_gone`"), "{found:?}");
    }

    #[test]
    fn what_is_no_test_counts_for_none() {
        let helper = "fn r02_bold() {\n    help();\n}\n";
        let commented = "// #[test]\n// fn r02_bold() {}\nconst T: &str = \"#[test]\\nfn r02_bold() {}\";\n";
        let configured = "#[cfg(test)]\nfn r02_bold() {}\n";
        let marked_other = "#[test]\nuse x;\nfn r02_bold() {}\n";
        for source in [helper, commented, configured, marked_other] {
            let found = judged(PROTOCOL, "", &(["r01_a_label", "r10_more"].map(test).concat() + source));
            assert_eq!(found.len(), 1, "{source}: {found:?}");
        }
    }

    #[test]
    fn every_runners_mark_is_known() {
        let marks =
            ["#[test]", "#[tokio::test(start_paused = true)]", "#[wasm_bindgen_test]", "#[test]\n    #[ignore]"];
        for mark in marks {
            let source = format!("{mark}\n    async fn r02_bold() {{}}\n");
            let found = judged(PROTOCOL, "", &(["r01_a_label", "r10_more"].map(test).concat() + &source));
            assert_eq!(found, Vec::<String>::new(), "{mark}");
        }
    }

    #[test]
    fn a_rule_that_is_there_twice_or_written_another_way_is_said() {
        let twice = format!("{PROTOCOL}**R2 Again.**\n");
        let found = judged(&twice, "", &all());
        assert!(found.len() == 1 && found[0].starts_with("PROTOCOL.md:6: R2 "), "{found:?}");
        let found = judged("*R1* Labels.", "", "");
        assert!(found.len() == 1 && found[0].contains("no rule"), "{found:?}");
    }

    #[test]
    fn a_promised_test_that_is_not_there_is_named() {
        let found = judged(PROTOCOL, "fine\n| a | b | `r01_a_label`, `nobody_wrote_this_one` |", &all());
        assert!(found.len() == 1 && found[0].starts_with("SECURITY.md:2: there is no test `nobody_"), "{found:?}");
    }
}
