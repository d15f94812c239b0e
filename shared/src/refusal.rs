//! The relay's no: a closed list, each with a word for the wire, an HTTP status and a close code.
//!
//! A page cannot read the HTTP answer to a refused upgrade, so on a socket a refusal that ends the connection is a
//! close code from 4000 with the word as its reason.

/// Why the relay refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Refusal {
    /// No room at this address: it never was, or it has burned.
    RoomNotFound,
    /// Somebody made a room at this address already.
    RoomExists,
    /// Every seat is taken.
    RoomFull,
    /// The entry token is not this room's.
    EntryWrong,
    /// Not a frame of this protocol, or not at this moment (a second join, a post before joining).
    BadFrame,
    /// Longer than the wire allows.
    TooLarge,
    /// A protocol version the relay does not speak.
    VersionUnknown,
    /// A value outside its limits (time to live, capacity, flags).
    OutOfRange,
    /// A signature, an id or an address that does not fit what it signs.
    BadAnnouncement,
    /// Valid once, but the room has moved on: catch up and do it again.
    Stale,
    /// The sender has seen another log than the relay's.
    Fork,
    /// Only an owner may.
    NotOwner,
    /// Not the PIN.
    PinWrong,
    /// Too many wrong PINs: wait.
    PinLocked,
    /// Too many requests: wait.
    TooFast,
    /// The relay holds as much as it may.
    RelayFull,
    /// The page's origin is not the relay's.
    OriginWrong,
    /// The connection did not keep up with what it was sent, or said nothing for too long.
    TooSlow,
    /// The relay is shutting down.
    ShuttingDown,
    /// The seat that is to be resumed is not there any more, or the token is not its.
    SeatGone,
    /// Another connection resumed this seat.
    Replaced,
    /// An owner locked the room: nobody new is let in.
    RoomLocked,
    /// An owner closed the room: nobody writes.
    RoomClosed,
    /// The room has another link by now.
    LinkChanged,
    /// An owner removed this member.
    Kicked,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: [Self; 25] = [
        Self::RoomNotFound,
        Self::RoomExists,
        Self::RoomFull,
        Self::EntryWrong,
        Self::BadFrame,
        Self::TooLarge,
        Self::VersionUnknown,
        Self::OutOfRange,
        Self::BadAnnouncement,
        Self::Stale,
        Self::Fork,
        Self::NotOwner,
        Self::PinWrong,
        Self::PinLocked,
        Self::TooFast,
        Self::RelayFull,
        Self::OriginWrong,
        Self::TooSlow,
        Self::ShuttingDown,
        Self::SeatGone,
        Self::Replaced,
        Self::RoomLocked,
        Self::RoomClosed,
        Self::LinkChanged,
        Self::Kicked,
    ];

    /// The word on the wire; also the last segment of the problem type (RFC 9457).
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        self.row().1
    }

    /// The WebSocket close code, 4000 to 4999 (RFC 6455, 7.4.2).
    #[must_use]
    pub fn close_code(self) -> u16 {
        self.row().2
    }

    fn row(self) -> (&'static str, u16, u16) {
        match self {
            Self::RoomNotFound => ("room-not-found", 404, 4004),
            Self::RoomExists => ("room-exists", 409, 4009),
            Self::RoomFull => ("room-full", 409, 4010),
            Self::EntryWrong => ("entry-wrong", 403, 4003),
            Self::BadFrame => ("bad-frame", 400, 4000),
            Self::TooLarge => ("too-large", 413, 4013),
            Self::VersionUnknown => ("version-unknown", 400, 4001),
            Self::OutOfRange => ("out-of-range", 422, 4022),
            Self::BadAnnouncement => ("bad-announcement", 422, 4023),
            Self::Stale => ("stale", 409, 4011),
            Self::Fork => ("fork", 409, 4012),
            Self::NotOwner => ("not-owner", 403, 4005),
            Self::PinWrong => ("pin-wrong", 403, 4006),
            Self::PinLocked => ("pin-locked", 429, 4007),
            Self::TooFast => ("too-fast", 429, 4029),
            Self::RelayFull => ("relay-full", 503, 4030),
            Self::OriginWrong => ("origin-wrong", 403, 4002),
            Self::TooSlow => ("too-slow", 408, 4008),
            Self::ShuttingDown => ("shutting-down", 503, 4031),
            Self::SeatGone => ("seat-gone", 410, 4014),
            Self::Replaced => ("replaced", 409, 4015),
            Self::RoomLocked => ("room-locked", 423, 4016),
            Self::RoomClosed => ("room-closed", 409, 4017),
            Self::LinkChanged => ("link-changed", 410, 4018),
            Self::Kicked => ("kicked", 410, 4019),
        }
    }

    /// The refusal behind a close code.
    #[must_use]
    pub fn from_close_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.close_code() == code)
    }

    /// The refusal behind a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.word() == word)
    }
}

/// Close code of a burned room: not a refusal, the end.
pub const CLOSE_BURNED: u16 = 4100;

impl serde::Serialize for Refusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> serde::Deserialize<'de> for Refusal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| serde::de::Error::custom("not a refusal"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn words_and_close_codes_are_each_ones_own() {
        let words: BTreeSet<_> = Refusal::ALL.iter().map(|refusal| refusal.word()).collect();
        let codes: BTreeSet<_> = Refusal::ALL.iter().map(|refusal| refusal.close_code()).collect();
        assert_eq!((words.len(), codes.len()), (Refusal::ALL.len(), Refusal::ALL.len()));
        assert!(codes.iter().all(|code| (4000..4100).contains(code)));
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_close_code(refusal.close_code()), Some(refusal));
            assert_eq!(Refusal::from_word(refusal.word()), Some(refusal));
        }
    }
}
