//! The parts of a state as bytes: each written and read side by side, so that one shows what the other has to do.

use super::address::{Address, Asking};
use super::resyncs::Asked;
use super::seat::Seat;
use super::state::{Epoch, Genesis, Listed, Rules};
use crate::codec::{DecodeError, Reader, Writer};
use crate::ids::{EntryHash, MemberId, RoomId, Signature, Transcript};
use crate::limits::{CAPACITY_MAX, RELINKS_MAX};
use crate::point::Point;
use crate::signed::{Announcement, Fresh, Signed};

/// A signature that whoever takes over a snapshot has to check.
#[derive(Clone)]
pub struct Claim {
    /// The key it is said to be under.
    pub key: Point,
    /// What it is over.
    pub message: Vec<u8>,
    /// The signature.
    pub signature: Signature,
}

crate::debug_by_name!(Claim);

/// Bytes of a canonical announcement: two points, room, incarnation, erasure commitment, voucher.
const ANNOUNCEMENT_BYTES: usize = 65 + 65 + 16 + 4 + 32 + 32 + 32;
/// Bytes of a canonical fresh key: genesis, member, incarnation, number, point.
const FRESH_BYTES: usize = 32 + 16 + 4 + 4 + 65;

pub(super) fn write_genesis(writer: Writer, genesis: &Genesis) -> Writer {
    writer
        .u8(genesis.parameters)
        .bytes(&genesis.room.0)
        .bytes(&genesis.entry_hash.0)
        .u64(genesis.created_ms)
        .bytes(&genesis.creator.0)
}

pub(super) fn read_genesis(reader: &mut Reader<'_>) -> Result<Genesis, DecodeError> {
    Ok(Genesis {
        parameters: reader.u8()?,
        room: RoomId::read(reader)?,
        entry_hash: EntryHash::read(reader)?,
        created_ms: reader.u64()?,
        creator: MemberId::read(reader)?,
    })
}

pub(super) fn write_address(writer: Writer, address: &Address) -> Writer {
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

pub(super) fn read_address(reader: &mut Reader<'_>) -> Result<Address, DecodeError> {
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

pub(super) fn write_rules(writer: Writer, rules: &Rules) -> Writer {
    let Rules { locked, closed, deadline_ms, seq } = *rules;
    writer.u8(u8::from(locked)).u8(u8::from(closed)).u64(deadline_ms.unwrap_or(0)).u64(seq)
}

pub(super) fn read_rules(reader: &mut Reader<'_>) -> Result<Rules, DecodeError> {
    Ok(Rules {
        locked: reader.u8()? == 1,
        closed: reader.u8()? == 1,
        deadline_ms: Some(reader.u64()?).filter(|deadline_ms| *deadline_ms > 0),
        seq: reader.u64()?,
    })
}

pub(super) fn write_epoch(writer: Writer, epoch: &Epoch) -> Writer {
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

pub(super) fn read_epoch(reader: &mut Reader<'_>) -> Result<Epoch, DecodeError> {
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

pub(super) fn write_asked(writer: Writer, asked: &Asked) -> Writer {
    writer.bytes(&asked.member.0).bytes(&asked.transcript.0).u64(asked.seq).u64(asked.time_ms).u64(asked.counts_from_ms)
}

pub(super) fn read_asked(reader: &mut Reader<'_>) -> Result<Asked, DecodeError> {
    Ok(Asked {
        member: MemberId::read(reader)?,
        transcript: Transcript::read(reader)?,
        seq: reader.u64()?,
        time_ms: reader.u64()?,
        counts_from_ms: reader.u64()?,
    })
}

pub(super) fn write_seat(writer: Writer, seat: &Seat) -> Writer {
    let signed = seat.signed_announcement();
    let writer = writer.u64(seat.joined_seq()).u32(seat.generation()).bytes(signed.blob()).bytes(&signed.signature().0);
    match seat.signed_fresh() {
        None => writer.u8(0),
        Some(fresh) => writer.u8(1).u64(seat.keyed_seq()).bytes(fresh.blob()).bytes(&fresh.signature().0),
    }
}

pub(super) fn read_seat(
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
