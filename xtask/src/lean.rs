//! The page's style sheet and glue without what is only for whoever reads their source: indentation, empty lines, and the
//! styles' comments. Nothing else is touched, so that they mean what they meant; no string of the page's styles has a
//! comment's signs in it.

/// The same rules in fewer bytes.
pub(crate) fn style(css: &str) -> String {
    let mut rest = css;
    let mut bare = String::with_capacity(css.len());
    while let Some((before, comment)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    trimmed(&bare)
}

/// The same script in fewer bytes; as it is if a template goes over a line's end, where spaces mean something.
pub(crate) fn script(js: &str) -> String {
    let is_whole = |line: &str| line.matches('`').count().is_multiple_of(2);
    if js.lines().all(is_whole) { trimmed(js) } else { js.to_owned() }
}

fn trimmed(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{script, style};

    #[test]
    fn comments_indentation_and_empty_lines_go_and_the_rest_stays() {
        let css = "/* the page */\n.a {\n  color: red; /* why\n  so */\n\n  margin: 0 auto;\n}\n\n.a .b > c::after { content: \"  x\"; }\n";
        assert_eq!(style(css), ".a {\ncolor: red;\nmargin: 0 auto;\n}\n.a .b > c::after { content: \"  x\"; }");
        assert_eq!(style("a {} /* never closed"), "a {}");
    }
    #[test]
    fn a_script_loses_its_indentation_unless_a_template_would() {
        assert_eq!(script("f(\n    `a ${b}`,\n\n)"), "f(\n`a ${b}`,\n)");
        let spread = "f(`\n    a`)";
        assert_eq!(script(spread), spread);
    }
}
