//! The room's log on the screen: what was said and what happened, in order, and how it is grouped.
//! Only what this device may show; nothing here is stored.

use std::rc::Rc;

use burnroom_engine::effect::{Done, Flaw, NotSent};
use burnroom_shared::frame::Refused;
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;

use crate::clock::MINUTE_MS;

/// Messages of one sender within this span share a name and a time.
const GROUP_SPAN_MS: u64 = 3 * MINUTE_MS;

/// A message's own number on this device: the order in which it appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageNumber(pub u64);

/// How far a message of one's own has spread among the others who were here when it went into the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// How many of their devices have it, by what they say themselves.
    pub delivered: u16,
    /// How many they were.
    pub of: u16,
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Someone else's.
    Received,
    /// Said before this device came, and no longer to be read.
    Unreadable,
    /// Own: not yet in the room's log.
    Sending,
    /// Own: in the room's log.
    Sent(Spread),
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
    /// Its place in the room's log; none while the relay has not numbered it.
    pub seq: Option<u64>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Message").field("delivery", &self.delivery).finish_non_exhaustive()
    }
}

/// Something that was said before this device came.
#[derive(Clone, PartialEq)]
pub struct Past {
    /// Its place in the room's log.
    pub seq: u64,
    /// As whoever said it called itself; `None` if that does not open.
    pub name: Option<Rc<str>>,
    /// What was said.
    pub message: Message,
}

burnroom_shared::debug_by_name!(Past);

/// Something that happened, told in the log. Names are looked up when it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// This device made the room.
    Opened,
    /// This device came later: what was said before stays with those who were here.
    CameLater,
    /// This device came later, to a room in which newcomers can read what was said before.
    CameLaterWithHistory,
    /// This device has another seat than before: what was said between the two is not here.
    Reseated,
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
    /// Someone is an owner by the PIN. The relay's word.
    PinShown(MemberId),
    /// An owner did something.
    Done {
        /// Who.
        by: MemberId,
        /// What.
        done: Done,
        /// When the room burns since then, by this device's clock.
        until_ms: u64,
    },
    /// The link in force has reached this device after all.
    LinkCame,
    /// What was pasted as the new link is none.
    NoLink,
    /// What was pasted as the new link is another room's, or one that is not in force.
    WrongLink,
    /// What was asked for waits for the connection.
    Postponed,
    /// The relay said no to something.
    Refused(Refused, Refusal),
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
pub struct Log {
    /// From before this device came.
    past: Vec<Past>,
    entries: Vec<Entry>,
}

/// Neighbouring lines that are drawn as one.
#[derive(Debug, PartialEq)]
pub enum Group<'log> {
    /// Messages of one author, close in time.
    Said(Vec<&'log Message>),
    /// Something that happened.
    Happened(&'log Note),
}

impl Log {
    /// Adds what was said before, wherever it belongs. What is there already is not there twice, also if this device
    /// heard it in a seat that it had before; what could not be read yet gives way to what can.
    pub fn remember(&mut self, past: Vec<Past>) {
        let heard: Vec<_> = self.messages().filter_map(|message| message.seq).collect();
        for said in past.into_iter().filter(|said| !heard.contains(&said.seq)) {
            let place = self.past.partition_point(|other| other.seq < said.seq);
            match self.past.get_mut(place).filter(|other| other.seq == said.seq) {
                None => self.past.insert(place, said),
                Some(other) if other.message.delivery == Delivery::Unreadable => *other = said,
                Some(_) => {}
            }
        }
    }

    /// Adds something said.
    pub fn say(&mut self, message: Message) {
        self.entries.push(Entry::Message(message));
    }

    /// Adds something that happened.
    pub fn note(&mut self, note: Note) {
        self.entries.push(Entry::Note(note));
    }

    /// A message went further.
    pub fn advance(&mut self, number: MessageNumber, delivery: Delivery) {
        if let Some(message) = self.find(number) {
            message.delivery = delivery;
        }
    }

    /// The relay has numbered a message.
    pub fn number(&mut self, number: MessageNumber, seq: u64) {
        if let Some(message) = self.find(number) {
            message.seq = Some(seq);
        }
    }

    /// What was said at a place of the room's log.
    #[must_use]
    pub fn said_at(&self, seq: u64) -> Option<&Message> {
        let past = self.past.iter().map(|past| &past.message);
        self.messages().chain(past).find(|message| message.seq == Some(seq))
    }

    /// Takes a message out, to be edited or sent anew.
    pub fn take(&mut self, number: MessageNumber) -> Option<Message> {
        let place = self
            .entries
            .iter()
            .position(|entry| matches!(entry, Entry::Message(message) if message.number == number))?;
        match self.entries.remove(place) {
            Entry::Message(message) => Some(message),
            Entry::Note(_) => None,
        }
    }

    /// Whether nobody has said anything yet.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        !self.entries.iter().any(|entry| matches!(entry, Entry::Message(_)))
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            Entry::Note(_) => None,
        })
    }

    /// The log as it is drawn.
    #[must_use]
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups = Vec::new();
        for entry in &self.entries {
            match entry {
                Entry::Note(note) => groups.push(Group::Happened(note)),
                Entry::Message(message) => join(&mut groups, message),
            }
        }
        groups
    }

    /// What was said before this device came, likewise.
    #[must_use]
    pub fn past_groups(&self) -> Vec<Group<'_>> {
        let mut groups = Vec::new();
        for said in &self.past {
            join(&mut groups, &said.message);
        }
        groups
    }

    fn find(&mut self, number: MessageNumber) -> Option<&mut Message> {
        self.entries.iter_mut().find_map(|entry| match entry {
            Entry::Message(message) if message.number == number => Some(message),
            Entry::Message(_) | Entry::Note(_) => None,
        })
    }
}

/// A message goes to the group before it, or begins another.
fn join<'log>(groups: &mut Vec<Group<'log>>, message: &'log Message) {
    match groups.last_mut() {
        Some(Group::Said(said)) if said.first().is_some_and(|first| belong_together(first, message)) => {
            said.push(message);
        }
        _ => groups.push(Group::Said(vec![message])),
    }
}

fn belong_together(first: &Message, next: &Message) -> bool {
    first.author == next.author && next.at_ms.saturating_sub(first.at_ms) < GROUP_SPAN_MS
}

#[cfg(test)]
mod tests {
    use burnroom_engine::effect::NotSent;
    use burnroom_shared::ids::MemberId;

    use super::{Delivery, GROUP_SPAN_MS, Group, Log, Message, MessageNumber, Note, Past};

    fn said(number: u64, author: u8, at_ms: u64) -> Message {
        Message {
            number: MessageNumber(number),
            author: MemberId([author; 16]),
            at_ms,
            text: "a secret".into(),
            delivery: Delivery::Sending,
            seq: None,
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
    fn the_past_is_there_once_and_as_well_as_it_can_be_read() {
        let mut log = Log::default();
        log.say(Message { seq: Some(5), ..said(1, 1, 0) });
        let past = |seq, delivery| Past { seq, name: None, message: Message { delivery, ..said(seq, 1, 0) } };
        let [unreadable, readable] = [Delivery::Unreadable, Delivery::Received];
        log.remember(vec![past(3, unreadable), past(4, readable), past(5, readable)]);
        log.remember(vec![past(3, readable), past(4, unreadable)]);
        let shown: Vec<_> = log.past.iter().map(|past| (past.seq, past.message.delivery)).collect();
        assert_eq!(shown, [(3, readable), (4, readable)], "the fifth was heard as it was said");
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
