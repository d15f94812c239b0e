//! Asking someone in: the link, three ways to hand it over, and once the owner's PIN.

use std::rc::Rc;

use yew::{AttrValue, Callback, Html, html};

use super::copy_button::CopyButton;
use super::icon::{Icon, drawn};
use super::owner_pin::owner_pin;
use super::qr_code::qr_code;
use super::sheet::SheetFrame;
use crate::browser::clipboard;
use crate::verbs::Verbs;
use crate::view::room::Room;
use crate::wording::{LACKS_LINK, LINK_IS_KEY, LOCKED, RELOAD_LEAVES, RENEWED, history};

/// The sheet.
pub fn share_sheet(room: &Room, verbs: &Verbs) -> Html {
    let invitation = &room.invitation;
    let link = AttrValue::from(Rc::clone(&invitation.link));
    let share = {
        let link = link.clone();
        Callback::from(move |_| clipboard::share(&link))
    };
    html! {
        <SheetFrame key="share" title="Ask someone in" class="share" {verbs}>
            if room.rules.locked { <p class="says warn">{ LOCKED }</p> }
            if room.rules.lacks_link {
                <p class="says warn">{ LACKS_LINK }</p>
            } else if invitation.renewed {
                <p class="says info">{ RENEWED }</p>
            }
            <div class="share-body">
                { qr_code(invitation.code.as_deref()) }
                <div class="share-ways">
                    <p class="link-box mono">{ &link }</p>
                    <div class="row">
                        <CopyButton text={link} label="Copy link" class="primary" />
                        if clipboard::can_share() {
                            <button type="button" class="button quiet" onclick={share}>
                                { drawn(Icon::Share) }{ "Share…" }
                            </button>
                        }
                    </div>
                    <p class="small">{ LINK_IS_KEY }</p>
                    <p class="small">{ history(room.history) }{ " " }{ RELOAD_LEAVES }</p>
                </div>
            </div>
            if let Some(pin) = &invitation.pin {
                { owner_pin(pin, verbs) }
            }
        </SheetFrame>
    }
}
