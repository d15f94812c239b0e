//! One room at one relay: who sits in it, and waiting for all of them at once.

use crate::member::{Diary, Member, session};
use crate::relay::Relay;
use burnroom_engine::effect::Notice;
use burnroom_engine::link::{Link, Parameters};
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_shared::ids::RoomId;
use burnroom_shared::log::Departure;
use burnroom_tests::dice::Dice;
use burnroom_tests::weather::Weather;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long anything may take, in the room's own time. The slowest line and the longest pause end long before.
const PATIENCE: Duration = Duration::from_secs(180);
/// How often a condition is asked. Nothing here takes real time.
const ASKED_EVERY: Duration = Duration::from_millis(500);
/// Notices that a failure repeats of each member.
const REPEATED: usize = 8;

/// A room. The first member made it.
pub(crate) struct Room {
    pub(crate) relay: Relay,
    pub(crate) id: RoomId,
    pub(crate) members: Vec<Member>,
    seed: u64,
    /// How many have come.
    came: u64,
}

impl Room {
    /// Made by its first member, who is on the way in.
    pub(crate) fn new(seed: u64, capacity: u16, ttl_s: u32, weather: Weather) -> Self {
        let relay = Relay::start(weather);
        let link = Link::new(Parameters::PLAIN, &RustCrypto::seeded(seed)).unwrap();
        let mut creator = session(&link, keys(seed, 0), "0");
        let created = relay.create(ready(creator.creation(ttl_s, capacity, None)).unwrap().unwrap());
        creator.created(ttl_s, &created, relay.clock.now()).unwrap();
        let id = creator.room().unwrap();
        let first = Member::sit(&relay, creator, Dice::of(&[seed, 0]));
        Self { relay, id, members: vec![first], seed, came: 1 }
    }

    /// One more comes, over lines through `relay`, by the link as the first member has it.
    pub(crate) fn join(&mut self, relay: &Relay) {
        let number = self.came;
        self.came += 1;
        let fragment = self.members[0].ask(|diary| diary.fragment.clone()).unwrap();
        let link = Link::parse(&fragment).unwrap();
        let session = session(&link, keys(self.seed, number), &number.to_string());
        self.members.push(Member::sit(relay, session, Dice::of(&[self.seed, number])));
    }

    /// So many more come.
    pub(crate) fn fill(&mut self, more: u64) {
        let relay = self.relay.clone();
        (0..more).for_each(|_| self.join(&relay));
    }

    /// Waits until this holds.
    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&[Member]) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(&self.members) {
            assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain: {what}\n{}", self.report());
            sleep(ASKED_EVERY).await;
        }
    }

    /// What everyone said, heard of whom, and was shown last.
    fn report(&self) -> String {
        let mut lines = Vec::new();
        for (place, member) in self.members.iter().enumerate() {
            lines.push(format!("{place} said {:?}", member.said()));
            for (other, sender) in self.members.iter().enumerate().filter(|(other, _)| *other != place) {
                lines.push(format!("  heard of {other} {:?}", member.texts_of(&sender.id)));
            }
            let is_telling = |notice: &&Notice| !matches!(notice, Notice::Roster(_) | Notice::Received(_));
            let last = |diary: &Diary| diary.notices.iter().rev().filter(is_telling).take(REPEATED).cloned().collect();
            let last: Vec<_> = member.ask(last);
            lines.push(format!("  was shown last {last:?}"));
        }
        lines.join("\n")
    }

    /// Waits until everyone sees everyone, nobody away, and texts are sent at once.
    pub(crate) async fn until_at_ease(&self) {
        let seats = self.members.len();
        self.until("everyone at ease", |members| members.iter().all(|member| member.is_at_ease_with(seats))).await;
    }

    /// Nobody noticed anything that broken lines do not excuse, and everyone knows that all was numbered that it said.
    pub(crate) fn judge(&self) {
        for (place, member) in self.members.iter().enumerate() {
            assert_eq!(member.sent(), member.said().len(), "what {place} knows as sent");
            let wrong = |notice: &&Notice| match notice {
                Notice::Departed(_, departure) => *departure != Departure::Left,
                Notice::Forked(_)
                | Notice::Ended(_)
                | Notice::Reseated
                | Notice::Withheld(true)
                | Notice::Missing { .. }
                | Notice::Suspect { .. }
                | Notice::NotSent { .. } => true,
                _ => false,
            };
            let wrong: Vec<_> = member.ask(|diary| diary.notices.iter().filter(wrong).cloned().collect());
            assert!(wrong.is_empty(), "{place}: {wrong:?}");
        }
    }
}

/// The seed of a member's keys.
fn keys(seed: u64, number: u64) -> u64 {
    seed.wrapping_mul(1_000).wrapping_add(number)
}
