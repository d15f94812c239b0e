//! The owner's PIN, shown once and folded away for good when the person says that they have it.

use std::rc::Rc;

use yew::{AttrValue, Html, html};

use super::copy_button::CopyButton;
use crate::verbs::{Verb, Verbs};
use crate::wording::{PIN_FOR, PIN_ONCE};

/// The PIN, six digits.
pub fn owner_pin(pin: &Rc<str>, verbs: &Verbs) -> Html {
    html! {
        <section class="owner-pin">
            <h3>{ "Your owner PIN, shown once" }</h3>
            <p class="pin numerals">
                <span aria-hidden="true">{ halves(pin) }</span>
                <span class="visually-hidden">{ spelled(pin) }</span>
            </p>
            <p class="small">{ PIN_ONCE }{ " " }{ PIN_FOR }</p>
            <div class="row">
                <CopyButton text={AttrValue::from(Rc::clone(pin))} label="Copy PIN" class="quiet" />
                <button type="button" class="button quiet" onclick={verbs.asking(Verb::KeepPin)}>
                    { "I have kept it" }
                </button>
            </div>
        </section>
    }
}

/// "123 456": two groups are easier to write down than six digits.
fn halves(pin: &str) -> String {
    match pin.split_at_checked(pin.len() / 2) {
        Some((first, second)) => format!("{first} {second}"),
        None => pin.to_owned(),
    }
}

/// Digit by digit, or a screen reader says a number.
fn spelled(pin: &str) -> Rc<str> {
    pin.chars().flat_map(|digit| [digit, ' ']).collect::<String>().trim_end().into()
}

#[cfg(test)]
mod tests {
    use super::{halves, spelled};

    #[test]
    fn a_pin_is_grouped_for_the_eye_and_spelled_for_the_ear() {
        assert_eq!(halves("123456"), "123 456");
        assert_eq!(&*spelled("123456"), "1 2 3 4 5 6");
    }
}
