//! What each of the relay's refusals means to a person, and what to do next.

use burnroom_shared::refusal::Refusal;

/// One sentence or two for a refusal.
#[must_use]
pub fn sentence(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::RoomNotFound => "That room does not exist, or it has burned.",
        Refusal::RoomExists => "That room's address is taken already. Create the room again.",
        Refusal::RoomFull => "That room is full. Ask someone inside to make space.",
        Refusal::EntryWrong => "This link does not open that room. Copy it again, all of it.",
        Refusal::BadFrame => "The relay did not understand this page. Load it again.",
        Refusal::TooLarge => "That is more than the relay takes at once.",
        Refusal::VersionUnknown => "This page and the relay are of different versions. Load it again.",
        Refusal::OutOfRange => "The relay does not make rooms like that. Choose another time or size.",
        Refusal::BadAnnouncement => "The relay did not accept this device's keys. Try again.",
        Refusal::Stale => "The room had moved on before that arrived. Try again.",
        Refusal::Fork => "The relay says that this device saw another order of things. Do not go on here.",
        Refusal::NotOwner => "Only the owner can do that.",
        Refusal::PinWrong => "That is not the PIN.",
        Refusal::PinLocked => "Too many wrong PINs. Wait ten minutes before you try again, or come in without it.",
        Refusal::TooFast => "Slow down. Try again in a moment.",
        Refusal::RelayFull => "The relay holds as many rooms as it can. Try again in a few minutes.",
        Refusal::OriginWrong => "This page does not belong to that relay. Open the link itself.",
        Refusal::TooSlow => "The connection was too slow, and the relay cut it off. Come in again.",
        Refusal::SeatGone => "You were away for too long, and your seat is gone. Come in again.",
        Refusal::Replaced => "Your seat was taken up on another connection.",
        Refusal::RoomLocked => "That room is locked: nobody new is let in. Ask somebody inside to unlock it.",
        Refusal::RoomClosed => "An owner closed the room: nobody can write.",
        Refusal::LinkChanged => "The room has a new link. Ask somebody inside for it.",
        Refusal::Kicked => {
            "You were removed from that room. Only somebody inside can ask you in again, with the new link."
        }
        Refusal::ShuttingDown => "The relay is being restarted. Every room on it has burned.",
    }
}

/// Whether asking again can help.
#[must_use]
pub fn may_pass(refusal: Refusal) -> bool {
    matches!(
        refusal,
        Refusal::RoomFull
            | Refusal::TooFast
            | Refusal::TooSlow
            | Refusal::Stale
            | Refusal::RelayFull
            | Refusal::BadAnnouncement
            | Refusal::SeatGone
            | Refusal::RoomLocked
            | Refusal::PinWrong
            | Refusal::PinLocked
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use burnroom_shared::refusal::Refusal;

    use super::sentence;

    #[test]
    fn every_refusal_has_a_sentence_of_its_own_without_jargon() {
        let sentences: BTreeSet<&str> = Refusal::ALL.into_iter().map(sentence).collect();
        assert_eq!(sentences.len(), Refusal::ALL.len());
        for text in sentences {
            assert!(text.ends_with('.'), "{text}");
            for jargon in ["socket", "frame", "token", "HTTP", "error"] {
                assert!(!text.contains(jargon), "{text}");
            }
        }
    }
}
