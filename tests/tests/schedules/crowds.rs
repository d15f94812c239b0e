//! A full room that loses the relay as one and comes back as one.

use crate::member::{Diary, Member};
use crate::room::Room;
use crate::seeds::tell;
use burnroom_engine::effect::{LineState, Notice};
use burnroom_shared::limits::CAPACITY_MAX;
use burnroom_tests::weather::{Severity, Weather};

/// No storm: only what the story does.
const STEADY: Severity = Severity { delay_ms: 1, stall_ms: 1, apart_ms: 1, life_ms: 1 };
/// Between the first and the last of a hundred that try again for the first time, at least, ms.
const SPREAD_MS: u64 = 400;
/// Longer than this room is looked at.
const TTL_S: u32 = 3_600;

/// When a member tries again first, ms of its steady clock.
fn first_retry_ms(diary: &Diary) -> Option<u64> {
    diary.notices.iter().find_map(|notice| match notice {
        Notice::Line(LineState::Down { retry_ms }) => Some(*retry_ms),
        _ => None,
    })
}

fn rekeys(member: &Member) -> u64 {
    member.ask(|diary: &Diary| diary.rekeys)
}

#[test]
fn r63_a_hundred_whose_lines_break_at_once_are_back_without_a_new_key() {
    tell(async {
        let mut room = Room::new(1, CAPACITY_MAX, TTL_S, Weather::new(STEADY));
        room.fill(u64::from(CAPACITY_MAX) - 1);
        room.until_at_ease().await;
        let before: Vec<_> =
            room.members.iter().map(|member| (rekeys(member), member.ask(|diary| diary.lines))).collect();
        room.relay.weather.go_down();
        room.members[0].say("said while nobody is there".to_owned());
        let is_cut = |members: &[Member]| members.iter().all(|member| !member.is_at_ease_with(members.len()));
        room.until("every line to break", is_cut).await;
        let again: Vec<_> = room.members.iter().map(|member| member.ask(first_retry_ms).unwrap()).collect();
        let spread_ms = again.iter().max().unwrap() - again.iter().min().unwrap();
        assert!(spread_ms >= SPREAD_MS, "all come back within {spread_ms} ms");
        room.relay.weather.come_up();
        room.until_at_ease().await;
        room.members[99].say("said when all are back".to_owned());
        let first = room.members[0].id;
        let last = room.members[99].id;
        let has_heard = |member: &Member| {
            let of_first = member.id == first || member.texts_of(&first) == ["said while nobody is there"];
            of_first && (member.id == last || member.texts_of(&last) == ["said when all are back"])
        };
        room.until("both texts at everyone", |members| members.iter().all(has_heard)).await;
        room.judge();
        for (member, (rekeys_before, lines_before)) in room.members.iter().zip(before) {
            let lost = |notice: &Notice| matches!(notice, Notice::Departed(..)).then_some(());
            assert_eq!((member.last(lost), rekeys(member)), (None, rekeys_before), "nobody came or went");
            assert!(member.ask(|diary| diary.lines) > lines_before, "the control: it came back on another line");
        }
    });
}
