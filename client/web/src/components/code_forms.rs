//! One code in its three forms: words to read aloud, pictures to look at, digits to spell. Any one suffices.

use burnroom_engine::effect::Fingerprint;
use yew::{Html, classes, html};

use crate::pictures;

/// Which way up the words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facing {
    /// Towards whoever holds the device.
    Reader,
    /// On their head, for the person opposite.
    Opposite,
}

impl Facing {
    /// The other way.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Reader => Self::Opposite,
            Self::Opposite => Self::Reader,
        }
    }
}

/// Five numbered words, one a line, large enough to be read across a table.
pub fn code_words(words: &[&'static str; 5], facing: Facing) -> Html {
    let turned = (facing == Facing::Opposite).then_some("turned");
    html! {
        <ol class={classes!("code-words", turned)} lang="en" translate="no">
            { for words.iter().map(|word| html! { <li><span>{ *word }</span></li> }) }
        </ol>
    }
}

/// Pictures and digits.
pub fn other_forms(fingerprint: &Fingerprint) -> Html {
    html! {
        <div class="other-forms">
            <ul class="code-pictures" role="list" translate="no">
                { for fingerprint.emoji.iter().map(|number| picture(*number)) }
            </ul>
            <p class="code-digits numerals" translate="no">
                { for groups(&fingerprint.digits).into_iter().map(|group| html! { <span>{ group }</span> }) }
            </p>
        </div>
    }
}

/// The name stands under the picture, so the picture itself need not be described again.
fn picture(number: u8) -> Html {
    html! {
        <li>
            <img src={pictures::address(number)} alt="" width="64" height="64" />
            <span>{ pictures::name(number) }</span>
        </li>
    }
}

/// Three groups of four.
fn groups(digits: &str) -> Vec<String> {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn digits_come_in_fours() {
        assert_eq!(groups("123456789012"), ["1234", "5678", "9012"]);
    }
}
