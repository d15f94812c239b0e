//! What the relay sees: each post beside its bytes, then all that the relay knows of the room, and what it does not.

use yew::{Html, html};

use super::sheet::SheetFrame;
use crate::clock::time_of_day;
use crate::verbs::{Verb, Verbs};
use crate::view::capture::{Kept, PostNumber, Tally, Way};
use crate::view::dissection::{Part, dissect, hex};
use crate::view::log::Message;
use crate::view::people::{Member, Presence};
use crate::view::room::Room;
use crate::view::sheet::Sheet;
use crate::wording::relay::{
    BOTH_WAYS, HIDDEN, NOT_A_TEXT, NOT_KEPT, NOTHING_SAID, ON_ITS_WAY, TITLE, crossed, lead, part, reads, tally,
};

/// Bytes of a frame that are shown until it is taken apart: enough to see that there is nothing to be read.
const EXCERPT_BYTES: usize = 96;

/// Which post is taken apart, if any, and where the screen is.
#[derive(Clone, Copy, Debug)]
pub struct RelaySheet<'room> {
    /// The room.
    pub room: &'room Room,
    /// The post that is taken apart.
    pub open: Option<PostNumber>,
    /// Minutes east of UTC.
    pub east_of_utc_min: i32,
    /// Who is asked.
    pub verbs: &'room Verbs,
}

/// The sheet; the newest post comes first.
pub fn relay_sheet(sheet: RelaySheet<'_>) -> Html {
    let RelaySheet { room, verbs, .. } = sheet;
    let capture = &room.capture;
    html! {
        <SheetFrame key="relay" title={TITLE} class="relay" {verbs}>
            <p>{ lead(capture) }</p>
            <p class="small">{ BOTH_WAYS }</p>
            if capture.kept().is_empty() { <p class="says info">{ NOTHING_SAID }</p> }
            <ol class="crossings" role="list">{ for capture.kept().iter().rev().map(|kept| crossing(kept, sheet)) }</ol>
            <div class="knowledge">
                <section>
                    <h3>{ "All that the relay knows" }</h3>
                    { known(sheet) }
                </section>
                <section>
                    <h3>{ "What it does not know" }</h3>
                    <ul role="list">{ for HIDDEN.iter().map(|what| html! { <li>{ *what }</li> }) }</ul>
                </section>
                <section>
                    <h3>{ "Everything that crossed, counted" }</h3>
                    <ul role="list">
                        { for capture.tallies().iter().map(counted) }
                    </ul>
                    <p class="small">{ NOT_KEPT }</p>
                </section>
            </div>
        </SheetFrame>
    }
}

/// One post: what was said beside what crossed.
fn crossing(kept: &Kept, sheet: RelaySheet<'_>) -> Html {
    let RelaySheet { room, open, verbs, .. } = sheet;
    let is_open = open == Some(kept.number);
    let next = if is_open { None } else { Some(kept.number) };
    let said = kept.place.and_then(|(seq, _)| room.log.said_at(seq));
    html! {
        <li class="crossing" key={kept.number.0}>
            { said_side(said, kept, sheet) }
            <div class="crossing-bytes">
                <p class="small">{ crossed(kept) }</p>
                if is_open {
                    { parts(kept, sheet) }
                } else {
                    <code class="bytes">{ hex(kept.frame.get(..EXCERPT_BYTES).unwrap_or(&kept.frame)) }{ " …" }</code>
                }
                <button type="button" class="text-button" aria-expanded={is_open.to_string()}
                    onclick={verbs.asking(Verb::Open(Sheet::Relay(next)))}>
                    { if is_open { "Close" } else { "All bytes, and what they are" } }
                </button>
            </div>
        </li>
    }
}

fn said_side(said: Option<&Message>, kept: &Kept, sheet: RelaySheet<'_>) -> Html {
    let Some(message) = said else {
        let says = if kept.place.is_none() { ON_ITS_WAY } else { NOT_A_TEXT };
        return html! { <p class="crossing-said small">{ says }</p> };
    };
    html! {
        <div class="crossing-said">
            <p class="small">
                <bdi>{ sheet.room.people.subject(message.author) }</bdi>
                { " · " }{ time_of_day(message.at_ms, sheet.east_of_utc_min) }
            </p>
            <p class="crossing-text" dir="auto">{ &*message.text }</p>
        </div>
    }
}

/// Every byte of a frame, under what it is.
fn parts(kept: &Kept, sheet: RelaySheet<'_>) -> Html {
    let Some(post) = dissect(kept) else {
        return html! { <code class="bytes">{ hex(&kept.frame) }</code> };
    };
    html! {
        <dl class="parts">
            { for post.parts.iter().map(|(what, bytes)| html! {
                <div>
                    <dt>
                        { part(*what) }
                        if let Some(says) = reads(*what, &post, kept.place) { <b>{ " " }{ says }</b> }
                        if *what == Part::Sender {
                            { " (to you: " }<bdi>{ sheet.room.people.object(post.header.sender) }</bdi>{ ")" }
                        }
                    </dt>
                    <dd class="bytes">{ hex(bytes) }</dd>
                </div>
            }) }
        </dl>
    }
}

/// The room, as the relay knows it: numbers, ids and times.
fn known(sheet: RelaySheet<'_>) -> Html {
    let RelaySheet { room, east_of_utc_min, .. } = sheet;
    let taken =
        [&room.people.present_count().to_string(), " of ", &room.capacity.to_string(), " seats are taken"].concat();
    let burns = ["it burns at ", &time_of_day(room.countdown.deadline_ms, east_of_utc_min)].concat();
    html! {
        <ul role="list">
            if let Some(address) = room.capture.room {
                <li>{ "the room's address " }<code class="bytes">{ hex(&address.0) }</code></li>
            }
            <li>{ if room.rules.locked { "it is locked" } else { "it is not locked" } }{ ", " }{ burns }</li>
            <li>{ "where each device connects from, and with what browser" }</li>
            <li>{ "of every post its sender's id, its time and its length" }</li>
            <li>
                { taken }
                <ul role="list">{ for room.people.present().map(|member| seat(member, sheet)) }</ul>
            </li>
        </ul>
    }
}

/// A seat as the relay knows it, and whose it is to this person.
fn seat(member: &Member, sheet: RelaySheet<'_>) -> Html {
    let RelaySheet { room, east_of_utc_min, .. } = sheet;
    let since = room.capture.seated_since(member.id).map_or_else(
        || if member.id == room.me { "since you came in" } else { "since before you came" }.to_owned(),
        |time_ms| ["since ", &time_of_day(time_ms, east_of_utc_min)].concat(),
    );
    html! {
        <li>
            <code class="bytes">{ hex(&member.id.0) }</code>
            { " " }{ since }
            if member.owner { { ", owner" } }
            if member.presence == Presence::Away { { ", away" } }
            <span class="small">{ " (to you: " }<bdi>{ room.people.object(member.id) }</bdi>{ ")" }</span>
        </li>
    }
}

fn counted(one: &Tally) -> Html {
    let way = if one.way == Way::Out { "out: " } else { "in: " };
    html! { <li class="numerals">{ way }{ tally(one) }</li> }
}
