//! Deadlines when nobody is on the line, and clocks that are set while a room lives.

use crate::member::Member;
use crate::room::Room;
use crate::seeds::tell;
use burnroom_engine::effect::Notice;
use burnroom_engine::input::Input;
use burnroom_shared::frame::BurnCause;
use burnroom_tests::weather::{Severity, Weather};
use std::time::Duration;
use tokio::time::{sleep, sleep_until};

/// No storm: only what the story does.
const STEADY: Severity = Severity { delay_ms: 1, stall_ms: 1, apart_ms: 1, life_ms: 1 };
/// How long these rooms last, seconds.
const TTL_S: u32 = 120;
/// The same in ms.
const TTL_MS: u64 = TTL_S as u64 * 1_000;
/// An hour, ms.
const HOUR_MS: i64 = 3_600_000;
/// How late something may be noticed, ms: the relay ticks every second at the end.
const NOTICED_MS: u64 = 1_000;

/// Three at ease; the third has weather of its own.
async fn three() -> (Room, Weather) {
    let mut room = Room::new(3, 3, TTL_S, Weather::new(STEADY));
    let own = Weather::new(STEADY);
    room.fill(1);
    let relay = room.relay.through(own.clone());
    room.join(&relay);
    room.until_at_ease().await;
    (room, own)
}

fn burned(member: &Member) -> Option<(BurnCause, u16)> {
    member.last(|notice| if let Notice::Burned { cause, seats } = notice { Some((*cause, *seats)) } else { None })
}

fn erased(member: &Member) -> Option<(u16, u16)> {
    let erased = |notice: &Notice| {
        if let Notice::Erased { confirmed, seats } = notice { Some((*confirmed, *seats)) } else { None }
    };
    member.last(erased)
}

/// A moment of the room's own time, ms after it was made.
async fn at(room: &Room, ms: u64) {
    sleep_until(room.relay.clock.at(ms)).await;
}

/// Everyone hears a text of everyone.
async fn talk(room: &Room, text: &str) {
    room.members.iter().enumerate().for_each(|(who, member)| member.say(format!("{text}, says {who}")));
    let all = |members: &[Member]| {
        let has = |one: &Member, other: &Member| other.texts_of(&one.id) == one.said();
        members.iter().all(|one| members.iter().all(|other| one.id == other.id || has(one, other)))
    };
    room.until(text, all).await;
}

#[test]
fn r50_whoever_is_offline_at_the_deadline_burns_in_time_and_is_not_counted() {
    for is_offline in [false, true] {
        tell(async {
            let (room, own) = three().await;
            if is_offline {
                at(&room, TTL_MS / 2).await;
                own.go_down();
            }
            at(&room, TTL_MS - 1).await;
            assert!(room.members.iter().all(|member| burned(member).is_none()), "nobody is early");
            at(&room, TTL_MS + NOTICED_MS).await;
            assert!(room.members.iter().all(|member| burned(member) == Some((BurnCause::Deadline, 3))));
            assert!(!room.relay.has(&room.id), "nothing is left at the relay");
            let counted = room.members.iter().map(|member| erased(member).unwrap());
            let expected = if is_offline { [(2, 3), (2, 3), (1, 3)] } else { [(3, 3); 3] };
            assert_eq!(counted.collect::<Vec<_>>(), expected, "who is offline: {is_offline}");
            // Also when the network is there again: the room is gone, and so is the seat.
            own.come_up();
            sleep(Duration::from_secs(60)).await;
            assert_eq!(erased(&room.members[0]), Some(expected[0]));
        });
    }
}

#[test]
fn r50_a_device_whose_clock_is_set_ahead_burns_alone_and_one_set_back_burns_in_time() {
    tell(async {
        let (room, _) = three().await;
        talk(&room, "before any clock is set").await;
        let [_, back, ahead] = &room.members[..] else { panic!("three") };
        back.clock.set_by(-HOUR_MS);
        ahead.clock.set_by(HOUR_MS);
        room.members.iter().for_each(|member| member.input(Input::Woke));
        room.until("the burn of one device", |members| burned(&members[2]).is_some()).await;
        assert_eq!(erased(ahead), Some((1, 3)), "the relay has said nothing of a burn");
        let (one, other) = (room.members[0].said().len(), back.said().len());
        room.members[0].say("still here".to_owned());
        back.say("so am I".to_owned());
        let heard = |members: &[Member]| {
            members[1].texts_of(&members[0].id).len() > one && members[0].texts_of(&members[1].id).len() > other
        };
        room.until("the others to talk on", heard).await;
        at(&room, TTL_MS - 1).await;
        assert!(burned(back).is_none() && burned(&room.members[0]).is_none());
        at(&room, TTL_MS + NOTICED_MS).await;
        assert_eq!(burned(back), Some((BurnCause::Deadline, 3)));
    });
}

#[test]
fn r12_a_relay_whose_clock_is_set_back_numbers_on_in_time_that_goes_on() {
    tell(async {
        let (room, _) = three().await;
        talk(&room, "before").await;
        room.relay.clock.set_by(-HOUR_MS);
        sleep(Duration::from_secs(10)).await;
        talk(&room, "an hour earlier").await;
        room.relay.clock.set_by(HOUR_MS);
        sleep(Duration::from_secs(10)).await;
        talk(&room, "and back").await;
        room.judge();
        let times: Vec<_> = room.members[0].heard_of(&room.members[1].id).iter().map(|text| text.time_ms).collect();
        assert!(times[0] < times[1] && times[1] < times[2], "{times:?}");
    });
}

#[test]
fn r50_a_relay_whose_clock_is_set_back_keeps_no_device_from_burning_and_one_set_ahead_burns() {
    tell(async {
        let (room, _) = three().await;
        room.relay.clock.set_by(-HOUR_MS);
        at(&room, TTL_MS - 1).await;
        assert!(room.members.iter().all(|member| burned(member).is_none()));
        at(&room, TTL_MS + NOTICED_MS).await;
        assert!(room.members.iter().all(|member| burned(member) == Some((BurnCause::Deadline, 3))));
        assert!(!room.relay.has(&room.id), "nor the relay");
    });
    tell(async {
        let (room, _) = three().await;
        room.relay.clock.set_by(HOUR_MS);
        room.until("the burn", |members| members.iter().all(|member| burned(member).is_some())).await;
        room.until("every device to confirm", |members| members.iter().all(|member| erased(member) == Some((3, 3))))
            .await;
        assert!(room.relay.clock.now().steady_ms < TTL_MS && !room.relay.has(&room.id));
    });
}
