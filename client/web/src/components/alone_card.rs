//! Nobody else is here: what to do about it, in the log itself.

use std::rc::Rc;

use yew::{AttrValue, Html, Properties, component, html};

use super::copy_button::CopyButton;
use super::qr_code::QrCode;
use crate::view::room::Invitation;

/// Whose link.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AloneCardProps {
    /// The link.
    pub invitation: Rc<Invitation>,
    /// Whether nobody else has ever been here.
    pub first: bool,
}

/// The card.
#[component]
pub fn AloneCard(props: &AloneCardProps) -> Html {
    let link = AttrValue::from(Rc::clone(&props.invitation.link));
    let says = if props.first {
        "You are the first one here. Send the link to someone."
    } else {
        "You are alone here now. The link still works."
    };
    html! {
        <section class="alone">
            <div class="alone-words">
                <p>{ says }</p>
                <CopyButton text={link.clone()} label="Copy link" class="primary" />
            </div>
            <QrCode text={link} />
        </section>
    }
}
