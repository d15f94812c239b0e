//! Rust text without what does not run: comments, literals and tests are blanked, line breaks stay where they were.
//! A scanner, not a parser: it has to be right about this workspace's own, formatted sources.

/// Blanks comments, strings and characters.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let skipped = skipped_bytes(rest);
        let (head, tail) = rest.split_at_checked(skipped.max(next.len_utf8())).unwrap_or((rest, ""));
        if skipped == 0 {
            out.push_str(head);
        } else {
            blank(head, &mut out);
        }
        rest = tail;
    }
    out
}

/// Bytes of the comment or literal that `rest` starts with; none if it starts with neither.
fn skipped_bytes(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    if rest.starts_with('"') {
        return quoted_bytes(rest);
    }
    if rest.starts_with("r\"") || rest.starts_with("r#") {
        return raw_bytes(rest);
    }
    if rest.starts_with('\'') { character_bytes(rest) } else { 0 }
}

fn quoted_bytes(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A raw string; a raw identifier (`r#type`) is not one.
fn raw_bytes(rest: &str) -> usize {
    let hashes = rest.chars().skip(1).take_while(|c| *c == '#').count();
    let open = 1 + hashes;
    if !rest.get(open..).is_some_and(|after| after.starts_with('"')) {
        return 0;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let body = rest.get(open + 1..).unwrap_or_default();
    body.find(&close).map_or(rest.len(), |end| open + 1 + end + close.len())
}

/// `'x'` or `'\n'`; a lifetime has no second quote where a character has it.
fn character_bytes(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => rest.get(3..).and_then(|tail| tail.find('\'')).map_or(0, |end| 3 + end + 1),
        Some(_) => chars.next().filter(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}

fn blank(text: &str, out: &mut String) {
    out.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}

/// Blanks every item that only tests compile.
pub(crate) fn without_tests(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    let mut rest = plain;
    while let Some(start) = ["#[cfg(test)]", "#[cfg(all(test"].iter().filter_map(|m| rest.find(m)).min() {
        let (before, item) = rest.split_at(start);
        out.push_str(before);
        let (gone, after) = item.split_at(item_bytes(item));
        blank(gone, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Bytes of the item that starts here, attributes included: up to its `;` or its closing brace.
fn item_bytes(item: &str) -> usize {
    let is_use = after_attributes(item).trim_start_matches("pub").trim_start().starts_with("use ");
    let mut depth = 0_usize;
    for (at, c) in item.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !is_use {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

fn after_attributes(item: &str) -> &str {
    let mut rest = item.trim_start();
    while rest.starts_with("#[") {
        let Some((_, after)) = rest.split_once(']') else {
            break;
        };
        rest = after.trim_start();
    }
    rest
}

/// The modules that `mod name;` lists, in order.
pub(crate) fn children(plain: &str) -> Vec<String> {
    let words: Vec<&str> = plain.split(|c: char| c.is_whitespace()).filter(|word| !word.is_empty()).collect();
    words
        .windows(2)
        .filter_map(|pair| match pair {
            ["mod", name] => name.strip_suffix(';').map(str::to_owned),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_comments_are_blanked_and_lines_kept() {
        let text = "a // b\n\"c\\\"d\" r#\"e\"f\"# 'g' '\\n' /* h\ni */ j";
        let plain = plain(text);
        assert_eq!(plain.split_whitespace().collect::<Vec<_>>(), ["a", "j"]);
        assert_eq!(plain.matches('\n').count(), 2);
    }

    #[test]
    fn lifetimes_and_raw_names_stay() {
        let text = "fn f<'a>(r#type: &'a str) -> char { 'é' }";
        let plain = plain(text);
        assert!(plain.contains("<'a>") && plain.contains("r#type") && !plain.contains('é'), "{plain}");
    }

    #[test]
    fn only_the_test_item_goes() {
        let text =
            "a\n#[cfg(test)]\nmod tests {\n fn x() { {} }\n}\nb\n#[cfg(test)]\nuse c::{d};\ne\n#[cfg(test)]\nmod f;\ng";
        let kept = without_tests(text);
        assert_eq!(kept.split_whitespace().collect::<Vec<_>>(), ["a", "b", "e", "g"]);
    }

    #[test]
    fn the_list_keeps_its_order() {
        assert_eq!(children("pub mod z;\nmod a;\npub(crate) mod m;\nmod inline { }"), ["z", "a", "m"]);
    }
}
