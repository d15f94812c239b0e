//! Storms: whatever happens to lines, every text arrives once, in order, at everyone, and no seat is lost.

use crate::member::{Diary, Member};
use crate::room::Room;
use crate::seeds::tell_many;
use burnroom_engine::effect::{Ended, Notice};
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_tests::dice::Dice;
use burnroom_tests::weather::{Severity, Suffered, Weather};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Schedules in a run.
const SCHEDULES: u64 = 1_000;
/// How bad it gets. Both ends' patience (10 s for an answer, 30 s and 45 s of silence) is shorter than the longest.
const SEVERITY: Severity = Severity { delay_ms: 400, stall_ms: 20_000, apart_ms: 50_000, life_ms: 30_000 };
/// How long half of a storm lasts, at least, ms.
const HALF_MS: u64 = 10_000;
/// How much longer, at most, ms.
const LONGER_MS: u64 = 20_000;
/// Longest pause between two texts, ms.
const PAUSE_MS: u64 = 14_000;
/// Seats: more than come.
const CAPACITY: u16 = 6;
/// Longer than any of these rooms is looked at.
const TTL_S: u32 = 3_600;

/// What one schedule came to.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    suffered: Suffered,
    lines: u64,
    repeated: u64,
    said: u64,
    /// Newcomers in the middle of it.
    came: u64,
    /// Members who left in the middle of it.
    left: u64,
    /// Members who were removed in the middle of it, and the room's link with them.
    kicked: u64,
}

impl std::ops::AddAssign for Told {
    fn add_assign(&mut self, more: Self) {
        self.suffered += more.suffered;
        self.lines += more.lines;
        self.repeated += more.repeated;
        self.said += more.said;
        self.came += more.came;
        self.left += more.left;
        self.kicked += more.kicked;
    }
}

/// Three to five talk through a storm. In the middle, in a moment's calm, somebody may leave or be removed, and
/// somebody may come.
async fn schedule(seed: u64) -> Told {
    let mut dice = Dice::of(&[seed]);
    let mut room = Room::new(seed, CAPACITY, TTL_S, Weather::new(SEVERITY));
    room.fill(2 + dice.roll(3));
    room.until_at_ease().await;
    let mut told = Told::default();
    storm(&room, &mut dice).await;
    let going = if room.members.len() > 3 { dice.roll(3) } else { 0 };
    if let Some(guest) = (going > 0).then(|| room.members.pop()).flatten() {
        if going == 1 {
            leave(&room, &guest).await;
            told.left += 1;
        } else {
            kick(&room, &guest).await;
            told.kicked += 1;
        }
    }
    let old = room.members.len();
    if dice.once_in(2) {
        room.fill(1);
        room.until("the newcomer to enter", |members| members[old].has_entered()).await;
        told.came += 1;
    }
    storm(&room, &mut dice).await;
    // What is said before a newcomer has a key is not for it, and in a storm that may take a while (R32).
    room.until("everyone to have a key", |members| members.iter().all(Member::has_had_keys)).await;
    room.members.iter().enumerate().for_each(|(who, member)| member.say(format!("last of {who}")));
    room.until("the last text of everyone at everyone", all_told).await;
    room.until_at_ease().await;
    let link = |member: &Member| member.ask(|diary| diary.fragment.clone());
    let have_one = |members: &[Member]| members.iter().all(|member| link(member) == link(&members[0]));
    room.until("one link at everyone", have_one).await;
    // Until what was given up has said its last.
    sleep(Duration::from_millis(SEVERITY.apart_ms)).await;
    judge(&room, old);
    told.suffered = room.relay.weather.suffered();
    for member in &room.members {
        told.said += member.said().len() as u64;
        told.lines += member.ask(|diary: &Diary| diary.lines);
        told.repeated += member.ask(|diary: &Diary| diary.repeated);
    }
    told
}

/// Whoever is there says something now and then while lines fail.
async fn storm(room: &Room, dice: &mut Dice) {
    room.relay.weather.storm();
    let over = Instant::now() + Duration::from_millis(HALF_MS + dice.roll(LONGER_MS));
    while Instant::now() < over {
        let who = usize::try_from(dice.roll(room.members.len() as u64)).unwrap();
        let number = room.members[who].said().len();
        room.members[who].say(format!("{number} of {who}"));
        sleep(Duration::from_millis(dice.roll(PAUSE_MS))).await;
    }
    room.relay.weather.calm();
}

/// Somebody leaves; the others may be anywhere.
async fn leave(room: &Room, guest: &Member) {
    say_goodbye(room, guest).await;
    guest.input(Input::Do(Command::Leave));
    let left = |notice: &Notice| matches!(notice, Notice::Departed(id, _) if *id == guest.id).then_some(());
    let is_seen = |members: &[Member]| members.iter().any(|member| member.last(left).is_some());
    room.until("somebody to see the guest leave", is_seen).await;
}

/// Who made the room removes somebody; the others may be anywhere, and find the room's next link when they are back.
async fn kick(room: &Room, guest: &Member) {
    let owner = &room.members[0];
    say_goodbye(room, guest).await;
    owner.say("out with you".to_owned());
    room.until("the owner to be on the line", |_| owner.sent() == owner.said().len()).await;
    owner.input(Input::Do(Command::Own(Deed::Kick(guest.id))));
    let kicked = |notice: &Notice| matches!(notice, Notice::Ended(Ended::Kicked)).then_some(());
    room.until("the guest to hear of it", |_| guest.last(kicked).is_some()).await;
    let changed = |notice: &Notice| matches!(notice, Notice::LinkChanged).then_some(());
    room.until("another link", |_| owner.last(changed).is_some()).await;
}

/// Somebody is on the line and has heard everything, and everyone has heard them.
async fn say_goodbye(room: &Room, guest: &Member) {
    guest.say("goodbye".to_owned());
    let heard = |members: &[Member]| {
        let all_of = |one: &Member, other: &Member| other.texts_of(&one.id).len() == one.said().len();
        let is_heard = guest.sent() == guest.said().len();
        is_heard && members.iter().all(|member| all_of(guest, member) && all_of(member, guest))
    };
    room.until("the guest to hear and be heard", heard).await;
    for member in &room.members {
        assert_eq!(member.texts_of(&guest.id), guest.said());
        assert_eq!(guest.texts_of(&member.id), member.said());
    }
}

fn all_told(members: &[Member]) -> bool {
    let has_last = |one: &Member, other: &Member| other.last_of(&one.id) == one.said().pop();
    members.iter().all(|one| members.iter().all(|other| one.id == other.id || has_last(one, other)))
}

/// Everything at the `old` members; at a newcomer, everything from some text on.
fn judge(room: &Room, old: usize) {
    room.judge();
    for (place, member) in room.members.iter().enumerate() {
        for (other, sender) in room.members.iter().enumerate().filter(|(other, _)| *other != place) {
            let (heard, said) = (member.texts_of(&sender.id), sender.said());
            if place < old {
                assert_eq!(heard, said, "what {place} heard of {other}");
            } else {
                assert!(said.ends_with(&heard), "what the newcomer heard of {other}: {heard:?} of {said:?}");
            }
        }
    }
}

#[test]
fn r63_every_text_arrives_once_and_in_order_through_any_storm() {
    let all = tell_many(SCHEDULES, schedule);
    let mut sum = Told::default();
    all.iter().for_each(|told| sum += *told);
    println!("{} schedules: {sum:?}", all.len());
    if all.len() > 1 {
        let Suffered { delays, stalls, torn_chunks, cuts, resets, late_words, deaf } = sum.suffered;
        for (what, count) in [
            ("delays", delays),
            ("stalls", stalls),
            ("cuts inside of a chunk", torn_chunks),
            ("cuts", cuts),
            ("resets", resets),
            ("lines that spoke after they were given up", late_words),
            ("lines that only one end knew to be broken", deaf),
            ("posts said again", sum.repeated),
            ("newcomers", sum.came),
            ("departures", sum.left),
            ("removals", sum.kicked),
        ] {
            assert!(count >= all.len() as u64 / 10, "the control: {count} {what} in {} schedules", all.len());
        }
    }
}
