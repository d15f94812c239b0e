//! A member's mark: their initial on the colour of their key, so that one name in two colours is two people.

use unicode_segmentation::UnicodeSegmentation as _;
use yew::{Html, html};

/// The mark of a name, in one of the eight member colours.
pub fn person_mark(name: &str, colour: u8) -> Html {
    html! {
        <span class={format!("person-mark member-{colour}")} aria-hidden="true">{ initial(name) }</span>
    }
}

/// The first letter, which the stylesheet makes a capital; of a generated name the animal's, since every one begins alike.
fn initial(name: &str) -> String {
    let own = name.strip_prefix("anonymous-").filter(|animal| !animal.is_empty()).unwrap_or(name);
    own.graphemes(true).find(|part| !part.trim().is_empty()).unwrap_or("?").to_owned()
}

#[cfg(test)]
mod tests {
    use super::initial;

    #[test]
    fn the_initial_is_one_character_as_a_person_sees_it() {
        for (name, letter) in
            [("anonymous-fox", "f"), ("ada", "a"), ("火", "火"), ("👨‍👩‍👧 us", "👨‍👩‍👧"), ("  ", "?"), ("", "?")]
        {
            assert_eq!(initial(name), letter);
        }
    }
}
