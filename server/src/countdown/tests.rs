//! A room's last minute, on paused time and a wall clock that the test moves.

use super::*;
use crate::budget::Budget;
use crate::clock::{Clock, Now};
use crate::config::Config;
use crate::connection::Frame;
use crate::hearth::Line;
use crate::hearth::tests::Unlisted;
use crate::outbox::{End, Outlet, Owed, Slack, outbox};
use crate::pin::Pin;
use crate::room::Room;
use crate::room::tests::stage::{Hand, joining, resuming, terms};
use burnroom_shared::frame::RelayFrame;
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::signed::Power;
use clap::Parser as _;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::task::JoinHandle;
use tokio::time::{Instant, advance};

/// Paused time plus an offset.
struct TestClock {
    started: Instant,
    wall_offset_ms: AtomicI64,
}

const START_MS: u64 = 1_800_000_000_000;

impl TestClock {
    fn jump(&self, by_ms: i64) {
        self.wall_offset_ms.fetch_add(by_ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        let uptime_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap();
        let wall_ms = (START_MS + uptime_ms).saturating_add_signed(self.wall_offset_ms.load(Ordering::SeqCst));
        Now { wall_ms, uptime_ms }
    }
}

struct Stage {
    clock: Arc<TestClock>,
    hearth: Arc<Hearth>,
    line: Line,
    outlet: Outlet,
    owed: VecDeque<Frame>,
    task: JoinHandle<()>,
    started: Instant,
}

/// A room with one member, `ttl_s` before its end.
fn stage(ttl_s: u64) -> Stage {
    let clock = Arc::new(TestClock { started: Instant::now(), wall_offset_ms: AtomicI64::new(0) });
    let limits = Config::parse_from(["burnroom"]).rooms;
    let mut terms = terms(0x10);
    terms.deadline_ms = START_MS + ttl_s * 1_000;
    let pin = Pin::random(&mut rand::rngs::SysRng).unwrap();
    let room = Room::new(terms, pin, &limits, Budget::new(limits.memory), clock.now());
    let hearth = Arc::new(Hearth::new(room, Arc::clone(&clock) as Arc<dyn Clock>, Box::new(Unlisted)));
    let (outbox, outlet) = outbox(Slack { frames: 256, bytes: 1 << 20 });
    let line = hearth.join(joining(&Hand::new(1)), hearth.opened(), outbox).unwrap();
    let spans = Spans { empty_after: limits.empty_after, embers: limits.embers };
    let task = tokio::spawn(run(Arc::clone(&hearth), spans));
    Stage { clock, hearth, line, outlet, owed: VecDeque::new(), task, started: Instant::now() }
}

impl Stage {
    /// The next frame that is owed, hello aside, and when, ms after the start.
    async fn next(&mut self) -> (RelayFrame, u128) {
        loop {
            match self.frame().await {
                RelayFrame::Hello(_) => {}
                frame => return (frame, self.started.elapsed().as_millis()),
            }
        }
    }

    async fn frame(&mut self) -> RelayFrame {
        if self.owed.is_empty() {
            assert_eq!(self.outlet.next(&mut self.owed).await, Owed::Frames);
        }
        let Some(Frame::Text(text)) = self.owed.pop_front() else { panic!("not a control frame") };
        serde_json::from_str(&text).unwrap()
    }
}

fn cause((frame, at_ms): (RelayFrame, u128)) -> (Option<BurnCause>, u128) {
    match frame {
        RelayFrame::Burned { cause, .. } => (Some(cause), at_ms),
        _ => (None, at_ms),
    }
}

#[tokio::test(start_paused = true)]
async fn r51_a_tick_every_ten_seconds_then_every_second_then_the_burn_to_the_millisecond() {
    let mut stage = stage(85);
    let mut expected: Vec<u128> = vec![5_000, 15_000, 25_000];
    expected.extend((26..85).map(|second| second * 1_000));
    for at_ms in expected {
        let (frame, at) = stage.next().await;
        let now_ms = START_MS + u64::try_from(at_ms).unwrap();
        assert_eq!(frame, RelayFrame::Tick { now_ms, deadline_ms: START_MS + 85_000 });
        assert_eq!(at, at_ms);
    }
    assert_eq!(cause(stage.next().await), (Some(BurnCause::Deadline), 85_000));
    assert!(stage.hearth.is_burned());
}

#[tokio::test(start_paused = true)]
async fn r51_a_wall_clock_set_ahead_burns_a_room_early() {
    let mut ahead = stage(3_600);
    assert_eq!(cause(ahead.next().await), (None, 10_000));
    ahead.clock.jump(3_590_000 - 14_500);
    let noticed = [(None, 20_000), (None, 20_500), (None, 21_500), (None, 22_500), (None, 23_500)];
    for tick in noticed {
        assert_eq!(cause(ahead.next().await), tick);
    }
    assert_eq!(cause(ahead.next().await), (Some(BurnCause::Deadline), 24_500));
}

/// Whoever runs the relay's machine, or its time server, could otherwise keep a sealed room for as long as they like.
#[tokio::test(start_paused = true)]
async fn r51_a_wall_clock_set_back_keeps_no_room_longer_than_its_time_to_live() {
    for back_ms in [2_000, 3_600_000, i64::try_from(START_MS).unwrap()] {
        let mut stage = stage(70);
        assert_eq!(cause(stage.next().await), (None, 10_000));
        stage.clock.jump(-back_ms);
        let (RelayFrame::Tick { now_ms, .. }, 11_000) = stage.next().await else { panic!("not in its last minute") };
        assert_eq!(now_ms, START_MS + 11_000, "what is left is said as it is");
        let end = loop {
            let heard = stage.next().await;
            if let (Some(cause), at_ms) = cause(heard) {
                break (cause, at_ms);
            }
        };
        assert_eq!(end, (BurnCause::Deadline, 70_000));
    }
}

#[tokio::test(start_paused = true)]
async fn r68_with_the_wall_clock_set_back_an_extension_counts_in_full_and_no_more() {
    let mut stage = stage(70);
    let RelayFrame::Hello(hello) = stage.frame().await else { panic!("no hello") };
    let log = Snapshot::decode(&hello.snapshot.0).unwrap().claims_hold();
    stage.clock.jump(-3_600_000);
    let extend = |deadline_ms| Hand::new(1).rules(&log, Power::Extend { deadline_ms });
    stage.hearth.apply(extend(START_MS + 100_000)).unwrap();
    while cause(stage.next().await).0.is_none() {}
    assert_eq!(stage.started.elapsed(), Duration::from_secs(100));
}

#[tokio::test(start_paused = true)]
async fn r51_a_room_burns_ten_minutes_after_the_last_seat_became_free() {
    let stage = stage(3_600);
    advance(Duration::from_secs(100)).await;
    stage.hearth.leave(stage.line);
    let left = Instant::now();
    stage.hearth.burned().await;
    assert_eq!(left.elapsed(), Duration::from_secs(600));
    stage.task.await.unwrap();
    assert_eq!(left.elapsed(), Duration::from_secs(600), "nobody is connected: no embers");
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_back_in_time_keeps_the_room() {
    let stage = stage(3_600);
    stage.hearth.leave(stage.line);
    advance(Duration::from_secs(599)).await;
    let (back, _outlet) = outbox(Slack { frames: 256, bytes: 1 << 20 });
    stage.hearth.join(joining(&Hand::new(2)), stage.hearth.opened(), back).unwrap();
    let joined = Instant::now();
    stage.hearth.burned().await;
    assert_eq!(joined.elapsed(), Duration::from_secs(3_600 - 599), "at its deadline");
}

#[tokio::test(start_paused = true)]
async fn r63_a_seat_waits_for_ten_minutes_to_the_millisecond_and_only_then_is_the_room_empty() {
    let stage = stage(3_600);
    let (other, mut outlet) = outbox(Slack { frames: 256, bytes: 1 << 20 });
    stage.hearth.join(joining(&Hand::new(2)), stage.hearth.opened(), other).unwrap();
    advance(Duration::from_millis(1_234)).await;
    stage.hearth.lost(stage.line);
    let lost = Instant::now();
    let left = loop {
        let mut batch = VecDeque::new();
        assert_eq!(outlet.next(&mut batch).await, Owed::Frames);
        let is_left = |frame: &Frame| matches!(frame, Frame::Text(text) if text.contains(r#""departure":"lost""#));
        if batch.iter().any(is_left) {
            break lost.elapsed();
        }
    };
    assert_eq!(left, Duration::from_secs(600));
}

#[tokio::test(start_paused = true)]
async fn r51_seats_that_wait_keep_the_room_and_then_it_is_empty_for_ten_minutes() {
    let stage = stage(3_600);
    stage.hearth.lost(stage.line);
    let lost = Instant::now();
    stage.hearth.burned().await;
    assert_eq!(lost.elapsed(), Duration::from_secs(1_200));
}

#[tokio::test(start_paused = true)]
async fn r63_whoever_resumes_in_time_keeps_the_seat() {
    let stage = stage(3_600);
    stage.hearth.lost(stage.line);
    advance(Duration::from_secs(599)).await;
    let (back, _outlet) = outbox(Slack { frames: 256, bytes: 1 << 20 });
    stage.hearth.resume(resuming(&Hand::new(1), 0, 1), stage.hearth.opened(), back).unwrap();
    stage.hearth.burned().await;
    assert_eq!(stage.started.elapsed(), Duration::from_secs(3_600), "at its deadline");
}

#[tokio::test(start_paused = true)]
async fn r63_a_line_that_lives_gets_another_token_within_half_an_hour_and_a_tick() {
    let mut stage = stage(3_600);
    let mut given = Vec::new();
    while let (frame, at_ms) = stage.next().await
        && !matches!(frame, RelayFrame::Burned { .. })
    {
        given.extend(matches!(frame, RelayFrame::Token { .. }).then_some(at_ms));
    }
    assert_eq!(given, [1_800_000]);
}

#[tokio::test(start_paused = true)]
async fn r51_connections_stay_for_the_embers_and_are_then_closed() {
    let mut stage = stage(30);
    while cause(stage.next().await).0.is_none() {}
    let burned = Instant::now();
    assert_eq!(stage.outlet.cut().await, End::Burned);
    assert_eq!(burned.elapsed(), Duration::from_secs(3));
    stage.task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_burn_by_command_is_not_waited_for() {
    let mut stage = stage(3_600);
    advance(Duration::from_millis(1_234)).await;
    stage.hearth.apply(Command::Burn { member: Hand::new(1).id() }).unwrap();
    assert_eq!(cause(stage.next().await), (Some(BurnCause::Command), 1_234));
    stage.hearth.leave(stage.line);
    stage.task.await.unwrap();
    assert_eq!(stage.started.elapsed(), Duration::from_millis(1_234), "everyone has hung up: no embers");
}
