//! Who is here, as this device sees it: names that opened, vouchers that held, codes that were compared.

use crate::effect::Member;
use crate::link::LinkKeys;
use crate::profile;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::{Seat, State};
use std::collections::{BTreeMap, BTreeSet};

/// What is known privately of somebody seated.
#[derive(Debug)]
struct Person {
    name: Option<String>,
    vouched: bool,
    /// When it came, on the steady clock, ms; `None` for whoever was here before us.
    arrived_ms: Option<u64>,
}

/// Everyone seated, and everyone ever compared with.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    people: BTreeMap<MemberId, Person>,
    compared: BTreeSet<MemberId>,
    away: BTreeSet<MemberId>,
}

impl Roster {
    /// Takes note of a seat: checks its voucher (R9), opens its name.
    pub(crate) async fn note<S: Suite>(
        &mut self,
        suite: &S,
        link: &LinkKeys<S>,
        seat: &Seat,
        sealed_name: &[u8],
        arrived_ms: Option<u64>,
    ) -> Result<(), SuiteFault> {
        let announcement = seat.announcement();
        let vouched = suite.mac_holds(&link.vouch, &announcement.vouch_input(), &announcement.vouch.0).await?;
        let name = profile::open_name(suite, link, &seat.id(), seat.incarnation(), sealed_name).await;
        self.people.insert(seat.id(), Person { name, vouched, arrived_ms });
        Ok(())
    }

    /// Forgets who left. Marks of comparison stay with the id.
    pub(crate) fn forget(&mut self, id: &MemberId) {
        self.people.remove(id);
        self.away.remove(id);
    }

    pub(crate) fn is_vouched(&self, id: &MemberId) -> bool {
        self.people.get(id).is_some_and(|person| person.vouched)
    }

    /// The seats that get keys, longest seated first.
    pub(crate) fn vouched(&self, state: &State) -> Vec<MemberId> {
        state.seats().iter().map(Seat::id).filter(|id| self.is_vouched(id)).collect()
    }

    /// When the last of `ids` came, on the steady clock, ms.
    pub(crate) fn last_arrival_ms(&self, ids: impl Iterator<Item = MemberId>) -> Option<u64> {
        ids.filter_map(|id| self.people.get(&id)?.arrived_ms).max()
    }

    /// Somebody's connection broke, or was taken up again.
    pub(crate) fn mark_away(&mut self, id: MemberId, away: bool) {
        if away {
            self.away.insert(id);
        } else {
            self.away.remove(&id);
        }
    }

    /// Everyone who is away, as the relay says.
    pub(crate) fn set_away(&mut self, away: Vec<MemberId>) {
        self.away = away.into_iter().collect();
    }

    /// Marks members as compared.
    pub(crate) fn mark_compared(&mut self, ids: &[MemberId]) {
        self.compared.extend(ids);
    }

    pub(crate) fn is_compared(&self, id: &MemberId) -> bool {
        self.compared.contains(id)
    }

    /// What a person is shown.
    pub(crate) fn show(&self, state: &State) -> Vec<Member> {
        let member = |seat: &Seat| {
            let id = seat.id();
            let person = self.people.get(&id);
            Member {
                id,
                name: person.and_then(|person| person.name.clone()),
                vouched: person.is_some_and(|person| person.vouched),
                compared: self.is_compared(&id),
                owner: state.is_owner(&id),
                away: self.away.contains(&id),
            }
        };
        state.seats().iter().map(member).collect()
    }
}
