//! Who is here, as this device sees it: names that opened, vouchers that held, codes that were compared.

use crate::effect::{Member, Voucher};
use crate::links::Links;
use crate::profile;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::ids::{AnnouncementHash, MemberId};
use burnroom_shared::log::{Seat, State};
use burnroom_shared::sorted::{SortedMap, SortedSet};

/// What is known privately of somebody seated.
struct Person {
    name: Option<String>,
    voucher: Voucher,
    announcement: AnnouncementHash,
    /// When it came, on the steady clock, ms; `None` for whoever was here before us.
    arrived_ms: Option<u64>,
}

burnroom_shared::debug_by_name!(Person);

/// Everyone seated, and everyone ever compared with.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    people: SortedMap<MemberId, Person>,
    compared: SortedSet<MemberId>,
    away: SortedSet<MemberId>,
    silent: SortedSet<MemberId>,
}

impl Roster {
    /// Takes note of a seat: checks its voucher (R9, R27), opens its name. What was known of the same seat stays known.
    pub(crate) async fn note<S: Suite>(
        &mut self,
        suite: &S,
        links: &Links<S>,
        seat: &Seat,
        sealed_name: &[u8],
        arrived_ms: Option<u64>,
    ) -> Result<(), SuiteFault> {
        let announcement = seat.announcement_hash();
        let known = self.people.get(&seat.id()).filter(|person| person.announcement == announcement);
        let known_name = known.and_then(|person| person.name.clone());
        let voucher = match known.map(|person| person.voucher) {
            Some(voucher) if voucher != Voucher::Unseen => voucher,
            _ => voucher(suite, links, seat).await?,
        };
        let name = profile::open_name(suite, links.keys(), seat.announcement(), sealed_name).await;
        let name = name.or(known_name);
        self.people.insert(seat.id(), Person { name, voucher, announcement, arrived_ms });
        Ok(())
    }

    /// The link in force has reached this device: judges whoever came meanwhile.
    pub(crate) async fn relinked<S: Suite>(
        &mut self,
        suite: &S,
        links: &Links<S>,
        state: &State,
    ) -> Result<(), SuiteFault> {
        for seat in state.seats() {
            let Some(person) = self.people.get_mut(&seat.id()) else { continue };
            if person.voucher == Voucher::Unseen {
                person.voucher = voucher(suite, links, seat).await?;
            }
        }
        Ok(())
    }

    /// A rekey whose voucher holds lists them: somebody with the link in force knows their vouchers (R27).
    pub(crate) fn vouched_by_list(&mut self, list: impl Iterator<Item = MemberId>) {
        for id in list {
            if let Some(person) = self.people.get_mut(&id)
                && person.voucher == Voucher::Unseen
            {
                person.voucher = Voucher::Good;
            }
        }
    }

    /// Somebody's name under the link in force.
    pub(crate) fn rename(&mut self, id: &MemberId, name: String) {
        if let Some(person) = self.people.get_mut(id) {
            person.name = Some(name);
        }
    }

    /// Who is said to be here and gives no sign of life; true if that changed.
    pub(crate) fn set_silent(&mut self, silent: SortedSet<MemberId>) -> bool {
        let changed = self.silent != silent;
        self.silent = silent;
        changed
    }

    pub(crate) fn is_away(&self, id: &MemberId) -> bool {
        self.away.contains(id)
    }

    /// Forgets whoever is not seated.
    pub(crate) fn keep_seated(&mut self, state: &State) {
        self.people.retain(|id, _| state.seat(id).is_some());
    }

    /// Forgets who left. Marks of comparison stay with the id.
    pub(crate) fn forget(&mut self, id: &MemberId) {
        self.people.remove(id);
        self.away.remove(id);
    }

    pub(crate) fn is_vouched(&self, id: &MemberId) -> bool {
        self.people.get(id).is_some_and(|person| person.voucher == Voucher::Good)
    }

    /// True if nobody with the link vouches for them: no epoch with them is good here.
    pub(crate) fn is_intruder(&self, id: &MemberId) -> bool {
        self.people.get(id).is_some_and(|person| person.voucher == Voucher::Bad)
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
        // Of whom nobody knows there is no end.
        if away && self.people.contains_key(&id) {
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
                voucher: person.map_or(Voucher::Bad, |person| person.voucher),
                compared: self.is_compared(&id),
                owner: state.is_owner(&id),
                away: self.away.contains(&id),
                silent: self.silent.contains(&id),
            }
        };
        state.seats().iter().map(member).collect()
    }
}

/// Whether the link vouches for a seat: of one that was taken under another link than the last one here, nothing is known.
async fn voucher<S: Suite>(suite: &S, links: &Links<S>, seat: &Seat) -> Result<Voucher, SuiteFault> {
    if seat.generation() != links.generation() {
        return Ok(Voucher::Unseen);
    }
    let announcement = seat.announcement();
    let holds = suite.mac_holds(&links.keys().vouch, &announcement.vouch_input(), &announcement.vouch.0).await?;
    Ok(if holds { Voucher::Good } else { Voucher::Bad })
}
