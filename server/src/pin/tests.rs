//! Guessing at a PIN, by hand and at random.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::convert::Infallible;

const WRONG_PER_ROOM: usize = 12;

/// Says the numbers it was given, in turn.
struct Scripted(VecDeque<u32>);

impl TryRng for Scripted {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.pop_front().unwrap())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.try_next_u32().map(u64::from)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(0);
        Ok(())
    }
}

fn seat(number: u8) -> MemberId {
    MemberId([number; 16])
}

fn gate() -> PinGate {
    PinGate::new(Pin::of(7_042), WRONG_PER_ROOM)
}

fn guess(gate: &mut PinGate, seat: MemberId, typed: &str, now_ms: u64) -> Result<(), Denied> {
    gate.judge(seat, &typed.to_owned().into(), now_ms)
}

/// Wrong, with so many tries left.
fn wrong(tries_left: u8) -> Result<(), Denied> {
    Err(Denied { tries_left: Some(tries_left), ..Refusal::PinWrong.into() })
}

fn locked(judged: Result<(), Denied>) -> Option<Duration> {
    judged.err().filter(|denied| denied.refusal == Refusal::PinLocked)?.retry_after
}

#[test]
fn a_number_that_would_make_small_pins_likelier_is_drawn_again() {
    let mut random = Scripted([4_294_000_000, u32::MAX, 4_293_999_999].into());
    assert_eq!(Pin::random(&mut random).unwrap().reveal(), "999999");
    let mut random = Scripted([1_000_042].into());
    assert_eq!(Pin::random(&mut random).unwrap().reveal(), "000042");
}

#[test]
fn the_machines_generator_makes_six_digits() {
    let pins: BTreeSet<_> = (0..50).map(|_| Pin::random(&mut rand::rngs::SysRng).unwrap().reveal()).collect();
    assert!(pins.iter().all(|pin| pin.len() == 6 && pin.bytes().all(|digit| digit.is_ascii_digit())));
    assert!(pins.len() > 40);
}

#[test]
fn debug_tells_nothing() {
    let shown = format!("{:?}", gate());
    assert!(shown.contains("Pin(..)") && !shown.contains("7042"));
}

#[test]
fn anything_but_the_six_digits_is_wrong() {
    for typed in ["", "7042", "0007042", "007043", " 07042", "００7042", "00704２", "\0\0\0\0\0\0"] {
        assert_eq!(guess(&mut gate(), seat(1), typed, 0), wrong(2), "{typed}");
    }
    assert_eq!(guess(&mut gate(), seat(1), "007042", 0), Ok(()));
}

#[test]
fn three_wrong_ones_lock_a_seat_out_for_ten_minutes_and_nobody_else() {
    let mut gate = gate();
    for (at, tries_left) in [(0, 2), (100, 1)] {
        assert_eq!(guess(&mut gate, seat(1), "000000", at), wrong(tries_left));
    }
    let last = guess(&mut gate, seat(1), "000000", WINDOW_MS - 1);
    let wait = Some(Duration::from_millis(WINDOW_MS));
    assert_eq!(last, Err(Denied { refusal: Refusal::PinWrong, retry_after: wait, tries_left: Some(0) }));
    let until = WINDOW_MS - 1 + WINDOW_MS;
    assert_eq!(locked(guess(&mut gate, seat(1), "007042", until - 1)), Some(Duration::from_millis(1)));
    assert_eq!(guess(&mut gate, seat(2), "000001", until - 1), wrong(2));
    assert_eq!(guess(&mut gate, seat(1), "007042", until), Ok(()));
}

#[test]
fn two_wrong_ones_are_forgotten_after_ten_minutes() {
    let mut gate = gate();
    let tries = [(0, 2), (0, 1), (WINDOW_MS, 2), (WINDOW_MS, 1), (2 * WINDOW_MS, 2)];
    for (at, tries_left) in tries {
        assert_eq!(guess(&mut gate, seat(1), "000000", at), wrong(tries_left));
    }
    assert_eq!(guess(&mut gate, seat(1), "007042", 2 * WINDOW_MS), Ok(()));
}

#[test]
fn a_new_seat_is_no_new_chance_once_the_room_has_guessed_enough() {
    let mut gate = gate();
    for number in 0..WRONG_PER_ROOM {
        let id = seat(u8::try_from(number).unwrap());
        let denied = guess(&mut gate, id, "000000", 5).unwrap_err();
        let of_room = u8::try_from(WRONG_PER_ROOM - number - 1).unwrap();
        assert_eq!((denied.refusal, denied.tries_left), (Refusal::PinWrong, Some(of_room.min(2))));
        assert_eq!(denied.retry_after.is_some(), of_room == 0);
    }
    let left = Duration::from_millis(WINDOW_MS - 5);
    assert_eq!(locked(guess(&mut gate, seat(99), "007042", 10)), Some(left));
    assert_eq!(guess(&mut gate, seat(99), "007042", 5 + WINDOW_MS), Ok(()));
}

proptest! {
    /// Whoever comes and goes, a window of ten minutes never holds more comparisons that fail than the room's budget,
    /// nor more than three of one seat; and what is remembered stays bounded.
    #[test]
    fn wrong_pins_are_bounded_however_they_come(
        guesses in proptest::collection::vec((0u64..90_000, 0u8..20), 1..400),
    ) {
        let (mut gate, mut now) = (gate(), 0);
        let mut wrong: Vec<(u64, u8)> = Vec::new();
        for (step, who) in guesses {
            now += step;
            let judged = guess(&mut gate, seat(who), "999999", now);
            match judged {
                Err(Denied { refusal: Refusal::PinWrong, tries_left: Some(left), retry_after }) => {
                    prop_assert_eq!(left == 0, retry_after.is_some());
                    wrong.push((now, who));
                }
                Err(Denied { refusal: Refusal::PinLocked, retry_after: Some(wait), tries_left: Some(0) }) => {
                    prop_assert!(!wait.is_zero() && wait <= Duration::from_millis(WINDOW_MS));
                }
                other => prop_assert!(false, "{other:?}"),
            }
            let recent = wrong.iter().filter(|(at, _)| at + WINDOW_MS > now);
            prop_assert!(recent.clone().count() <= WRONG_PER_ROOM);
            prop_assert!(recent.filter(|(_, by)| *by == who).count() <= WRONG_PER_SEAT);
            prop_assert!(gate.by_seat.len() <= WRONG_PER_ROOM + 1);
        }
    }
}
