//! A message cut into plain text and links. Pure: slices of what was said, nothing added, no markup ever.
//! Only whole `http` and `https` addresses become links, and only those that lead where they seem to.

/// A piece of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Span<'text> {
    /// Shown as it is.
    Plain(&'text str),
    /// Shown as it is, and leads there.
    Link(&'text str),
}

burnroom_shared::debug_by_name!(Span<'_>: Plain | Link);

/// The longest address that becomes a link, bytes; it also bounds the work on a hostile message.
const ADDRESS_BYTES_MAX: usize = 2_048;

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Cuts a text into spans, in order; together they are the text.
#[must_use]
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = text;
    let mut before_bytes = 0;
    while let Some(start) = next_scheme(rest, before_bytes) {
        let (before, from) = rest.split_at(start);
        let run = run_at_start(from);
        let address = without_punctuation(run);
        if !leads_where_it_seems(address) {
            before_bytes = start + run.len();
            continue;
        }
        if !before.is_empty() {
            spans.push(Span::Plain(before));
        }
        spans.push(Span::Link(address));
        rest = from.split_at(address.len()).1;
        before_bytes = 0;
    }
    if !rest.is_empty() {
        spans.push(Span::Plain(rest));
    }
    spans
}

/// Where the next address begins, at or after `from` bytes: a scheme that no letter or digit precedes.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let (_, ahead) = text.split_at_checked(from)?;
    ahead.char_indices().map(|(at, _)| from + at).find(|at| {
        let (before, after) = text.split_at(*at);
        starts_with_scheme(after) && !before.chars().next_back().is_some_and(char::is_alphanumeric)
    })
}

fn starts_with_scheme(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Everything up to white space or a quote.
fn run_at_start(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`'));
    end.map_or(text, |end| text.split_at(end).0)
}

/// An address without the sentence's own punctuation; nothing if it is too long to be one.
fn without_punctuation(run: &str) -> &str {
    if run.len() > ADDRESS_BYTES_MAX {
        return "";
    }
    let mut address = run;
    while let Some(last) = address.chars().next_back().filter(|last| is_trailing(address, *last)) {
        address = address.split_at(address.len() - last.len_utf8()).0;
    }
    address
}

/// Whether the last character belongs to the sentence: a full stop, or a bracket the address did not open.
fn is_trailing(address: &str, last: char) -> bool {
    let unopened = |open: char| address.matches(open).count() < address.matches(last).count();
    match last {
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '。' | '、' => true,
        ')' => unopened('('),
        ']' => unopened('['),
        '}' => unopened('{'),
        _ => false,
    }
}

/// A host is named, no user name poses as one, and no character hides or turns the text around.
fn leads_where_it_seems(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let misleading = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    !authority.is_empty() && !authority.contains('@') && !address.contains(misleading)
}

#[cfg(test)]
mod tests {
    use super::Span::{Link, Plain};
    use super::spans;

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        assert_eq!(
            spans("see https://a.example/x_(y), (http://b.example). bye"),
            [Plain("see "), Link("https://a.example/x_(y)"), Plain(", ("), Link("http://b.example"), Plain("). bye"),]
        );
        assert_eq!(spans("火https://a.example"), [Plain("火https://a.example")]);
        assert_eq!(spans("HTTPS://A.example!"), [Link("HTTPS://A.example"), Plain("!")]);
    }

    #[test]
    fn nothing_but_whole_web_addresses_becomes_a_link() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https:///path",
            "xhttps://a.example",
            "https://bank.example@evil.example/",
            "https://a.example/\u{202E}gnp.exe",
            "<img src=x onerror=alert(1)>",
        ] {
            assert_eq!(spans(text), [Plain(text)], "{text}");
        }
        assert_eq!(spans(""), []);
    }

    #[test]
    fn a_bad_address_does_not_hide_a_good_one() {
        assert_eq!(spans("https://u@x https://ok.example"), [Plain("https://u@x "), Link("https://ok.example")]);
    }

    #[test]
    fn a_text_made_to_be_slow_is_cut_in_one_pass() {
        for piece in ["https://@ ", "https://", "https://a)", ")"] {
            let text = format!("https://a{}", piece.repeat(32 * 1024 / piece.len()));
            let whole: usize = spans(&text)
                .iter()
                .map(|span| match span {
                    Plain(s) | Link(s) => s.len(),
                })
                .sum();
            assert_eq!(whole, text.len());
        }
    }

    #[test]
    fn the_spans_are_the_text() {
        for text in ["a https://x.y/z?q=1#f b", "https://a.b https://c.d", "… https://é.example/ü …"] {
            let whole: String = spans(text)
                .iter()
                .map(|span| match span {
                    Plain(s) | Link(s) => *s,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
