//! What the relay sees: each post beside its bytes, then all that the relay knows of the room, and what it does not.
//! Most of it is lines of text, put together before they are drawn: markup for each would weigh more than the words.

use yew::{Html, html};

use super::sheet::SheetFrame;
use crate::clock::time_of_day;
use crate::verbs::{Verb, Verbs};
use crate::view::capture::{Kept, PostNumber};
use crate::view::dissection::{dissect, hex};
use crate::view::room::Room;
use crate::view::sheet::Sheet;
use crate::wording::relay::{
    BOTH_WAYS, HIDDEN, NOT_A_TEXT, NOT_KEPT, NOTHING_SAID, ON_ITS_WAY, TITLE, crossed, known, lead, part, tally,
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
    let RelaySheet { room, east_of_utc_min, verbs, .. } = sheet;
    let capture = &room.capture;
    html! {
        <SheetFrame key="relay" title={TITLE} class="relay" {verbs}>
            <p>{ lead(capture) }</p>
            { small(BOTH_WAYS.to_owned()) }
            if capture.kept().is_empty() { { small(NOTHING_SAID.to_owned()) } }
            <ol class="crossings" role="list">{ for capture.kept().iter().rev().map(|kept| crossing(kept, sheet)) }</ol>
            { listed("All that the relay knows", known(room, east_of_utc_min)) }
            { listed("What it does not know", HIDDEN.iter().map(ToString::to_string).collect()) }
            { listed("Everything that crossed, counted", capture.tallies().iter().map(tally).collect()) }
            { small(NOT_KEPT.to_owned()) }
        </SheetFrame>
    }
}

/// One post: what was said beside what crossed.
fn crossing(kept: &Kept, sheet: RelaySheet<'_>) -> Html {
    let is_open = sheet.open == Some(kept.number);
    let next = if is_open { None } else { Some(kept.number) };
    let [whose, text] = said(kept, sheet);
    html! {
        <li class="crossing" key={kept.number.0}>
            <div class="crossing-said">
                { small(whose) }
                <p class="crossing-text" dir="auto">{ text }</p>
            </div>
            <div class="crossing-bytes">
                { small(crossed(kept)) }
                { for bytes(kept, is_open, sheet).into_iter().map(|[label, digits]| html! {
                    <>{ small(label) }<code class="bytes">{ digits }</code></>
                }) }
                <button type="button" class="text-button" aria-expanded={if is_open { "true" } else { "false" }}
                    onclick={sheet.verbs.asking(Verb::Open(Sheet::Relay(next)))}>
                    { if is_open { "Fewer bytes" } else { "All bytes, and what they are" } }
                </button>
            </div>
        </li>
    }
}

/// Who said it and when, and what; or why nothing is to be read here.
fn said(kept: &Kept, sheet: RelaySheet<'_>) -> [String; 2] {
    match kept.place.and_then(|(seq, _)| sheet.room.log.said_at(seq)) {
        Some(message) => {
            let who = sheet.room.people.subject(message.author);
            let at = time_of_day(message.at_ms, sheet.east_of_utc_min);
            [[&who, " · ", &at].concat(), message.text.to_string()]
        }
        None if kept.place.is_none() => [ON_ITS_WAY.to_owned(), String::new()],
        None => [NOT_A_TEXT.to_owned(), String::new()],
    }
}

/// The bytes and what they are: all of them, part by part, or the first few.
fn bytes(kept: &Kept, is_open: bool, sheet: RelaySheet<'_>) -> Vec<[String; 2]> {
    match dissect(kept).filter(|_| is_open) {
        Some(post) => {
            let labelled = |(what, bytes)| [part(what, &post, kept, &sheet.room.people), hex(bytes)];
            post.parts.iter().copied().map(labelled).collect()
        }
        None => {
            let excerpt = kept.frame.get(..EXCERPT_BYTES).unwrap_or(&kept.frame);
            vec![[String::new(), [&hex(excerpt), " …"].concat()]]
        }
    }
}

fn listed(title: &'static str, lines: Vec<String>) -> Html {
    html! {
        <section class="knowledge">
            <h3>{ title }</h3>
            <ul role="list">{ for lines.into_iter().map(|says| html! { <li>{ says }</li> }) }</ul>
        </section>
    }
}

/// A small line; nothing for nothing.
fn small(says: String) -> Html {
    if says.is_empty() {
        html! {}
    } else {
        html! { <p class="small">{ says }</p> }
    }
}
