//! The room's log on the screen: what was said and what happened, in order, and how it is grouped.
//! Only what this device may show; nothing here is stored.

use std::rc::Rc;

use burnroom_engine::effect::{Flaw, NotSent};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;

use crate::clock::MINUTE_MS;

/// Messages of one sender within this span share a name and a time.
const GROUP_SPAN_MS: u64 = 3 * MINUTE_MS;

/// A message's own number on this device: the order in which it appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageNumber(pub u64);

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Someone else's.
    Received,
    /// Own: not yet in the room's log.
    Sending,
    /// Own: in the room's log.
    Sent,
    /// Own: it did not go, and why; the words are still here.
    NotSent(NotSent),
}

/// Something said.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// Its number on this device.
    pub number: MessageNumber,
    /// Who said it.
    pub author: MemberId,
    /// When, by this device's clock.
    pub at_ms: u64,
    /// What.
    pub text: Rc<str>,
    /// How far it has come.
    pub delivery: Delivery,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Message").field("delivery", &self.delivery).finish_non_exhaustive()
    }
}

/// Something that happened, told in the log. Names are looked up when it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// This device made the room.
    Opened,
    /// This device came later: what was said before stays with those who were here.
    CameLater,
    /// Someone came in.
    Arrived(MemberId),
    /// Someone's seat became free.
    Departed(MemberId, Departure),
    /// The code was compared with these people and matched.
    Compared(Vec<MemberId>),
    /// Something came in a member's name that was not what it should be, and is not shown.
    Suspect(MemberId, Flaw),
    /// A post came too late to be still held by the relay.
    Missing(MemberId),
    /// The connection is back.
    Back,
    /// The relay said no to something.
    Refused(Refusal),
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// Said.
    Message(Message),
    /// Happened.
    Note(Note),
}

/// The log, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log(Vec<Entry>);

/// Neighbouring lines that are drawn as one.
#[derive(Debug, PartialEq)]
pub enum Group<'log> {
    /// Messages of one author, close in time.
    Said(Vec<&'log Message>),
    /// Something that happened.
    Happened(&'log Note),
}

impl Log {
    /// Adds something said.
    pub fn say(&mut self, message: Message) {
        self.0.push(Entry::Message(message));
    }

    /// Adds something that happened.
    pub fn note(&mut self, note: Note) {
        self.0.push(Entry::Note(note));
    }

    /// A message went further.
    pub fn advance(&mut self, number: MessageNumber, delivery: Delivery) {
        if let Some(message) = self.find(number) {
            message.delivery = delivery;
        }
    }

    /// Takes a message out, to be edited or sent anew.
    pub fn take(&mut self, number: MessageNumber) -> Option<Message> {
        let place =
            self.0.iter().position(|entry| matches!(entry, Entry::Message(message) if message.number == number))?;
        match self.0.remove(place) {
            Entry::Message(message) => Some(message),
            Entry::Note(_) => None,
        }
    }

    /// Whether nobody has said anything yet.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        !self.0.iter().any(|entry| matches!(entry, Entry::Message(_)))
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.0.iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            Entry::Note(_) => None,
        })
    }

    /// The log as it is drawn.
    #[must_use]
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for entry in &self.0 {
            match (entry, groups.last_mut()) {
                (Entry::Note(note), _) => groups.push(Group::Happened(note)),
                (Entry::Message(message), Some(Group::Said(said)))
                    if said.first().is_some_and(|first| belong_together(first, message)) =>
                {
                    said.push(message);
                }
                (Entry::Message(message), _) => groups.push(Group::Said(vec![message])),
            }
        }
        groups
    }

    fn find(&mut self, number: MessageNumber) -> Option<&mut Message> {
        self.0.iter_mut().find_map(|entry| match entry {
            Entry::Message(message) if message.number == number => Some(message),
            Entry::Message(_) | Entry::Note(_) => None,
        })
    }
}

fn belong_together(first: &Message, next: &Message) -> bool {
    first.author == next.author && next.at_ms.saturating_sub(first.at_ms) < GROUP_SPAN_MS
}

#[cfg(test)]
mod tests {
    use burnroom_engine::effect::NotSent;
    use burnroom_shared::ids::MemberId;

    use super::{Delivery, GROUP_SPAN_MS, Group, Log, Message, MessageNumber, Note};

    fn said(number: u64, author: u8, at_ms: u64) -> Message {
        Message {
            number: MessageNumber(number),
            author: MemberId([author; 16]),
            at_ms,
            text: "a secret".into(),
            delivery: Delivery::Sending,
        }
    }

    #[test]
    fn neighbours_of_one_author_share_a_group_for_three_minutes() {
        let mut log = Log::default();
        log.say(said(1, 1, 0));
        log.say(said(2, 1, GROUP_SPAN_MS - 1));
        log.say(said(3, 1, GROUP_SPAN_MS));
        log.say(said(4, 2, GROUP_SPAN_MS));
        log.note(Note::Arrived(MemberId([3; 16])));
        log.say(said(5, 2, GROUP_SPAN_MS));
        let sizes: Vec<usize> = log
            .groups()
            .iter()
            .map(|group| match group {
                Group::Said(messages) => messages.len(),
                Group::Happened(_) => 0,
            })
            .collect();
        assert_eq!(sizes, [2, 1, 1, 0, 1]);
    }

    #[test]
    fn a_message_advances_by_its_number_and_can_be_taken_back() {
        let mut log = Log::default();
        log.say(said(1, 1, 0));
        log.say(said(2, 1, 0));
        log.advance(MessageNumber(2), Delivery::NotSent(NotSent::TooMany));
        let deliveries: Vec<Delivery> = log.messages().map(|message| message.delivery).collect();
        assert_eq!(deliveries, [Delivery::Sending, Delivery::NotSent(NotSent::TooMany)]);
        assert_eq!(&*log.take(MessageNumber(2)).unwrap().text, "a secret");
        assert!(log.take(MessageNumber(2)).is_none());
        assert_eq!(log.messages().count(), 1);
    }

    #[test]
    fn debug_never_prints_what_was_said() {
        let shown = format!("{:?}", said(1, 1, 0));
        assert!(shown.contains("Sending"), "the control: something is printed: {shown}");
        assert!(!shown.contains("secret"));
    }
}
