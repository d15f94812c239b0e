//! The state at the head as bytes, for whoever joins late: they go on from here with the same function as everyone.
//!
//! Announcements and fresh keys travel with their owners' signatures, which the reader checks ([`Snapshot::claims`]).
//! Of the rest, all that a log does not show at once is in the log hash ([`State::has_just`]), and T_0, the transcript and
//! the log hash are in what members sign next: a relay that told somebody another state is caught by that (R14).

use super::event::Change;
pub use super::parts::Claim;
use super::parts::{
    read_address, read_asked, read_epoch, read_genesis, read_rules, read_seat, write_address, write_asked, write_epoch,
    write_genesis, write_rules, write_seat,
};
use super::resyncs::Resyncs;
use super::seat::Seat;
use super::state::{Mark, State, TRAIL_MAX};
use crate::codec::{DecodeError, Reader, Writer};
use crate::ids::{LogHash, MemberId};
use crate::limits::{CAPACITY_MAX, GENERATIONS_MAX};
use crate::sorted::{SortedMap, SortedSet};
use std::sync::Arc;

/// Most entries of the lists that only grow by people coming and going.
const LIST_MAX: usize = u16::MAX as usize;
/// Stands for "the same seats as the mark before" in place of a count.
const SAME_SEATS: u8 = 0;
/// Stands before a list of seats.
const OTHER_SEATS: u8 = 1;

/// No room gets as far: a hostile relay's number must not overflow where the next is counted.
const SEQ_MAX: u64 = 1 << 53;

/// A state that the relay claims, with signatures nobody here has checked.
#[derive(Debug)]
pub struct Snapshot {
    state: State,
    claims: Vec<Claim>,
}

impl Snapshot {
    /// Judges the form and the inner consistency of a snapshot.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not canonical or contradict themselves.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let genesis = read_genesis(&mut reader)?;
        let departed = reader.list(LIST_MAX, |entry| Ok((MemberId::read(entry)?, entry.u32()?)))?;
        let owners = reader.list(LIST_MAX, MemberId::read)?;
        let address = read_address(&mut reader)?;
        let rules = read_rules(&mut reader)?;
        let epoch = read_epoch(&mut reader)?;
        let resyncs = Resyncs(reader.list(LIST_MAX, read_asked)?);
        let mut claims = Vec::new();
        let table = reader.list(LIST_MAX, |seat| read_seat(seat, (&genesis, &address), &mut claims))?;
        let trail = read_trail(&mut reader, &table)?;
        reader.finish()?;
        let head = trail.last().cloned().ok_or(DecodeError::OutOfRange)?;
        let state = State {
            origin: genesis.transcript(),
            departed: departed.into_iter().collect::<SortedMap<_, _>>(),
            owners: owners.into_iter().collect::<SortedSet<_>>(),
            genesis,
            address,
            rules,
            epoch,
            resyncs,
            trail,
            head,
            standing: [0; 32],
        };
        let state = State { standing: state.standing_hash(), ..state };
        // One state has one encoding: whatever a list or table could have hidden (repeats, order) shows here.
        if is_consistent(&state) && state.encode() == bytes {
            Ok(Self { state, claims })
        } else {
            Err(DecodeError::OutOfRange)
        }
    }

    /// Every signature in it.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The state, for a caller that states that it has checked every one of [`Snapshot::claims`].
    #[must_use]
    pub fn claims_hold(self) -> State {
        self.state
    }
}

impl State {
    /// True if the log's head is `change`, and its hash says that this state is what it led to. Whoever has just joined
    /// asks this about its own joining: what others sign next over that hash, they sign over this state.
    #[must_use]
    pub fn has_just(&self, change: &Change) -> bool {
        let Mark { seq, time_ms, hash, roster_changed, .. } = &self.head;
        let before = seq.checked_sub(1).and_then(|seq| self.mark(seq));
        *roster_changed == change.changes_roster()
            && before.is_some_and(|before| self.log_hash(&before.hash, *seq, *time_ms, change) == *hash)
    }

    /// The canonical bytes of this state.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let table = self.seat_table();
        let departed: Vec<_> = self.departed.iter().collect();
        let owners: Vec<_> = self.owners.iter().collect();
        let writer = write_genesis(Writer::new(), &self.genesis)
            .list(&departed, |writer, (id, incarnation)| writer.bytes(&id.0).u32(**incarnation))
            .list(&owners, |writer, id| writer.bytes(&id.0));
        let writer = write_rules(write_address(writer, &self.address), &self.rules);
        let writer = write_epoch(writer, &self.epoch).list(&self.resyncs.0, write_asked).list(&table.seats, write_seat);
        self.write_trail(writer, &table).finish()
    }

    /// Every seat that the trail mentions, in order of first mention.
    fn seat_table(&self) -> SeatTable {
        let mut table = SeatTable::default();
        let mut last: Option<&Arc<[Seat]>> = None;
        for mark in &self.trail {
            if !last.is_some_and(|seats| Arc::ptr_eq(seats, &mark.seats)) {
                mark.seats.iter().for_each(|seat| table.mention(seat));
            }
            last = Some(&mark.seats);
        }
        table
    }

    fn write_trail(&self, writer: Writer, table: &SeatTable) -> Writer {
        let first = self.trail.first().map_or(0, |mark| mark.seq);
        let count = u32::try_from(self.trail.len()).unwrap_or(u32::MAX);
        let mut writer = writer.u64(first).u32(count);
        let nobody: Arc<[Seat]> = Arc::new([]);
        let mut before = &nobody;
        for mark in &self.trail {
            writer = writer.u64(mark.time_ms).bytes(&mark.hash.0).u8(u8::from(mark.roster_changed));
            // Most marks share their seats with the one before; only where they do not is each seat looked at.
            writer = if Arc::ptr_eq(before, &mark.seats) || *before == mark.seats {
                writer.u8(SAME_SEATS)
            } else {
                let index = |writer: Writer, seat: &Seat| writer.u16(table.place(seat));
                writer.u8(OTHER_SEATS).list(&mark.seats, index)
            };
            before = &mark.seats;
        }
        writer
    }
}

/// Seats with their places, each once.
#[derive(Default)]
struct SeatTable {
    seats: Vec<Seat>,
    places: SortedMap<(u64, u64), u16>,
}

impl SeatTable {
    /// At most a few thousand: [`super::UNKEYED_MAX`] bounds who came, and a key is renewed once an epoch.
    fn mention(&mut self, seat: &Seat) {
        let next = u16::try_from(self.seats.len()).unwrap_or(u16::MAX);
        let place = *self.places.entry((seat.joined_seq(), seat.keyed_seq())).or_insert(next);
        if place == next {
            self.seats.push(seat.clone());
        }
    }

    fn place(&self, seat: &Seat) -> u16 {
        self.places.get(&(seat.joined_seq(), seat.keyed_seq())).copied().unwrap_or(u16::MAX)
    }
}

fn is_consistent(state: &State) -> bool {
    let seqs_reach = |seq: u64| state.mark(seq).is_some();
    let in_order = state.trail.is_sorted_by_key(|mark| mark.time_ms);
    let seated_in_order = state.seats().is_sorted_by(|one, other| one.joined_seq() < other.joined_seq());
    let first_is_at = state.trail.first().is_some_and(|mark| mark.seq == state.epoch.at);
    let ids: SortedSet<_> = state.seats().iter().map(Seat::id).collect();
    let has_room_to_count = state.head.seq < SEQ_MAX && state.address.generation < GENERATIONS_MAX;
    let address = &state.address;
    let first_address = (address.room, address.entry_hash) == (state.genesis.room, state.genesis.entry_hash);
    let is_addressed = (address.generation > 0 || first_address) && address.seq.max(state.rules.seq) <= state.head.seq;
    first_is_at
        && has_room_to_count
        && is_addressed
        && seqs_reach(state.epoch.seq)
        && in_order
        && seated_in_order
        && ids.len() == state.seats().len()
        && state.seats().len() <= usize::from(CAPACITY_MAX)
}

fn read_trail(reader: &mut Reader<'_>, table: &[Seat]) -> Result<Vec<Mark>, DecodeError> {
    let first = reader.u64()?;
    let count = reader.u32()?;
    if usize::try_from(count).map_or(true, |count| count > TRAIL_MAX) {
        return Err(DecodeError::OutOfRange);
    }
    let mut seats: Arc<[Seat]> = Arc::new([]);
    let mark = |offset: u32| {
        let time_ms = reader.u64()?;
        let hash = LogHash::read(reader)?;
        let roster_changed = reader.u8()? == 1;
        if reader.u8()? == OTHER_SEATS {
            let listed = reader.list(usize::from(CAPACITY_MAX), Reader::u16)?;
            let seat = |index: &u16| table.get(usize::from(*index)).cloned().ok_or(DecodeError::OutOfRange);
            seats = listed.iter().map(seat).collect::<Result<_, _>>()?;
        }
        let seq = first.checked_add(u64::from(offset)).ok_or(DecodeError::OutOfRange)?;
        Ok(Mark { seq, time_ms, hash, seats: seats.clone(), roster_changed })
    };
    (0..count).map(mark).collect()
}
