//! Looking at a room from outside: what the relay says of it, opened with the link. Takes no seat.

use burnroom_engine::effect::Ended;
use burnroom_engine::link::{Link, LinkKeys};
use burnroom_engine::profile::open_title;
use burnroom_shared::api::Description;
use burnroom_shared::refusal::Refusal;

use crate::api::{self, ApiFault};
use crate::browser::moment;
use crate::clock::Countdown;
use crate::view::door::{Door, Shut, Sign};
use crate::web_crypto::WebCrypto;

/// The door of a link's room, as the relay describes it.
pub(super) async fn looked_at(fragment: &str) -> Door {
    let Some((suite, Ok(link))) = WebCrypto::of_browser().zip(Some(Link::parse(fragment))) else {
        return Door::Shut(Shut::Ended(Ended::Suite));
    };
    let Ok(keys) = LinkKeys::derive(&suite, &link).await else {
        return Door::Shut(Shut::Ended(Ended::Suite));
    };
    match api::describe(&keys.room, &keys.entry).await {
        Ok(description) if description.locked => Door::Shut(Shut::Refused(Refusal::RoomLocked)),
        Ok(description) => Door::Open(sign(&suite, &keys, &description).await),
        Err(ApiFault::Refused(refusal)) => Door::Shut(Shut::Refused(refusal)),
        Err(ApiFault::NoAnswer) => Door::Shut(Shut::NoAnswer),
    }
}

async fn sign(suite: &WebCrypto, keys: &LinkKeys<WebCrypto>, described: &Description) -> Sign {
    let title = match &described.title {
        Some(sealed) => open_title(suite, keys, &sealed.0).await,
        None => None,
    };
    let left_ms = described.deadline_ms.saturating_sub(described.now_ms);
    let now_ms = moment::now_ms();
    let deadline_ms = now_ms.saturating_add(left_ms);
    Sign {
        title: title.map(Into::into),
        countdown: Countdown { deadline_ms, span_ms: left_ms },
        inside: described.seats,
        capacity: described.capacity,
        history: described.history,
        free_at_ms: described.free_in_ms.map(|wait_ms| now_ms.saturating_add(wait_ms)),
        pin_refused: None,
    }
}
