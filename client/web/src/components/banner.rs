//! The one thing to say above the composer: the worst that is true now, with what can be done.

use yew::{Html, NodeRef, classes, html};

use super::ask_field::{AskField, ask_field};
use crate::verbs::{Verb, Verbs};
use crate::view::banner::Banner;
use crate::view::room::Room;
use crate::view::sheet::{Question, Sheet};
use crate::wording::room::banner;

/// The line. The live region is always there, so that what appears in it is read out.
pub fn banner_line(room: &Room, now_ms: u64, verbs: &Verbs) -> Html {
    html! {
        <div class="banner-slot" role="status">
            if let Some(what) = room.banner() {
                <div class={classes!("banner", weight(what))}>
                    <p>{ banner(what, room, now_ms) }</p>
                    if matches!(what, Banner::Lost { .. } | Banner::Unseated { .. }) {
                        <button type="button" class="button quiet" onclick={verbs.asking(Verb::Reconnect)}>{ "Try now" }</button>
                    }
                    if offers_to_leave(what) {
                        <button type="button" class="button quiet" onclick={verbs.asking(Verb::Leave)}>{ "Leave" }</button>
                    }
                    if what == Banner::LacksLink { { link_field(verbs) } }
                    if what == Banner::Differed {
                        <button type="button" class="button quiet" onclick={verbs.asking(Verb::Compare)}>{ "Compare again" }</button>
                        if room.may_burn() {
                            <button type="button" class="button danger" onclick={verbs.asking(Verb::Open(Sheet::Ask(Question::Burn)))}>{ "Burn" }</button>
                        }
                    }
                </div>
            }
        </div>
    }
}

fn link_field(verbs: &Verbs) -> Html {
    ask_field(&AskField {
        id: "new-link",
        label: "The new link",
        button: "Use it",
        placeholder: "Paste it here",
        inputmode: "url",
        disabled: false,
        field: NodeRef::default(),
        asked: verbs.asking_with(Verb::TakeLink),
    })
}

fn weight(banner: Banner) -> &'static str {
    match banner {
        Banner::Forked(_) | Banner::Differed => "bad",
        Banner::Lost { .. }
        | Banner::Unseated { .. }
        | Banner::Returning
        | Banner::LacksLink
        | Banner::Unanswered
        | Banner::Withheld
        | Banner::Stuck
        | Banner::ChangingSlowly => "warn",
        Banner::Closed | Banner::ChangingKeys | Banner::AwaitingKey => "info",
    }
}

fn offers_to_leave(banner: Banner) -> bool {
    matches!(
        banner,
        Banner::Forked(_)
            | Banner::Unanswered
            | Banner::Withheld
            | Banner::Stuck
            | Banner::Differed
            | Banner::Unseated { .. }
    )
}
