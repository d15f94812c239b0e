//! Bounds, bodies and what is forgotten, entry by entry.

use super::*;
use burnroom_shared::envelope::{Header, Lane};
use burnroom_shared::ids::{Digest, LogHash, MemberId, Transcript};

fn backlog(bytes: usize, budget: &Arc<Budget>) -> Backlog {
    Backlog::new(Bounds::new(bytes, 1_000, false), Arc::clone(budget))
}

fn keep_post(backlog: &mut Backlog, length: usize, uptime_ms: u64) {
    let header = Header {
        lane: Lane::Durable,
        sender: MemberId([1; 16]),
        transcript: Transcript([2; 32]),
        counter: 3,
        seen: 4,
        log_seen: LogHash([5; 32]),
    };
    let post = Post { header, digest: Digest([6; 32]) };
    backlog.keep_post(Bytes::from(vec![7; length]), 8, post, uptime_ms);
}

/// For each event after `seq`, whether it is whole.
fn whole(backlog: &Backlog, seq: u64) -> Vec<bool> {
    backlog.after(seq).unwrap().iter().map(|frame| matches!(frame, Frame::Binary(_))).collect()
}

#[test]
fn the_oldest_bodies_go_and_a_body_without_place_is_not_kept() {
    let budget = Budget::new(usize::MAX);
    let mut backlog = backlog(POST * 4 + 120, &budget);
    for _ in 0..3 {
        keep_post(&mut backlog, 50, 0);
    }
    assert_eq!(whole(&backlog, 0), [true, true, true], "a place is left for one record");
    keep_post(&mut backlog, 50, 0);
    assert_eq!(whole(&backlog, 0), [false, false, true, true]);
    assert_eq!(whole(&backlog, 3), [true]);
    assert!(backlog.after(4).unwrap().is_empty());
    assert!(!backlog.has_place(0));
}

#[test]
fn events_are_always_kept_and_old_ones_forgotten_over_half_of_the_bound() {
    let budget = Budget::new(usize::MAX);
    let mut backlog = backlog(ENTRY * 8 + 80, &budget);
    let event = || Frame::Text("0123456789".into());
    for at_ms in 0..8 {
        backlog.keep(event(), at_ms);
    }
    assert_eq!(backlog.after(0).unwrap().len(), 8, "nothing is old");
    backlog.keep(event(), 1_001);
    assert_eq!(backlog.after(0), None, "the first is");
    assert_eq!(backlog.after(1).unwrap().len(), 8);
    backlog.keep(event(), 5_000);
    let kept = backlog.after(6).unwrap().len();
    assert_eq!(kept, 4, "half of the bound is kept, however old");
    assert_eq!(backlog.after(5), None);
}

#[test]
fn rooms_share_a_budget_and_give_back_what_they_had() {
    let budget = Budget::new(POST * 3 + 1_000);
    let (mut one, mut two) = (backlog(1 << 20, &budget), backlog(1 << 20, &budget));
    keep_post(&mut one, 900, 0);
    keep_post(&mut two, 90, 0);
    assert_eq!((whole(&one, 0), whole(&two, 0)), (vec![true], vec![true]));
    keep_post(&mut two, 90, 0);
    assert_eq!((whole(&one, 0), whole(&two, 0)), (vec![true], vec![false, true]), "who posts lets go");
    assert!(!two.has_place(0) && one.has_place(0), "only one of them has bodies enough");
    drop(one);
    assert!(two.has_place(0));
    drop(two);
    assert!(budget.has_place(POST * 3 + 1_000, 0));
}
