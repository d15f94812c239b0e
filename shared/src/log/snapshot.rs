//! The state at the head as bytes, for whoever joins late: they go on from here with the same function as everyone.
//!
//! Announcements and fresh keys travel with their owners' signatures, which the reader checks ([`Snapshot::claims`]).
//! The rest is the relay's word until the next rekey: T_0, the transcript and the log hash are in it, so a relay that
//! told somebody another state makes that rekey, or the next post, invalid there (R14).

use super::address::{Address, Asking};
use super::resyncs::{Asked, Resyncs};
use super::seat::Seat;
use super::state::{Epoch, Genesis, Listed, Mark, Rules, State, TRAIL_MAX};
use crate::codec::{DecodeError, Reader, Writer};
use crate::ids::{EntryHash, LogHash, MemberId, RoomId, Signature, Transcript};
use crate::limits::{CAPACITY_MAX, GENERATIONS_MAX, RELINKS_MAX};
use crate::point::Point;
use crate::signed::{Announcement, Fresh, Signed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Bytes of a canonical announcement: two points, room, incarnation, erasure commitment, voucher.
const ANNOUNCEMENT_BYTES: usize = 65 + 65 + 16 + 4 + 32 + 32;
/// Bytes of a canonical fresh key: genesis, member, incarnation, number, point.
const FRESH_BYTES: usize = 32 + 16 + 4 + 4 + 65;
/// Most entries of the lists that only grow by people coming and going.
const LIST_MAX: usize = u16::MAX as usize;
/// Stands for "the same seats as the mark before" in place of a count.
const SAME_SEATS: u8 = 0;
/// Stands before a list of seats.
const OTHER_SEATS: u8 = 1;

/// No room gets as far: a hostile relay's number must not overflow where the next is counted.
const SEQ_MAX: u64 = 1 << 53;

/// A signature that whoever takes over a snapshot has to check.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The key it is said to be under.
    pub key: Point,
    /// What it is over.
    pub message: Vec<u8>,
    /// The signature.
    pub signature: Signature,
}

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
            departed: departed.into_iter().collect::<BTreeMap<_, _>>(),
            owners: owners.into_iter().collect::<BTreeSet<_>>(),
            genesis,
            address,
            rules,
            epoch,
            resyncs,
            trail,
            head,
        };
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
    places: BTreeMap<(u64, u64), u16>,
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
    let ids: BTreeSet<_> = state.seats().iter().map(Seat::id).collect();
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

fn write_genesis(writer: Writer, genesis: &Genesis) -> Writer {
    writer
        .u8(genesis.parameters)
        .bytes(&genesis.room.0)
        .bytes(&genesis.entry_hash.0)
        .u64(genesis.created_ms)
        .bytes(&genesis.creator.0)
}

fn read_genesis(reader: &mut Reader<'_>) -> Result<Genesis, DecodeError> {
    Ok(Genesis {
        parameters: reader.u8()?,
        room: RoomId::read(reader)?,
        entry_hash: EntryHash::read(reader)?,
        created_ms: reader.u64()?,
        creator: MemberId::read(reader)?,
    })
}

fn write_address(writer: Writer, address: &Address) -> Writer {
    let named: Vec<_> = address.named.iter().collect();
    writer
        .u32(address.generation)
        .bytes(&address.room.0)
        .bytes(&address.entry_hash.0)
        .u64(address.seq)
        .list(&address.asked, |writer, asking| {
            let answered: Vec<_> = asking.answered.iter().collect();
            let writer = writer.bytes(&asking.member.0).u32(asking.has).u8(asking.times).u8(u8::from(asking.open));
            writer.list(&answered, |writer, id| writer.bytes(&id.0))
        })
        .list(&named, |writer, id| writer.bytes(&id.0))
}

fn read_address(reader: &mut Reader<'_>) -> Result<Address, DecodeError> {
    let most = usize::from(CAPACITY_MAX);
    Ok(Address {
        generation: reader.u32()?,
        room: RoomId::read(reader)?,
        entry_hash: EntryHash::read(reader)?,
        seq: reader.u64()?,
        asked: reader.list(most, |asking| {
            Ok(Asking {
                member: MemberId::read(asking)?,
                has: asking.u32()?,
                times: asking.u8()?,
                open: asking.u8()? == 1,
                answered: asking.list(usize::from(RELINKS_MAX), MemberId::read)?.into_iter().collect(),
            })
        })?,
        named: reader.list(most, MemberId::read)?.into_iter().collect(),
    })
}

fn write_rules(writer: Writer, rules: &Rules) -> Writer {
    let Rules { locked, closed, deadline_ms, seq } = *rules;
    writer.u8(u8::from(locked)).u8(u8::from(closed)).u64(deadline_ms.unwrap_or(0)).u64(seq)
}

fn read_rules(reader: &mut Reader<'_>) -> Result<Rules, DecodeError> {
    Ok(Rules {
        locked: reader.u8()? == 1,
        closed: reader.u8()? == 1,
        deadline_ms: Some(reader.u64()?).filter(|deadline_ms| *deadline_ms > 0),
        seq: reader.u64()?,
    })
}

fn write_epoch(writer: Writer, epoch: &Epoch) -> Writer {
    writer
        .u32(epoch.number)
        .bytes(&epoch.transcript.0)
        .bytes(&epoch.author.0)
        .u64(epoch.at)
        .u64(epoch.seq)
        .u64(epoch.time_ms)
        .u32(epoch.posts)
        .list(&epoch.list, |writer, listed| writer.bytes(&listed.id.0).u32(listed.next).u64(listed.seen))
}

fn read_epoch(reader: &mut Reader<'_>) -> Result<Epoch, DecodeError> {
    Ok(Epoch {
        number: reader.u32()?,
        transcript: Transcript::read(reader)?,
        author: MemberId::read(reader)?,
        at: reader.u64()?,
        seq: reader.u64()?,
        time_ms: reader.u64()?,
        posts: reader.u32()?,
        list: reader.list(usize::from(CAPACITY_MAX), |listed| {
            Ok(Listed { id: MemberId::read(listed)?, next: listed.u32()?, seen: listed.u64()? })
        })?,
    })
}

fn write_asked(writer: Writer, asked: &Asked) -> Writer {
    writer.bytes(&asked.member.0).bytes(&asked.transcript.0).u64(asked.seq).u64(asked.time_ms).u64(asked.counts_from_ms)
}

fn read_asked(reader: &mut Reader<'_>) -> Result<Asked, DecodeError> {
    Ok(Asked {
        member: MemberId::read(reader)?,
        transcript: Transcript::read(reader)?,
        seq: reader.u64()?,
        time_ms: reader.u64()?,
        counts_from_ms: reader.u64()?,
    })
}

fn write_seat(writer: Writer, seat: &Seat) -> Writer {
    let signed = seat.signed_announcement();
    let writer = writer.u64(seat.joined_seq()).u32(seat.generation()).bytes(signed.blob()).bytes(&signed.signature().0);
    match seat.signed_fresh() {
        None => writer.u8(0),
        Some(fresh) => writer.u8(1).u64(seat.keyed_seq()).bytes(fresh.blob()).bytes(&fresh.signature().0),
    }
}

fn read_seat(
    reader: &mut Reader<'_>,
    (genesis, address): (&Genesis, &Address),
    claims: &mut Vec<Claim>,
) -> Result<Seat, DecodeError> {
    let joined_seq = reader.u64()?;
    let generation = reader.u32()?;
    let blob = reader.take(ANNOUNCEMENT_BYTES)?;
    let announcement = Signed::<Announcement>::decode(blob, Signature::read(reader)?)?;
    let key = announcement.act().signing;
    // The addresses between the first and the one in force are nobody's to know here; the next rekey names the hash of
    // every announcement, so one from elsewhere makes it invalid.
    let made_here = match generation {
        generation if generation == address.generation => announcement.act().room == address.room,
        0 => announcement.act().room == genesis.room,
        _ => generation < address.generation,
    };
    claims.push(Claim { key, message: announcement.signing_input(), signature: *announcement.signature() });
    let seat = Seat::new(&announcement.verified_under(key), generation, joined_seq);
    if !made_here {
        return Err(DecodeError::OutOfRange);
    }
    if reader.u8()? == 0 {
        return Ok(seat);
    }
    let keyed_seq = reader.u64()?;
    let blob = reader.take(FRESH_BYTES)?;
    let fresh = Signed::<Fresh>::decode(blob, Signature::read(reader)?)?;
    let act = fresh.act();
    let its_own = act.member == seat.id() && act.incarnation == seat.incarnation();
    if !its_own || act.genesis != genesis.transcript() || act.number == 0 {
        return Err(DecodeError::OutOfRange);
    }
    claims.push(Claim { key, message: fresh.signing_input(), signature: *fresh.signature() });
    Ok(seat.with_fresh(&fresh.verified_under(key), keyed_seq))
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
