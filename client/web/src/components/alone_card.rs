//! Nobody else is here: what to do about it, in the log itself.

use std::rc::Rc;

use yew::{AttrValue, Html, html};

use super::copy_button::CopyButton;
use super::qr_code::qr_code;
use crate::view::invitation::Invitation;
use crate::view::people::People;

/// The card: the first one here has not asked anyone yet; whoever is left alone may ask again.
pub fn alone_card(invitation: &Invitation, people: &People) -> Html {
    let link = AttrValue::from(Rc::clone(&invitation.link));
    let says = if people.has_departed() {
        "You are alone here now. The link still works."
    } else {
        "You are the first one here. Send the link to someone."
    };
    html! {
        <section class="alone">
            <div class="alone-words">
                <p>{ says }</p>
                <CopyButton text={link} label="Copy link" class="primary" />
            </div>
            { qr_code(invitation.code.as_deref()) }
        </section>
    }
}
