//! Lines that are dead and do not say so: each end finds out by itself, in the time it is given.

use crate::member::{Diary, Member};
use crate::room::Room;
use crate::seeds::tell;
use burnroom_engine::effect::{LineState, Notice};
use burnroom_tests::weather::{Severity, Weather};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// No storm: only what the story does.
const STEADY: Severity = Severity { delay_ms: 1, stall_ms: 1, apart_ms: 1, life_ms: 1 };
/// Longer than these rooms are looked at.
const TTL_S: u32 = 3_600;
/// After so much silence a member takes its line for dead, ms.
const MEMBER_SILENCE_MS: u64 = 30_000;
/// After so much silence a relay does.
const RELAY_SILENCE: Duration = Duration::from_secs(45);
/// How often these stories look.
const LOOK: Duration = Duration::from_secs(1);

/// Two at ease; the second has weather of its own.
async fn two() -> (Room, Weather) {
    let mut room = Room::new(4, 2, TTL_S, Weather::new(STEADY));
    let own = Weather::new(STEADY);
    let relay = room.relay.through(own.clone());
    room.join(&relay);
    room.until_at_ease().await;
    (room, own)
}

fn is_down(notice: &Notice) -> Option<()> {
    matches!(notice, Notice::Line(LineState::Down { .. })).then_some(())
}

fn sees_away(member: &Member) -> bool {
    let roster = |notice: &Notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None };
    member.last(roster).is_some_and(|roster| roster.iter().any(|other| other.away))
}

#[test]
fn r63_a_member_finds_out_that_its_line_is_dead_and_comes_back() {
    tell(async {
        let (room, own) = two().await;
        sleep(Duration::from_secs(60)).await;
        assert!(room.members.iter().all(|member| member.last(is_down).is_none()), "a quiet line is not a dead one");
        own.fall_silent();
        let since_ms = room.relay.clock.now().steady_ms;
        room.members[0].say("into the silence".to_owned());
        room.until("the line to be given up", |members| members[1].last(is_down).is_some()).await;
        let took_ms = room.relay.clock.now().steady_ms - since_ms;
        assert!(took_ms <= MEMBER_SILENCE_MS + 1_000, "{took_ms} ms");
        let said = room.members[0].said();
        room.until("the text", |members| members[1].texts_of(&members[0].id) == said).await;
        room.until_at_ease().await;
        room.judge();
        assert!(room.members[1].ask(|diary: &Diary| diary.lines) > 1, "the control: on another line");
    });
}

#[test]
fn r63_the_others_see_that_somebody_is_away_whose_line_died_without_a_word() {
    tell(async {
        let (room, own) = two().await;
        own.fall_silent();
        let since = Instant::now();
        sleep(LOOK).await;
        // It finds out by itself, too, and does not get through.
        own.go_down();
        while !sees_away(&room.members[0]) {
            assert!(since.elapsed() <= RELAY_SILENCE + LOOK, "not seen in time");
            sleep(LOOK).await;
        }
        assert!(since.elapsed() > RELAY_SILENCE / 2, "the control: it was not told at once");
    });
}
