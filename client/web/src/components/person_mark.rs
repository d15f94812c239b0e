//! A member's mark: their initial on the colour of their key, so that one name in two colours is two people.

use unicode_segmentation::UnicodeSegmentation as _;
use yew::{AttrValue, Html, Properties, classes, component, html};

/// Whose mark.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PersonMarkProps {
    /// The name.
    pub name: AttrValue,
    /// Which of the eight member colours.
    pub colour: u8,
}

/// The mark.
#[component]
pub fn PersonMark(props: &PersonMarkProps) -> Html {
    let colour = format!("member-{}", props.colour);
    html! {
        <span class={classes!("person-mark", colour)} aria-hidden="true">{ initial(&props.name) }</span>
    }
}

/// The first letter; of a generated name the animal's, since every one begins alike.
fn initial(name: &str) -> String {
    let own = name.strip_prefix("anonymous-").filter(|animal| !animal.is_empty()).unwrap_or(name);
    own.graphemes(true).find(|part| !part.trim().is_empty()).unwrap_or("?").to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::initial;

    #[test]
    fn the_initial_is_one_character_as_a_person_sees_it() {
        for (name, letter) in
            [("anonymous-fox", "F"), ("ada", "A"), ("火", "火"), ("👨‍👩‍👧 us", "👨‍👩‍👧"), ("  ", "?"), ("", "?")]
        {
            assert_eq!(initial(name), letter);
        }
    }
}
