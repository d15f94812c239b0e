//! Asking someone in: the link, three ways to hand it over, and once the owner's PIN.

use std::rc::Rc;

use yew::{AttrValue, Callback, Html, Properties, component, html, use_effect_with, use_state};

use super::copy_button::CopyButton;
use super::icon::{Icon, drawn};
use super::owner_pin::owner_pin;
use super::qr_code::QrCode;
use super::sheet::SheetFrame;
use crate::browser::clipboard;
use crate::verbs::Verbs;
use crate::view::room::Invitation;
use crate::wording::{LINK_IS_KEY, NO_HISTORY, RELOAD_LEAVES};

/// Whose room.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ShareSheetProps {
    /// Link and PIN.
    pub invitation: Rc<Invitation>,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The sheet.
#[component]
pub fn ShareSheet(props: &ShareSheetProps) -> Html {
    let can_share = use_state(|| false);
    {
        let can_share = can_share.clone();
        use_effect_with((), move |()| can_share.set(clipboard::can_share()));
    }
    let link = AttrValue::from(Rc::clone(&props.invitation.link));
    let share = {
        let link = link.clone();
        Callback::from(move |_| clipboard::share(&link))
    };
    html! {
        <SheetFrame title="Ask someone in" class="share" verbs={&props.verbs}>
            <div class="share-body">
                <QrCode text={link.clone()} />
                <div class="share-ways">
                    <p class="link-box mono">{ &link }</p>
                    <div class="row">
                        <CopyButton text={link} label="Copy link" class="primary" />
                        if *can_share {
                            <button type="button" class="button quiet" onclick={share}>
                                { drawn(Icon::Share) }{ "Share…" }
                            </button>
                        }
                    </div>
                    <p class="small">{ LINK_IS_KEY }</p>
                    <p class="small">{ NO_HISTORY }{ " " }{ RELOAD_LEAVES }</p>
                </div>
            </div>
            if let Some(pin) = &props.invitation.pin {
                { owner_pin(pin, &props.verbs) }
            }
        </SheetFrame>
    }
}
