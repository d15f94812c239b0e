//! One connection on paused time, with a far side that the test plays.

use super::*;
use crate::connection::Incoming;
use crate::outbox::{Outbox, Slack, outbox};
use bytes::Bytes;
use std::borrow::Cow;
use std::future::pending;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// What the near side did on the line.
#[derive(Debug, PartialEq)]
enum Done {
    Wrote(usize),
    Pinged,
    Closed(u16, Cow<'static, str>),
}

/// A far side that says what the test says, and reads unless it is stalled.
struct Line {
    says: mpsc::UnboundedReceiver<Result<Incoming, Fault>>,
    done: mpsc::UnboundedSender<Done>,
    stalls: bool,
}

impl Connection for Line {
    async fn receive(&mut self) -> Result<Incoming, Fault> {
        self.says.recv().await.unwrap_or(Err(Fault::Gone))
    }

    async fn send(&mut self, frames: &mut VecDeque<Frame>) -> Result<(), Fault> {
        if self.stalls {
            pending::<()>().await;
        }
        let _ = self.done.send(Done::Wrote(frames.drain(..).count()));
        Ok(())
    }

    async fn ping(&mut self) -> Result<(), Fault> {
        let _ = self.done.send(Done::Pinged);
        Ok(())
    }

    async fn close(self, code: u16, reason: Cow<'static, str>) {
        let _ = self.done.send(Done::Closed(code, reason));
    }
}

/// Takes every frame until one is the word "enough".
struct Listener;

impl Guest for Listener {
    fn take(&mut self, frame: Frame) -> Result<(), End> {
        match frame {
            Frame::Text(text) if text == "enough" => Err(End::Left),
            _ => Ok(()),
        }
    }
}

struct Stage {
    say: mpsc::UnboundedSender<Result<Incoming, Fault>>,
    done: mpsc::UnboundedReceiver<Done>,
    outbox: Outbox,
    started: Instant,
    _task: JoinHandle<()>,
}

const PATIENCE: Patience = Patience {
    first_frame_within: Duration::from_secs(10),
    ping_every: Duration::from_secs(20),
    dead_after: Duration::from_secs(45),
};

fn stage(stalls: bool) -> Stage {
    let (say, says) = mpsc::unbounded_channel();
    let (done, did) = mpsc::unbounded_channel();
    let (outbox, outlet) = outbox(Slack { frames: 4, bytes: 1_000 });
    let line = Line { says, done, stalls };
    let task = tokio::spawn(serve(line, outlet, Listener, PATIENCE));
    Stage { say, done: did, outbox, started: Instant::now(), _task: task }
}

impl Stage {
    fn says(&self, text: &'static str) {
        self.say.send(Ok(Incoming::Frame(Frame::Text(text.into())))).unwrap();
    }

    /// What is done next, and when, in seconds.
    async fn next(&mut self) -> (Done, u64) {
        (self.done.recv().await.unwrap(), self.started.elapsed().as_secs())
    }
}

fn refused(refusal: Refusal) -> Done {
    Done::Closed(refusal.close_code(), refusal.word().into())
}

#[tokio::test(start_paused = true)]
async fn r62_whoever_says_nothing_at_first_is_closed_after_ten_seconds() {
    let mut stage = stage(false);
    stage.say.send(Ok(Incoming::SignOfLife)).unwrap();
    assert_eq!(stage.next().await, (refused(Refusal::TooSlow), 10));
}

#[tokio::test(start_paused = true)]
async fn the_silent_are_pinged_and_the_dead_closed() {
    let mut stage = stage(false);
    stage.says("hello");
    assert_eq!(stage.next().await, (Done::Pinged, 20));
    stage.say.send(Ok(Incoming::SignOfLife)).unwrap();
    assert_eq!(stage.next().await, (Done::Pinged, 40));
    assert_eq!(stage.next().await, (Done::Pinged, 60));
    assert_eq!(stage.next().await, (refused(Refusal::TooSlow), 65));
}

#[tokio::test(start_paused = true)]
async fn everything_owed_leaves_in_one_write() {
    let mut stage = stage(false);
    stage.says("hello");
    for _ in 0..3 {
        stage.outbox.push(Frame::Binary(Bytes::from_static(b"frame")));
    }
    assert_eq!(stage.next().await, (Done::Wrote(3), 0));
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_stalls_is_cut_off_when_it_is_owed_too_much() {
    let mut stage = stage(true);
    stage.says("hello");
    for _ in 0..9 {
        stage.outbox.push(Frame::Binary(Bytes::from_static(b"frame")));
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.next().await, (refused(Refusal::TooSlow), 0));
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_stalls_on_little_is_closed_with_the_dead() {
    let mut stage = stage(true);
    stage.says("hello");
    stage.outbox.push(Frame::Binary(Bytes::from_static(b"frame")));
    assert_eq!(stage.next().await, (refused(Refusal::TooSlow), 45));
}

#[tokio::test(start_paused = true)]
async fn every_end_has_its_close_code() {
    let cases = [
        (Err(Fault::TooLarge), refused(Refusal::TooLarge)),
        (Err(Fault::Malformed), refused(Refusal::BadFrame)),
        (Ok(Incoming::Frame(Frame::Text("enough".into()))), Done::Closed(1000, "".into())),
    ];
    for (said, done) in cases {
        let mut stage = stage(false);
        stage.say.send(said).unwrap();
        assert_eq!(stage.next().await.0, done);
    }
    let mut stage = stage(false);
    stage.says("hello");
    stage.outbox.cut_off(End::Burned);
    assert_eq!(stage.next().await.0, Done::Closed(4100, "burned".into()));
}

#[tokio::test(start_paused = true)]
async fn nobody_is_told_when_the_far_side_is_gone() {
    let mut stage = stage(false);
    stage.say.send(Err(Fault::Gone)).unwrap();
    assert_eq!(stage.done.recv().await, None);
}
