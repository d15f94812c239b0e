//! What the relay passes on, as far as it can be checked: acts under their signers' keys, and the state in a hello (R14).

use crate::effect::Fork;
use crate::identity::Identity;
use crate::link::LinkKeys;
use crate::links::Links;
use crate::roster::Roster;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::frame::{Hello, SignedBytes};
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::log::{Change, Invalid, State};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Verified};

/// Why something is not believed.
#[derive(Debug)]
pub(crate) enum Disbelief {
    /// No honest relay would have passed it on.
    Forked(Fork),
    /// The suite failed.
    Suite(SuiteFault),
}

impl From<SuiteFault> for Disbelief {
    fn from(fault: SuiteFault) -> Self {
        Self::Suite(fault)
    }
}

impl From<Fork> for Disbelief {
    fn from(fork: Fork) -> Self {
        Self::Forked(fork)
    }
}

impl From<Invalid> for Fork {
    /// Whoever names another hash than ours for an event that both have was shown another room; the rest nobody made.
    fn from(invalid: Invalid) -> Self {
        match invalid {
            Invalid::Forked => Self::LogDiffers,
            _ => Self::InvalidEvent,
        }
    }
}

/// An act whose signature holds under `key`.
pub(crate) async fn verified<S: Suite, A: Act>(
    suite: &S,
    signed: &SignedBytes,
    key: Point,
) -> Result<Verified<A>, Disbelief> {
    let signed = signed.decode::<A>().map_err(|_| Fork::BadFrame)?;
    let holds = suite.verify(&key, &signed.signing_input(), signed.signature()).await?;
    if holds { Ok(signed.verified_under(key)) } else { Err(Fork::InvalidEvent.into()) }
}

/// The state in a hello, if all of it that can be checked holds: its signatures, the link, and one's own seat (R14).
pub(crate) async fn believe<S: Suite>(
    suite: &S,
    link: &LinkKeys<S>,
    identity: &Identity<S>,
    hello: &Hello,
) -> Result<State, Disbelief> {
    let snapshot = Snapshot::decode(&hello.snapshot.0).map_err(|_| Fork::BadFrame)?;
    for claim in snapshot.claims() {
        if !suite.verify(&claim.key, &claim.message, &claim.signature).await? {
            return Err(Fork::InvalidEvent.into());
        }
    }
    let state = snapshot.claims_hold();
    let address = state.address();
    let from_link = (address.room, address.entry_hash) == (link.room, link.entry_hash)
        && state.genesis().parameters == link.parameters.byte();
    let own = identity.announcement();
    let seated = state.seat(&identity.id()).is_some_and(|seat| seat.announcement_hash() == own.act().hash());
    // The hash of the log says what one's own joining led to: told another state, one has another log than everyone.
    let joined = Change::Joined(own.clone().verified_under(own.act().signing));
    if from_link && seated && state.has_just(&joined) { Ok(state) } else { Err(Fork::AnotherRoom.into()) }
}

/// Takes note of everyone whom a hello tells of.
pub(crate) async fn meet<S: Suite>(
    suite: &S,
    roster: &mut Roster,
    links: &Links<S>,
    hello: &Hello,
    state: &State,
) -> Result<(), SuiteFault> {
    roster.set_away(hello.away.clone());
    for seat in state.seats() {
        let sealed = hello.names.iter().find(|name| name.id == seat.id());
        let sealed = sealed.map_or(&[][..], |name| &name.name.0);
        roster.note(suite, links, seat, sealed, None).await?;
    }
    Ok(())
}
