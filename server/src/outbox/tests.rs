//! What is owed, in which order, and when it is too much.

use super::*;
use bytes::Bytes;
use futures_util::FutureExt as _;

const SLACK: Slack = Slack { frames: 3, bytes: 10 };

fn frame(length: usize) -> Frame {
    Frame::Binary(Bytes::from(vec![7; length]))
}

async fn owed(outlet: &mut Outlet) -> (Owed, usize) {
    let mut batch = VecDeque::new();
    (outlet.next(&mut batch).await, batch.len())
}

#[tokio::test]
async fn everything_owed_comes_as_one_batch_and_nothing_after_the_end() {
    let (outbox, mut outlet) = outbox(SLACK);
    outbox.push(frame(1));
    outbox.push(frame(2));
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 2));
    outbox.push(frame(3));
    outbox.cut_off(End::Burned);
    outbox.push(frame(4));
    outbox.cut_off(End::Left);
    assert_eq!(owed(&mut outlet).await, (Owed::End(End::Burned), 0));
    assert_eq!(outlet.cut().await, End::Burned);
}

#[tokio::test]
async fn too_many_frames_or_bytes_cut_a_reader_off() {
    for lengths in [&[1, 1, 1, 1][..], &[6, 5]] {
        let (outbox, mut outlet) = outbox(SLACK);
        lengths.iter().for_each(|length| outbox.push(frame(*length)));
        let slow = End::from(Refusal::TooSlow);
        assert_eq!(outlet.cut().await, slow);
        assert_eq!(owed(&mut outlet).await, (Owed::End(slow), 0));
    }
}

#[tokio::test]
async fn one_long_frame_alone_is_owed_and_a_full_queue_is_not_cut() {
    let (outbox, mut outlet) = outbox(SLACK);
    outbox.push(frame(1_000));
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 1));
    [4, 4, 2].into_iter().for_each(|length| outbox.push(frame(length)));
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 3));
}

#[tokio::test]
async fn what_was_missed_comes_first_in_parts_and_beside_the_slack() {
    let (outbox, mut outlet) = outbox(SLACK);
    outbox.catch_up((0..10).map(|_| frame(100 * 1024)).collect());
    [4, 4, 2].into_iter().for_each(|length| outbox.push(frame(length)));
    for _ in 0..3 {
        assert_eq!(owed(&mut outlet).await, (Owed::Frames, 3));
    }
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 1));
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 3), "what came meanwhile");
    outbox.catch_up((0..10).map(|_| frame(100 * 1024)).collect());
    [4, 4, 4].into_iter().for_each(|length| outbox.push(frame(length)));
    assert_eq!(outlet.cut().await, End::from(Refusal::TooSlow), "the slack is as it was");
    assert_eq!(owed(&mut outlet).await, (Owed::End(End::from(Refusal::TooSlow)), 0));
}

#[tokio::test]
async fn a_replacement_leaves_nothing_from_before() {
    let (outbox, mut outlet) = outbox(SLACK);
    outbox.catch_up(VecDeque::from([frame(5)]));
    [4, 4, 2].into_iter().for_each(|length| outbox.push(frame(length)));
    outbox.replace(frame(9));
    let mut batch = VecDeque::new();
    assert_eq!(outlet.next(&mut batch).await, Owed::Frames);
    assert_eq!(batch, [frame(9)]);
}

#[tokio::test]
async fn pages_come_whole_beside_the_slack_and_wait_for_whoever_does_not_read() {
    let (outbox, mut outlet) = outbox(SLACK);
    let page = |number: usize| (0..=usize::from(PAGE_EVENTS_MAX)).map(|_| frame(number)).collect();
    [4, 4, 2].into_iter().for_each(|length| outbox.push(frame(length)));
    for number in [1, 2] {
        assert!(outbox.takes_pages());
        outbox.page(page(number));
    }
    assert!(!outbox.takes_pages());
    let mut batch = VecDeque::new();
    let mut lengths = Vec::new();
    while lengths.len() < 2 * (usize::from(PAGE_EVENTS_MAX) + 1) {
        assert_eq!(outlet.next(&mut batch).await, Owed::Frames);
        lengths.extend(batch.drain(..).map(|frame| frame.len()));
    }
    assert!(lengths.is_sorted() && lengths.first() == Some(&1) && lengths.last() == Some(&2));
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 3), "what happened meanwhile");
    assert!(outbox.takes_pages());
}

#[tokio::test]
async fn what_may_be_dropped_is_dropped_before_anybody_is_cut_off() {
    let (outbox, mut outlet) = outbox(Slack { frames: 4, bytes: 100 });
    for _ in 0..50 {
        outbox.offer(frame(1));
    }
    outbox.offer(frame(60));
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 2), "half of the slack is for what must come");
    outbox.offer(frame(60));
    [1, 1, 1, 1].into_iter().for_each(|length| outbox.push(frame(length)));
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 4), "and nobody was cut off");
}

#[tokio::test]
async fn a_line_that_is_finished_brings_what_was_owed_and_then_ends() {
    let (outbox, mut outlet) = outbox(SLACK);
    outbox.push(frame(1));
    outbox.push(frame(2));
    let kicked = End::from(Refusal::Kicked);
    outbox.finish(kicked);
    outbox.push(frame(3));
    outbox.page(VecDeque::from([frame(4)]));
    outbox.finish(End::Left);
    assert_eq!(outlet.cut().now_or_never(), None, "what is being written is written to its end");
    assert_eq!(owed(&mut outlet).await, (Owed::Frames, 2));
    assert_eq!(owed(&mut outlet).await, (Owed::End(kicked), 0));
}
