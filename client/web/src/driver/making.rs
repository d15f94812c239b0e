//! Making a room: link, keys and title here, the room itself at the relay, and holding the relay to what was asked.

use burnroom_engine::link::{Link, Parameters};
use burnroom_engine::session::{CreationFault, Session};
use burnroom_engine::text::clean_name;
use zeroize::Zeroizing;

use super::stay::now;
use crate::api::{self, ApiFault};
use crate::browser::random;
use crate::browser::settings::{self, Setting};
use crate::clock::SECOND_MS;
use crate::names;
use crate::view::lobby::{Notice, Wish};
use crate::web_crypto::WebCrypto;

/// A room that the relay has made, and this device's way into it.
pub(super) struct Made {
    /// Ready to connect.
    pub(super) session: Session<WebCrypto>,
    /// The room's link, as the fragment of an address.
    pub(super) fragment: Zeroizing<String>,
    /// The owner's PIN.
    pub(super) pin: Zeroizing<String>,
}

burnroom_shared::debug_by_name!(Made);

/// Makes the room.
pub(super) async fn make(wish: &Wish) -> Result<Made, Notice> {
    let suite = WebCrypto::of_browser().ok_or(Notice::NoKeys)?;
    let link = Link::new(parameters(wish), &suite).map_err(|_| Notice::NoKeys)?;
    let fragment = link.fragment();
    let name = remembered(&wish.name, wish.remember_name);
    let mut session = Session::new(suite, &link, &name).await.map_err(|_| Notice::NoKeys)?;
    let title = clean_name(&wish.title).unwrap_or_else(|| names::room(random::number()));
    let ttl_s = u32::try_from(wish.time_to_live.ms() / SECOND_MS).unwrap_or(u32::MAX);
    let wanted = session.creation(ttl_s, wish.capacity(), Some(&title)).await;
    let created = api::create(&wanted.map_err(|_| Notice::NoKeys)?).await.map_err(unanswered)?;
    session.created(ttl_s, &created, now()).map_err(not_as_asked)?;
    Ok(Made { session, fragment, pin: Zeroizing::new(created.pin) })
}

fn parameters(wish: &Wish) -> Parameters {
    let parameters = if wish.history { Parameters::PLAIN.with_history() } else { Parameters::PLAIN };
    if wish.anyone_may_burn() { parameters.with_anyone_may_burn() } else { parameters }
}

fn unanswered(fault: ApiFault) -> Notice {
    match fault {
        ApiFault::Refused(refusal) => Notice::Refused(refusal),
        ApiFault::NoAnswer => Notice::NoAnswer,
    }
}

fn not_as_asked(fault: CreationFault) -> Notice {
    match fault {
        CreationFault::ClocksApart => Notice::ClocksApart,
        CreationFault::DeadlineWrong => Notice::NotAsAsked,
    }
}

/// A name that can be shown, kept on this device or forgotten there as the person said.
pub(super) fn remembered(name: &str, remember: bool) -> String {
    let name = clean_name(name).unwrap_or_else(|| names::person(random::number()));
    if remember {
        settings::keep(Setting::Name, &name);
    } else {
        settings::forget(Setting::Name);
    }
    name
}
