//! Which room is found at which address, and on which runtime it lives. Several addresses may lead to one room: where it
//! was before its link changed it stays found until it burns, so that nobody makes another there.

use crate::budget::Budget;
use crate::hearth::{Hearth, Listing};
use burnroom_shared::ids::RoomId;
use burnroom_shared::refusal::Refusal;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::runtime::Handle;

/// Bytes that a further address of a room counts for: a map's place for it, twice its length for a map that has just
/// grown, and the room's own note of it.
const ADDRESS: usize = 2 * size_of::<(Box<RoomId>, Found)>() + 2 * size_of::<RoomId>();

/// A room and where everything of it happens.
#[derive(Clone)]
pub struct Found {
    /// The room.
    pub hearth: Arc<Hearth>,
    /// Where it lives.
    pub runtime: Handle,
}

burnroom_shared::debug_by_name!(Found);

/// All addresses.
#[derive(Default)]
pub(super) struct Map(Mutex<Places>);

/// Addresses are boxed: a map keeps the bytes of what was taken out of it, while a box is wiped as it is freed.
#[derive(Default)]
struct Places {
    found: HashMap<Box<RoomId>, Found>,
    /// However many addresses they have.
    rooms: usize,
}

impl Map {
    /// Puts a new room at its first address, if there are fewer than `most`. `may` is asked under the lock.
    pub(super) fn keep(
        &self,
        at: RoomId,
        found: Found,
        most: usize,
        may: impl FnOnce() -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut places = self.lock();
        may()?;
        let has_place = places.rooms < most;
        match places.found.entry(Box::new(at)) {
            Entry::Occupied(_) => Err(Refusal::RoomExists),
            Entry::Vacant(_) if !has_place => Err(Refusal::RelayFull),
            Entry::Vacant(place) => {
                place.insert(found);
                places.rooms += 1;
                Ok(())
            }
        }
    }

    pub(super) fn find(&self, at: &RoomId) -> Option<Found> {
        self.lock().found.get(at).cloned()
    }

    /// Every room, once for each of its addresses.
    pub(super) fn all(&self) -> Vec<Arc<Hearth>> {
        self.lock().found.values().map(|found| Arc::clone(&found.hearth)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        // A panic between two changes of one call leaves at worst one room too many counted.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The addresses of one room.
pub(super) struct Addresses {
    map: Weak<Map>,
    budget: Arc<Budget>,
    /// The first is the one that the room was made with.
    held: Mutex<Vec<RoomId>>,
}

impl Addresses {
    /// Of a room that is about to be kept at `first`.
    pub(super) fn new(first: RoomId, map: &Arc<Map>, budget: Arc<Budget>) -> Self {
        Self { map: Arc::downgrade(map), budget, held: Mutex::new(vec![first]) }
    }

    fn held(&self) -> MutexGuard<'_, Vec<RoomId>> {
        // Every change of it is one call.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, further: usize) {
        self.budget.give_back(further * ADDRESS);
    }
}

impl Listing for Addresses {
    fn add(&self, room: RoomId) -> Result<(), Refusal> {
        let mut held = self.held();
        let map = self.map.upgrade().ok_or(Refusal::ShuttingDown)?;
        if !self.budget.has_place(ADDRESS, 0) {
            return Err(Refusal::RelayFull);
        }
        let mut places = map.lock();
        let found = held.first().and_then(|first| places.found.get(first)).cloned();
        let found = found.ok_or(Refusal::RoomNotFound)?;
        match places.found.entry(Box::new(room)) {
            Entry::Occupied(_) => return Err(Refusal::RoomExists),
            Entry::Vacant(place) => {
                place.insert(found);
            }
        }
        held.push(room);
        self.budget.take(ADDRESS);
        Ok(())
    }

    fn remove(&self, room: &RoomId) {
        let mut held = self.held();
        if held.last() == Some(room) && held.len() > 1 {
            held.pop();
            self.give_back(1);
            let found = self.map.upgrade().and_then(|map| map.lock().found.remove(room));
            drop(found);
        }
    }

    fn clear(&self) {
        let held = std::mem::take(&mut *self.held());
        self.give_back(held.len().saturating_sub(1));
        let Some(map) = self.map.upgrade() else { return };
        let mut places = map.lock();
        let cleared: Vec<_> = held.iter().filter_map(|room| places.found.remove(room)).collect();
        places.rooms -= usize::from(!cleared.is_empty());
        drop(places);
        // A room is freed with nothing locked.
        drop(cleared);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::config::Config;
    use crate::pin::Pin;
    use crate::room::Room;
    use crate::room::tests::stage::terms;
    use clap::Parser as _;

    fn at(number: u8) -> RoomId {
        RoomId([number; 16])
    }

    /// A room at an address, and the list of its addresses.
    fn kept(map: &Arc<Map>, budget: &Arc<Budget>, number: u8) -> Addresses {
        let limits = Config::parse_from(["burnroom"]).rooms;
        let clock = Arc::new(SystemClock::start());
        let now = crate::clock::Clock::now(&*clock);
        let pin = Pin::random(&mut rand::rngs::SysRng).unwrap();
        let room = Room::new(terms(0x10), pin, &limits, Arc::clone(budget), now);
        let addresses = || Addresses::new(at(number), map, Arc::clone(budget));
        let hearth = Arc::new(Hearth::new(room, clock, Box::new(addresses())));
        map.keep(at(number), Found { hearth, runtime: Handle::current() }, 2, || Ok(())).unwrap();
        addresses()
    }

    #[tokio::test]
    async fn a_room_is_found_at_all_its_addresses_and_after_its_burn_at_none() {
        let (map, budget) = (Arc::<Map>::default(), Budget::new(10 * ADDRESS));
        let (one, two) = (kept(&map, &budget, 1), kept(&map, &budget, 2));
        assert_eq!(one.add(at(3)), Ok(()));
        assert_eq!(one.add(at(2)), Err(Refusal::RoomExists));
        assert_eq!(two.add(at(3)), Err(Refusal::RoomExists));
        assert_eq!(two.add(at(2)), Err(Refusal::RoomExists), "nor back to where it was");
        let found = |number: u8| map.find(&at(number)).map(|found| Arc::as_ptr(&found.hearth));
        assert_eq!(found(1), found(3));
        assert_ne!(found(1), found(2));
        let third = map.find(&at(1)).unwrap();
        assert_eq!(map.keep(at(3), third.clone(), 9, || Ok(())), Err(Refusal::RoomExists));
        assert_eq!(map.keep(at(4), third.clone(), 2, || Ok(())), Err(Refusal::RelayFull), "two rooms, not three");
        drop(third);

        one.clear();
        assert!(found(1).is_none() && found(3).is_none() && found(2).is_some());
        assert!(budget.has_place(10 * ADDRESS, 0), "and what they weighed is given back");
        two.clear();
        assert_eq!(map.lock().rooms, 0);
    }

    #[tokio::test]
    async fn addresses_weigh_and_what_was_added_for_nothing_is_taken_back() {
        let (map, budget) = (Arc::<Map>::default(), Budget::new(2 * ADDRESS));
        let one = kept(&map, &budget, 1);
        assert_eq!((one.add(at(2)), one.add(at(3))), (Ok(()), Ok(())));
        assert_eq!(one.add(at(4)), Err(Refusal::RelayFull));
        one.remove(&at(2));
        assert!(map.find(&at(2)).is_some(), "only the last, which nobody has heard of");
        one.remove(&at(3));
        assert!(map.find(&at(3)).is_none());
        assert_eq!(one.add(at(4)), Ok(()));
    }
}
