//! The creator's PIN: six digits that make a seat an owner. Made here, compared in constant time, guesses limited.
//!
//! Three wrong ones from a seat within ten minutes lock that seat out for ten; and the wrong ones of a whole room share
//! a budget, so that a new seat, or a new guest at the door, is no new chance. A refused attempt is never compared. Reads no clock.

use crate::refused::Denied;
use burnroom_shared::ids::MemberId;
use burnroom_shared::refusal::Refusal;
use rand::TryRng;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use zeroize::ZeroizeOnDrop;

/// Digits of a PIN.
const DIGITS: usize = 6;
/// PINs there are.
const PINS: u32 = 1_000_000;
/// Wrong PINs that lock a seat out.
const WRONG_PER_SEAT: usize = 3;
/// For so long a wrong PIN counts, and so long a lock-out lasts, ms.
const WINDOW_MS: u64 = 600_000;

/// Six ASCII digits.
#[derive(ZeroizeOnDrop)]
pub struct Pin([u8; DIGITS]);

impl Pin {
    /// A new one; every PIN is equally likely.
    ///
    /// # Errors
    /// The generator's own.
    pub fn random<R: TryRng>(random: &mut R) -> Result<Self, R::Error> {
        // The part of the range above the last whole multiple of PINS would make small PINs likelier.
        let unbiased = u32::MAX - u32::MAX % PINS;
        loop {
            let number = random.try_next_u32()?;
            if number < unbiased {
                return Ok(Self::of(number % PINS));
            }
        }
    }

    fn of(mut number: u32) -> Self {
        let mut digits = [b'0'; DIGITS];
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
        Self(digits)
    }

    /// The digits, to be said once.
    #[must_use]
    pub fn reveal(&self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }

    /// Constant in time for whatever has six bytes; that a PIN has six is no secret.
    fn is(&self, typed: &Typed) -> bool {
        self.0.ct_eq(typed.0.as_bytes()).into()
    }
}

burnroom_shared::debug_by_name!(Pin);

/// What somebody typed for a PIN: any text, and perhaps the right one.
#[derive(ZeroizeOnDrop)]
pub struct Typed(String);

impl From<String> for Typed {
    fn from(typed: String) -> Self {
        Self(typed)
    }
}

burnroom_shared::debug_by_name!(Typed);

/// A PIN and who has guessed at it.
#[derive(Debug)]
pub struct PinGate {
    pin: Pin,
    /// The room was handed over: whoever knows the PIN owned it before, and nothing that is typed is right any more (R69).
    is_void: bool,
    wrong_per_room: usize,
    by_room: VecDeque<u64>,
    by_seat: BTreeMap<MemberId, Guesses>,
}

/// One seat's wrong guesses.
#[derive(Debug, Default)]
struct Guesses {
    wrong: VecDeque<u64>,
    locked_until_ms: u64,
}

impl PinGate {
    /// A gate at which nobody has guessed.
    #[must_use]
    pub fn new(pin: Pin, wrong_per_room: usize) -> Self {
        Self { pin, is_void: false, wrong_per_room, by_room: VecDeque::new(), by_seat: BTreeMap::new() }
    }

    /// Judges what a seat, or somebody who asks for one, typed at `now_ms` of a clock that never goes back.
    ///
    /// # Errors
    /// [`Refusal::PinLocked`] with the time to wait, without a comparison; [`Refusal::PinWrong`] with the tries that are
    /// left, and with the time to wait if none are.
    pub fn judge(&mut self, seat: MemberId, typed: &Typed, now_ms: u64) -> Result<(), Denied> {
        self.forget_old(now_ms);
        if let Some(wait) = self.wait(&seat, now_ms) {
            return Err(Denied { tries_left: Some(0), ..Denied::for_now(Refusal::PinLocked, wait) });
        }
        // Compared first, so that the time it takes says nothing about why it is wrong.
        if self.pin.is(typed) && !self.is_void {
            self.by_seat.remove(&seat);
            return Ok(());
        }
        self.count_wrong(seat, now_ms);
        let tries_left = Some(self.tries_left(&seat, now_ms));
        Err(Denied { refusal: Refusal::PinWrong, retry_after: self.wait(&seat, now_ms), tries_left })
    }

    /// From now on no PIN is right.
    pub fn void(&mut self) {
        self.is_void = true;
    }

    /// How long nothing that this seat types is compared; `None` if it is now.
    fn wait(&self, seat: &MemberId, now_ms: u64) -> Option<Duration> {
        let by_seat = self.by_seat.get(seat).map(|guesses| guesses.locked_until_ms);
        let over_budget = self.by_room.len() >= self.wrong_per_room;
        let by_room = self.by_room.front().filter(|_| over_budget);
        let until_ms = by_seat.max(by_room.map(|oldest| oldest + WINDOW_MS)).filter(|until_ms| *until_ms > now_ms);
        Some(Duration::from_millis(until_ms? - now_ms))
    }

    fn tries_left(&self, seat: &MemberId, now_ms: u64) -> u8 {
        if self.wait(seat, now_ms).is_some() {
            return 0;
        }
        let wrong = self.by_seat.get(seat).map_or(0, |guesses| guesses.wrong.len());
        let of_room = self.wrong_per_room.saturating_sub(self.by_room.len());
        u8::try_from(WRONG_PER_SEAT.saturating_sub(wrong).min(of_room)).unwrap_or(u8::MAX)
    }

    fn count_wrong(&mut self, seat: MemberId, now_ms: u64) {
        self.by_room.push_back(now_ms);
        let guesses = self.by_seat.entry(seat).or_default();
        guesses.wrong.push_back(now_ms);
        if guesses.wrong.len() >= WRONG_PER_SEAT {
            guesses.wrong.clear();
            guesses.locked_until_ms = now_ms + WINDOW_MS;
        }
    }

    /// Afterwards at most the room's budget of guesses is remembered, whoever they were by.
    fn forget_old(&mut self, now_ms: u64) {
        let is_old = |at: &u64| *at + WINDOW_MS <= now_ms;
        while self.by_room.front().is_some_and(is_old) {
            self.by_room.pop_front();
        }
        self.by_seat.retain(|_, guesses| {
            guesses.wrong.retain(|at| !is_old(at));
            !guesses.wrong.is_empty() || guesses.locked_until_ms > now_ms
        });
    }
}

#[cfg(test)]
mod tests;
