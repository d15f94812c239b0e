//! What `index.html` asks a build to make, and the page with the answers in it. Pure text in, text out.
//! The page is written for Trunk (`data-trunk`); whatever is not marked so stays as it is, byte for byte.

use crate::fault::Fault;

/// One thing a marked tag asks for; paths are as written, relative to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The client: WASM, its glue, and the `meta` that names both for the boot script.
    Client,
    /// A stylesheet.
    Style(String),
    /// The icon of the browser tab, with its media type.
    Icon(String, String),
    /// A folder copied with its names kept.
    Folder(String),
    /// A module script.
    Script(String),
}

/// Replaces every marked tag by what `make` answers.
pub(crate) fn rewrite(page: &str, mut make: impl FnMut(Ask) -> Result<String, Fault>) -> Result<String, Fault> {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let (before, at) = rest.split_at(start);
        out.push_str(before);
        let end = element_end(at);
        let (element, after) = at.split_at(end);
        match Tag::parse(element) {
            Some(tag) if tag.value("data-trunk").is_some() => out.push_str(&make(tag.ask()?)?),
            _ => out.push_str(element),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// Every stylesheet that the page asks for, in its order.
pub(crate) fn styles(page: &str) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    rewrite(page, |ask| {
        if let Ask::Style(path) = ask {
            found.push(path);
        }
        Ok(String::new())
    })?;
    Ok(found)
}

/// Bytes up to the end of the element that `at` starts with: a comment or a script with its content, otherwise one tag.
fn element_end(at: &str) -> usize {
    let close = if at.starts_with("<!--") {
        "-->"
    } else if at.starts_with("<script") {
        "</script>"
    } else {
        ">"
    };
    at.find(close).map_or(at.len(), |found| found + close.len())
}

/// One opening tag.
#[derive(Debug)]
struct Tag<'a> {
    text: &'a str,
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    fn parse(element: &'a str) -> Option<Self> {
        let inside = element.strip_prefix('<')?;
        let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric())?;
        let (name, mut rest) = inside.split_at_checked(name_end)?;
        if !matches!(name, "link" | "script") {
            return None;
        }
        let mut attributes = Vec::new();
        while let Some((attribute, after)) = next_attribute(rest) {
            attributes.push(attribute);
            rest = after;
        }
        Some(Self { text: element, name, attributes })
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(named, _)| *named == name).map(|(_, value)| *value)
    }

    fn ask(&self) -> Result<Ask, Fault> {
        let unknown = || Fault::Page { tag: self.text.to_owned() };
        let path = |name: &str| self.value(name).map(str::to_owned).ok_or_else(unknown);
        match (self.name, self.value("rel")) {
            ("script", _) => Ok(Ask::Script(path("src")?)),
            (_, Some("rust")) => Ok(Ask::Client),
            (_, Some("css")) => Ok(Ask::Style(path("href")?)),
            (_, Some("icon")) => Ok(Ask::Icon(path("href")?, path("type")?)),
            (_, Some("copy-dir")) => Ok(Ask::Folder(path("href")?)),
            _ => Err(unknown()),
        }
    }
}

/// The next `name="value"` or bare `name` before the tag's `>`, and what follows it.
fn next_attribute(rest: &str) -> Option<((&str, &str), &str)> {
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    let name_end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))?;
    let (name, after) = rest.split_at_checked(name_end)?;
    if name.is_empty() {
        return None;
    }
    match after.strip_prefix("=\"").and_then(|value| value.split_once('"')) {
        Some((value, after)) => Some(((name, value), after)),
        None => Some(((name, ""), after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(page: &str) -> Vec<Ask> {
        let mut asked = Vec::new();
        rewrite(page, |ask| {
            asked.push(ask);
            Ok(String::new())
        })
        .unwrap();
        asked
    }

    #[test]
    fn every_marked_tag_is_asked_for_in_order() {
        let page = r#"<head><link data-trunk rel="css" href="styles/app.css">
            <link data-trunk rel="icon" href="a.svg" type="image/svg+xml" />
            <link data-trunk rel="copy-dir" href="assets"/>
            <link data-trunk rel="rust" data-bin="x">
            <script data-trunk src="boot.js" type="module"></script></head>"#;
        assert_eq!(
            asks(page),
            [
                Ask::Style("styles/app.css".into()),
                Ask::Icon("a.svg".into(), "image/svg+xml".into()),
                Ask::Folder("assets".into()),
                Ask::Client,
                Ask::Script("boot.js".into()),
            ]
        );
    }

    #[test]
    fn styles_keep_the_order_of_the_page() {
        let page = r#"<link data-trunk rel="css" href="b.css"><link rel="stylesheet" href="no.css">
            <link data-trunk rel="css" href="a.css">"#;
        assert_eq!(styles(page).unwrap(), ["b.css", "a.css"]);
    }

    #[test]
    fn what_is_not_marked_stays_as_written() {
        let page = "<!doctype html><!-- <link data-trunk rel=\"css\" href=\"no\"> --><p a=\"<\">&amp; é</p>";
        assert_eq!(rewrite(page, |_| Ok("gone".into())).unwrap(), page);
    }

    #[test]
    fn answers_stand_where_the_tags_stood() {
        let page = "<b>1</b><script data-trunk src=\"boot.js\"></script><i>2</i>";
        let made = rewrite(page, |_| Ok("<made>".into())).unwrap();
        assert_eq!(made, "<b>1</b><made><i>2</i>");
    }

    #[test]
    fn an_unknown_wish_is_a_fault_that_quotes_it() {
        for page in ["<link data-trunk rel=\"sass\" href=\"x\">", "<link data-trunk rel=\"css\">"] {
            let fault = rewrite(page, |_| Ok(String::new())).unwrap_err();
            assert!(matches!(fault, Fault::Page { tag } if tag == page));
        }
    }

    #[test]
    fn broken_markup_ends() {
        for page in ["<", "<link", "<link data-trunk", "<script data-trunk src=\"", "<!--", "<link ="] {
            let _ = rewrite(page, |_| Ok(String::new()));
        }
    }
}
