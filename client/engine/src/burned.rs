//! After the burn: one's own erasure token and the others' commitments, and nothing else of the room.

use crate::effect::{Effect, Notice};
use crate::seated::{Seated, Teller};
use crate::suite::Suite;
use burnroom_shared::frame::{BurnCause, ERASURE_FRAME, RelayFrame, decode_relay_frame};
use burnroom_shared::ids::{ErasureCommitment, ErasureToken};
use burnroom_shared::sorted::SortedSet;
use zeroize::Zeroizing;

/// What is left.
pub(crate) struct Burned {
    token: Option<Zeroizing<[u8; 16]>>,
    /// What others committed to and have not opened. Anyone can copy a commitment, so one that two share, or that is
    /// one's own, is opened once (R53).
    others: SortedSet<ErasureCommitment>,
    /// How many others have opened theirs.
    confirmed: u16,
    seats: u16,
    /// Whether the relay has said that the room is gone: before, it takes no tokens.
    relay_burned: bool,
    page_emptied: bool,
}

impl Burned {
    /// Wipes a seated session. The page is told first; the token follows when the page is empty (R53).
    pub(crate) fn new<S: Suite>(out: &mut Vec<Effect>, seated: Seated<S>, cause: BurnCause, teller: Teller) -> Self {
        let me = seated.identity.id();
        let own = seated.identity.announcement().act().erasure;
        let others = seated.state.seats().iter().filter(|seat| seat.id() != me);
        let others = others.map(|seat| seat.announcement().erasure).filter(|other| *other != own).collect();
        let seats = u16::try_from(seated.state.seats().len()).unwrap_or(u16::MAX);
        let token = Some(seated.identity.into_erasure());
        out.push(Effect::Show(Notice::Burned { cause, seats }));
        Self { token, others, confirmed: 0, seats, relay_burned: teller == Teller::Relay, page_emptied: false }
    }

    /// Nothing of the room is on the page any more.
    pub(crate) fn page_emptied(&mut self, out: &mut Vec<Effect>) {
        if !self.page_emptied {
            self.page_emptied = true;
            self.show(out);
        }
        self.send(out);
    }

    /// The only text that still matters is the relay's word that the room is gone.
    pub(crate) fn text(&mut self, out: &mut Vec<Effect>, text: &str) {
        if matches!(decode_relay_frame(text), Ok(RelayFrame::Burned { .. })) {
            self.relay_burned = true;
            self.send(out);
        }
    }

    /// A token of somebody else's: counted once if it fits a commitment.
    pub(crate) fn binary(&mut self, out: &mut Vec<Effect>, frame: &[u8]) {
        let Ok(token) = <[u8; ERASURE_FRAME]>::try_from(frame) else { return };
        if self.others.remove(&ErasureCommitment::to(&ErasureToken(token))) {
            self.confirmed = self.confirmed.saturating_add(1);
            self.show(out);
        }
    }

    fn send(&mut self, out: &mut Vec<Effect>) {
        if self.relay_burned && self.page_emptied {
            out.extend(self.token.take().map(|token| Effect::SendBinary(token.to_vec())));
        }
    }

    fn show(&self, out: &mut Vec<Effect>) {
        let confirmed = self.confirmed.saturating_add(u16::from(self.page_emptied));
        out.push(Effect::Show(Notice::Erased { confirmed, seats: self.seats }));
    }
}
