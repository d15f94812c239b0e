//! What a log does not show at once, as one hash: who is seated with which keys, who left, who owns, what owners have set,
//! which epoch is in force, who asked for another. It is in every log hash (R12), so that nobody can be told another.

use super::event::Change;
use super::parts::{write_address, write_asked, write_rules};
use super::seat::Seat;
use super::state::State;
use crate::codec::Writer;
use crate::hash::Label;
use crate::ids::LogHash;

impl State {
    /// L after `change`, which has led to this state.
    pub(super) fn log_hash(&self, before: &LogHash, seq: u64, time_ms: u64, change: &Change) -> LogHash {
        LogHash(Label::LOG.hash(&[
            &before.0,
            &seq.to_be_bytes(),
            &[change.kind()],
            &time_ms.to_be_bytes(),
            &change.subject().0,
            &change.digest().0,
            &self.standing,
        ]))
    }

    /// The hash of everything but what posts change: their counters and what their senders had seen.
    pub(super) fn standing_hash(&self) -> [u8; 32] {
        let departed: Vec<_> = self.departed.iter().collect();
        let owners: Vec<_> = self.owners.iter().collect();
        let writer = Writer::new()
            .list(&departed, |writer, (id, incarnation)| writer.bytes(&id.0).u32(**incarnation))
            .list(&owners, |writer, id| writer.bytes(&id.0));
        let epoch = &self.epoch;
        let writer = write_rules(write_address(writer, &self.address), &self.rules)
            .u32(epoch.number)
            .bytes(&epoch.transcript.0)
            .bytes(&epoch.author.0)
            .u64(epoch.at)
            .u64(epoch.seq)
            .u64(epoch.time_ms)
            .list(&epoch.list, |writer, listed| writer.bytes(&listed.id.0))
            .list(&self.resyncs.0, write_asked)
            .list(&self.head.seats, write_standing_seat);
        Label::STANDING.hash(&[&writer.finish()])
    }
}

fn write_standing_seat(writer: Writer, seat: &Seat) -> Writer {
    writer
        .bytes(&seat.announcement_hash().0)
        .bytes(seat.agreement().as_bytes())
        .u32(seat.generation())
        .u64(seat.joined_seq())
        .u64(seat.keyed_seq())
}
