//! One code in its three forms: words to read aloud, pictures to look at, digits to spell. Any one suffices.

use burnroom_engine::effect::Fingerprint;
use yew::{Html, Properties, classes, component, html};

use crate::pictures;

/// Which words.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct CodeWordsProps {
    /// Five words.
    pub words: [&'static str; 5],
    /// Whether they stand on their head, for the person opposite.
    #[prop_or_default]
    pub turned: bool,
}

/// Five numbered words, one a line, large enough to be read across a table.
#[component]
pub fn CodeWords(props: &CodeWordsProps) -> Html {
    html! {
        <ol class={classes!("code-words", props.turned.then_some("turned"))} lang="en" translate="no">
            { for props.words.iter().map(|word| html! { <li><span>{ *word }</span></li> }) }
        </ol>
    }
}

/// Which code.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct OtherFormsProps {
    /// The code.
    pub fingerprint: Fingerprint,
}

/// Pictures and digits.
#[component]
pub fn OtherForms(props: &OtherFormsProps) -> Html {
    html! {
        <div class="other-forms">
            <ul class="code-pictures" role="list" translate="no">
                { for props.fingerprint.emoji.iter().map(|number| picture(*number)) }
            </ul>
            <p class="code-digits numerals" translate="no">
                { for groups(&props.fingerprint.digits).into_iter().map(|group| html! { <span>{ group }</span> }) }
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
