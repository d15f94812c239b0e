//! Connections that break, and members that come back to their seats: nothing missing, nothing twice, nobody else let in.

use crate::member::{Heard, Link, Member};
use crate::relay::{SOON, TestRelay};
use burnroom_shared::frame::{EventFrame, MemberFrame, RelayFrame, Resume};
use burnroom_shared::ids::SeatToken;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

fn closed(refusal: Refusal) -> Heard {
    Heard::Closed(refusal.close_code(), refusal.word().to_owned())
}

/// `from` says something of `length` bytes, and everyone in `to` hears it.
async fn say(from: &mut Member, to: &mut [&mut Member], length: usize) {
    let header = from.header();
    from.post(&header, length).await;
    let heard = from.hear().await;
    assert!(matches!(heard, Heard::Post { .. }), "{heard:?}");
    for member in to {
        assert!(matches!(member.hear().await, Heard::Post { .. }));
    }
}

/// What `member` is refused with when it shows `resume` on a connection of its own.
async fn refusal(relay: &TestRelay, member: &Member, resume: Resume) -> Heard {
    let mut again = member.again(relay.address).await;
    again.say(&MemberFrame::Resume(resume)).await;
    again.hear().await
}

#[tokio::test]
async fn r63_a_line_cut_in_the_middle_of_a_frame_is_resumed_where_it_was() {
    let relay = TestRelay::start(&[]).await;
    let [mut one, mut two, mut three] = relay.keyed_room_of(3).await.try_into().ok().unwrap();
    // A masked binary frame of 500 bytes, of which 40 come.
    let cut = [&[0x82, 0xfe, 1, 0xf4][..], &[0; 44]].concat();
    two.line().get_mut().write_all(&cut).await.unwrap();
    two.line().get_mut().shutdown().await.unwrap();
    for member in [&mut one, &mut three] {
        assert_eq!(member.presence().await, (two.id(), true));
    }
    for length in [1, 60_000, 300] {
        say(&mut one, &mut [&mut three], length).await;
    }
    let (mut back, resumed) = two.resumed(relay.address).await;
    assert_eq!((resumed.head, resumed.away), (one.state().head().seq, vec![]));
    for member in [&mut one, &mut three] {
        assert_eq!(member.presence().await, (two.id(), false));
    }
    for _ in 0..3 {
        assert!(matches!(back.hear().await, Heard::Post { .. }));
    }
    assert_eq!(back.state(), one.state());
    say(&mut back, &mut [&mut one, &mut three], 5).await;
    assert_eq!(back.state(), three.state());
}

#[tokio::test]
async fn r63_a_seat_is_for_its_token_and_the_old_a_wrong_and_anothers_are_refused() {
    let relay = TestRelay::start(&[]).await;
    let [one, two] = relay.keyed_room_of(2).await.try_into().ok().unwrap();
    let old = one.resuming();
    let cases = [
        Resume { token: SeatToken([0; 16]), ..one.resuming() },
        Resume { token: two.resuming().token, ..one.resuming() },
        Resume { id: Member::id_of(9), ..one.resuming() },
        Resume { seq: one.state().head().seq + 1, ..one.resuming() },
        Resume { seq: 0, ..one.resuming() },
        Resume { seq: u64::MAX, ..one.resuming() },
    ];
    for resume in cases {
        assert_eq!(refusal(&relay, &one, resume).await, closed(Refusal::SeatGone));
    }
    let newer = Resume { version: 2, ..one.resuming() };
    assert_eq!(refusal(&relay, &one, newer).await, closed(Refusal::VersionUnknown));
    let (once, _) = one.resumed(relay.address).await;
    let (mut twice, _) = once.resumed(relay.address).await;
    assert_eq!(refusal(&relay, &one, old).await, closed(Refusal::SeatGone), "its follower has been shown");
    twice.say(&MemberFrame::Resume(twice.resuming())).await;
    assert_eq!(twice.hear().await, closed(Refusal::BadFrame), "only as a first frame");
}

#[tokio::test]
async fn r63_of_two_that_resume_at_once_one_wins_and_the_other_is_replaced() {
    let relay = TestRelay::start(&[]).await;
    let [mut one, two] = relay.keyed_room_of(2).await.try_into().ok().unwrap();
    let (mut first, mut second) = tokio::join!(two.again(relay.address), two.again(relay.address));
    let resume = MemberFrame::Resume(two.resuming());
    tokio::join!(first.say(&resume), second.say(&resume));
    let mut lines = Vec::new();
    for mut line in [first, second] {
        match line.hear().await {
            Heard::Frame(RelayFrame::Resumed(_)) => lines.push(line),
            other => assert_eq!(other, closed(Refusal::Replaced), "before it was told that it had won"),
        }
    }
    let header = one.header();
    one.post(&header, 1).await;
    one.hear().await;
    let mut winners = Vec::new();
    for mut line in lines {
        match line.hear().await {
            Heard::Post { .. } => winners.push(line),
            other => assert_eq!(other, closed(Refusal::Replaced)),
        }
    }
    let [mut line] = winners.try_into().ok().unwrap();
    say(&mut line, &mut [&mut one], 1).await;
    let mut old = two;
    assert_eq!(old.hear().await, closed(Refusal::Replaced), "the half-open line from before, too");
}

#[tokio::test]
async fn r63_a_half_open_line_is_replaced_unheard_and_nobody_was_away() {
    let relay = TestRelay::start(&[]).await;
    let [mut one, mut two] = relay.keyed_room_of(2).await.try_into().ok().unwrap();
    let (mut back, _) = two.resumed(relay.address).await;
    assert_eq!(two.hear().await, closed(Refusal::Replaced));
    drop(two);
    say(&mut back, &mut [&mut one], 10).await;
    assert_eq!(one.state(), back.state());
}

#[tokio::test]
async fn r63_after_its_grace_a_seat_is_gone() {
    let relay = TestRelay::start(&["--grace", "50ms"]).await;
    let [mut one, two] = relay.keyed_room_of(2).await.try_into().ok().unwrap();
    let again = two.again(relay.address).await;
    drop(two);
    assert_eq!(one.presence().await, (again.id(), true));
    assert_eq!(one.event().await, EventFrame::Left { id: again.id(), departure: Departure::Lost });
    assert_eq!(refusal(&relay, &again, again.resuming()).await, closed(Refusal::SeatGone));
}

#[tokio::test]
async fn r63_leaving_frees_the_seat_at_once_and_its_token_dies() {
    let relay = TestRelay::start(&[]).await;
    let [mut one, mut two] = relay.keyed_room_of(2).await.try_into().ok().unwrap();
    two.say(&MemberFrame::Leave {}).await;
    assert_eq!(one.event().await, EventFrame::Left { id: two.id(), departure: Departure::Left });
    assert_eq!(refusal(&relay, &two, two.resuming()).await, closed(Refusal::SeatGone));
}

#[tokio::test]
async fn r65_whoever_comes_to_a_full_room_gets_the_seat_of_who_is_away() {
    let relay = TestRelay::start(&["--displace-after", "300ms", "--entries", "100000+1/s"]).await;
    let link = Link::new(7);
    let mut members = relay.room_of(4).await;
    let away = members.pop().unwrap();
    let absent = away.again(relay.address).await;
    drop(away);
    for member in &mut members {
        assert_eq!(member.presence().await, (absent.id(), true));
    }
    let mut waits = Vec::new();
    let come = async {
        loop {
            let mut fifth = Member::connect(relay.address, &link, 5).await;
            fifth.say(&MemberFrame::Join(fifth.joining())).await;
            match fifth.hear().await {
                Heard::Frame(RelayFrame::Hello(_)) => return fifth,
                full => waits.push(full.wait_ms(Refusal::RoomFull)),
            }
        }
    };
    let fifth = timeout(SOON, come).await.unwrap();
    assert!(waits.is_sorted_by(|sooner, later| sooner >= later) && waits.iter().all(|wait_ms| *wait_ms <= 300));
    for member in &mut members {
        assert_eq!(member.event().await, EventFrame::Left { id: absent.id(), departure: Departure::Displaced });
        assert!(matches!(member.event().await, EventFrame::Joined { .. }));
        assert_eq!(member.state(), fifth.state());
    }
    assert_eq!(refusal(&relay, &absent, absent.resuming()).await, closed(Refusal::SeatGone));
}

#[tokio::test]
async fn r64_bodies_that_are_gone_are_said_to_be_and_the_log_goes_on() {
    let relay = TestRelay::start(&["--backlog", "300KiB", "--posts", "1000+1/s"]).await;
    let [mut one, two] = relay.keyed_room_of(2).await.try_into().ok().unwrap();
    let absent = two.again(relay.address).await;
    drop(two);
    one.presence().await;
    for _ in 0..10 {
        say(&mut one, &mut [], 60_000).await;
    }
    let (mut back, _) = absent.resumed(relay.address).await;
    let mut whole = Vec::new();
    for _ in 0..10 {
        match back.hear().await {
            Heard::Post { .. } => whole.push(true),
            Heard::Frame(RelayFrame::Event(event)) => {
                assert!(matches!(event.event, EventFrame::Trimmed { .. }));
                whole.push(false);
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(whole.is_sorted() && whole.contains(&false) && whole.contains(&true), "{whole:?}");
    assert_eq!(back.state(), one.state());
    one.presence().await;
    say(&mut back, &mut [&mut one], 1).await;
}

/// What was missed does not count against the slack of a member that reads; of one that does not, what comes live does.
#[tokio::test]
async fn r64_more_than_the_slack_is_caught_up_with_and_whoever_stalls_is_cut_off() {
    let flags = ["--posts", "100000+1/s", "--outbox-frames", "8", "--outbox-bytes", "600KiB", "--backlog", "64MiB"];
    let relay = TestRelay::start(&flags).await;
    let [mut one, mut two, three] = relay.keyed_room_of(3).await.try_into().ok().unwrap();
    let absent = three.again(relay.address).await;
    drop(three);
    one.presence().await;
    two.presence().await;
    // More than the system's own buffers take in.
    for _ in 0..300 {
        say(&mut one, &mut [&mut two], 60_000).await;
    }
    let (mut back, resumed) = absent.resumed(relay.address).await;
    while back.state().head().seq < resumed.head {
        assert!(matches!(back.hear().await, Heard::Post { .. }));
    }
    one.presence().await;
    two.presence().await;
    say(&mut back, &mut [&mut one, &mut two], 1).await;

    let stale = Resume { seq: absent.state().head().seq, ..back.resuming() };
    let mut stalled = back.again(relay.address).await;
    stalled.say(&MemberFrame::Resume(stale)).await;
    assert_eq!(back.hear().await, closed(Refusal::Replaced));
    let mut is_cut_off = false;
    for _ in 0..30 {
        let header = one.header();
        one.post(&header, 60_000).await;
        for member in [&mut one, &mut two] {
            let mut heard = member.hear().await;
            if heard == Heard::Frame(RelayFrame::Presence { id: absent.id(), away: true }) {
                is_cut_off = true;
                heard = member.hear().await;
            }
            assert!(matches!(heard, Heard::Post { .. }), "{heard:?}");
        }
    }
    assert!(is_cut_off, "or it was never behind");
}
