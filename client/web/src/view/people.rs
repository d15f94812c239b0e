//! Who is and was here: names, colours, presence, whether their code was compared.
//! Kept in seat order; who left stays listed as gone, since messages still need a name beside them.

use std::rc::Rc;

use burnroom_shared::ids::{MemberId, to_base64};

use super::names_alike::{looks_of, looks_of_own_words};

/// What someone is called who said something before this device came and whose name does not open.
const SOMEBODY_WHO_LEFT: &str = "somebody who left";
/// Colours of the palette for members.
const COLOURS: u8 = 8;

/// Whether a member's seat is taken at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Connected.
    Here,
    /// The connection broke; the seat is kept for a while. The relay's word.
    Away,
    /// The relay says that they are here, and their device has not been heard of for a while.
    Silent,
    /// No longer in the room.
    Gone,
}

/// What this person knows of a member's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// It is this device.
    Oneself,
    /// The code has not been compared with them.
    NotCompared,
    /// This person said that the code matched.
    Compared,
    /// They came under an earlier link, which this device never had: the next key tells.
    Unseen,
    /// Nobody with the link vouched for them: sent nothing, shown as an intruder.
    Intruder,
}

/// A member as the screen shows them.
#[derive(Clone, PartialEq)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// What they call themselves.
    pub name: Rc<str>,
    /// Whether they are here.
    pub presence: Presence,
    /// What is known of their identity.
    pub assurance: Assurance,
    /// Whether they own the room.
    pub owner: bool,
    /// Whether another member's name looks the same, or the page itself speaks of somebody so.
    pub name_clashes: bool,
}

impl std::fmt::Debug for Member {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id: _, name: _, presence, assurance, owner, name_clashes } = self;
        let mut shown = formatter.debug_struct("Member");
        shown.field("presence", presence).field("assurance", assurance).field("owner", owner);
        shown.field("name_clashes", name_clashes).finish_non_exhaustive()
    }
}

impl Member {
    /// A member who is here and unremarkable.
    #[must_use]
    pub fn new(id: MemberId, name: &str, assurance: Assurance) -> Self {
        Self { id, name: name.into(), presence: Presence::Here, assurance, owner: false, name_clashes: false }
    }

    /// Which of the eight member colours is theirs; from the key, so that one name in two colours is two people.
    #[must_use]
    pub fn colour(&self) -> u8 {
        let [first, ..] = self.id.0;
        first % COLOURS
    }

    /// The whole id as text, which no two share.
    #[must_use]
    pub fn key(&self) -> String {
        to_base64(&self.id.0)
    }

    /// Four characters of the key, for telling two of one name apart.
    #[must_use]
    pub fn key_tail(&self) -> String {
        let [.., high, low] = self.id.0;
        format!("{high:02X}{low:02X}")
    }
}

/// Everyone, in seat order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People(Vec<Member>);

impl People {
    /// A member by id, gone or not.
    #[must_use]
    pub fn get(&self, id: MemberId) -> Option<&Member> {
        self.0.iter().find(|member| member.id == id)
    }

    /// The name to write beside something a member did; with a piece of the key where the name alone could be another's.
    #[must_use]
    pub fn name_of(&self, id: MemberId) -> Rc<str> {
        match self.get(id) {
            Some(member) if member.name_clashes => [&member.name, " (", &member.key_tail(), ")"].concat().into(),
            Some(member) => Rc::clone(&member.name),
            None => "someone".into(),
        }
    }

    /// The name as who did something: "You" or what they call themselves.
    #[must_use]
    pub fn subject(&self, id: MemberId) -> Rc<str> {
        self.named(id, "You")
    }

    /// The name as whom something was done to: "you" or what they call themselves.
    #[must_use]
    pub fn object(&self, id: MemberId) -> Rc<str> {
        self.named(id, "you")
    }

    fn named(&self, id: MemberId, oneself: &str) -> Rc<str> {
        if self.is_oneself(id) { oneself.into() } else { self.name_of(id) }
    }

    /// Whether this is the person before this screen.
    #[must_use]
    pub fn is_oneself(&self, id: MemberId) -> bool {
        self.get(id).is_some_and(|member| member.assurance == Assurance::Oneself)
    }

    /// Whether nobody with the link vouched for them.
    #[must_use]
    pub fn is_intruder(&self, id: MemberId) -> bool {
        self.get(id).is_some_and(|member| member.assurance == Assurance::Intruder)
    }

    /// Whether an intruder is here.
    #[must_use]
    pub fn has_intruder(&self) -> bool {
        self.present().any(|member| member.assurance == Assurance::Intruder)
    }

    /// Who is here.
    pub fn present(&self) -> impl Iterator<Item = &Member> {
        self.0.iter().filter(|member| member.presence != Presence::Gone)
    }

    /// How many are here.
    #[must_use]
    pub fn present_count(&self) -> usize {
        self.present().count()
    }

    /// Whether the list is still to come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether someone has been here and gone.
    #[must_use]
    pub fn has_departed(&self) -> bool {
        self.0.iter().any(|member| member.presence == Presence::Gone)
    }

    /// Whether everyone else here has been compared, and there is someone else.
    #[must_use]
    pub fn all_compared(&self) -> bool {
        let mut others = self.others().peekable();
        others.peek().is_some() && others.all(|member| member.assurance == Assurance::Compared)
    }

    /// Who is here besides oneself.
    pub fn others(&self) -> impl Iterator<Item = &Member> {
        self.present().filter(|member| member.assurance != Assurance::Oneself)
    }

    /// Who is here now, in seat order. Whoever was here before and no longer is stays listed as gone.
    pub fn update(&mut self, present: Vec<Member>) {
        let gone = std::mem::take(&mut self.0).into_iter().filter_map(|mut member| {
            let still = present.iter().any(|here| here.id == member.id);
            member.presence = Presence::Gone;
            (!still).then_some(member)
        });
        let gone: Vec<Member> = gone.collect();
        self.0 = present;
        self.0.extend(gone);
        self.mark_clashes();
    }

    /// Someone who said something before this device came, and may be gone.
    pub fn remember(&mut self, id: MemberId, name: Option<&Rc<str>>) {
        if self.get(id).is_none() {
            let mut member = Member::new(id, name.map_or(SOMEBODY_WHO_LEFT, |name| &**name), Assurance::NotCompared);
            member.presence = Presence::Gone;
            self.0.push(member);
            self.mark_clashes();
        }
    }

    fn mark_clashes(&mut self) {
        let looks: Vec<String> = self.0.iter().map(|member| looks_of(&member.name)).collect();
        let own_words = looks_of_own_words();
        for (member, own) in self.0.iter_mut().zip(&looks) {
            member.name_clashes = looks.iter().filter(|other| *other == own).count() > 1 || own_words.contains(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use burnroom_shared::ids::MemberId;

    use super::{Assurance, Member, People};

    fn member(byte: u8, name: &str) -> Member {
        Member::new(MemberId([byte; 16]), name, Assurance::NotCompared)
    }

    #[test]
    fn two_of_one_name_are_marked_and_told_apart() {
        let mut people = People::default();
        people.update(vec![member(1, "Ada"), member(2, "Bo")]);
        assert!(people.present().all(|member| !member.name_clashes));
        people.update(vec![member(1, "Ada"), member(2, "Bo"), member(0x7F, "аdа")]);
        let marked: Vec<&str> =
            people.present().filter(|member| member.name_clashes).map(|member| &*member.name).collect();
        assert_eq!(marked, ["Ada", "аdа"]);
        assert_eq!(people.get(MemberId([0x7F; 16])).unwrap().key_tail(), "7F7F");
    }

    #[test]
    fn who_left_keeps_the_name_and_still_clashes() {
        let mut people = People::default();
        people.update(vec![member(1, "Ada")]);
        people.update(vec![member(2, "Ada")]);
        assert_eq!(people.present_count(), 1);
        assert_eq!(&*people.name_of(MemberId([1; 16])), "Ada (0101)");
        assert!(people.present().all(|member| member.name_clashes));
    }

    #[test]
    fn everyone_is_compared_only_when_there_is_someone_and_nobody_is_left_out() {
        let with = |assurance| {
            let me = Member::new(MemberId([9; 16]), "me", Assurance::Oneself);
            let ada = Member::new(MemberId([1; 16]), "Ada", Assurance::Compared);
            let mut people = People::default();
            people.update(vec![me, ada, Member::new(MemberId([2; 16]), "Bo", assurance)]);
            people.all_compared()
        };
        assert!(with(Assurance::Compared));
        assert!(!with(Assurance::NotCompared));
        assert!(!with(Assurance::Intruder));
        assert!(!People::default().all_compared());
    }
}
