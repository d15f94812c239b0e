//! Every type of this crate that may come to hold a secret, shown in every way there is.

#[path = "../../../shared/src/redacted/search.rs"]
mod search;

use crate::clock::Countdown;
use crate::components::copy_button::CopyButtonProps;
use crate::qr::outline;
use crate::rich_text::spans;
use crate::socket::SocketEvent;
use crate::verbs::Verb;
use crate::view::capture::{Capture, Way};
use crate::view::comparison::{Code, Comparison};
use crate::view::door::{Door, Sign};
use crate::view::invitation::Invitation;
use crate::view::lobby::Wish;
use crate::view::log::{Delivery, Log, Message, MessageNumber, Past};
use crate::view::people::{Assurance, Member, People, Presence};
use crate::view::room::{Room, RoomChange};
use crate::view::sheet::Question;
use crate::view::{Action, View};
use crate::wording::question::asked;
use burnroom_engine::effect::Fingerprint;
use burnroom_engine::input::Deed;
use burnroom_shared::ids::MemberId;
use search::{KEY, PIN, Search, TEXT, fragment, key};
use std::rc::Rc;

const ME: MemberId = MemberId(key());

fn link() -> String {
    format!("https://burn.example/r#{}", fragment())
}

fn invitation() -> Rc<Invitation> {
    Rc::new(Invitation::new(&link(), Some(PIN)))
}

fn message() -> Message {
    let (number, delivery) = (MessageNumber(1), Delivery::Received);
    Message { number, author: ME, at_ms: 1, text: TEXT.into(), delivery, seq: Some(1) }
}

fn past() -> Past {
    Past { seq: 1, name: Some(TEXT.into()), message: message() }
}

fn member() -> Member {
    let (presence, assurance) = (Presence::Here, Assurance::Compared);
    Member { id: ME, name: TEXT.into(), presence, assurance, owner: true, name_clashes: false }
}

fn code() -> Rc<Code> {
    let fingerprint = Fingerprint { words: [TEXT; 5], emoji: key(), digits: format!("{PIN}{PIN}") };
    Rc::new(Code { fingerprint, covers: vec![ME] })
}

fn sign() -> Sign {
    Sign {
        title: Some(TEXT.into()),
        countdown: Countdown::default(),
        inside: 1,
        capacity: 2,
        history: false,
        free_at_ms: None,
        pin_refused: None,
    }
}

/// Everything that a room can have on it.
fn changes() -> Vec<RoomChange> {
    let mut capture = Capture::default();
    capture.text(Way::Out, &format!("{{\"type\":\"claim\",\"pin\":\"{PIN}\"}}"));
    capture.binary(Way::In, &KEY);
    vec![
        RoomChange::Roster(vec![member()]),
        RoomChange::Said(message()),
        RoomChange::Past(vec![past()]),
        RoomChange::Title(TEXT.into()),
        RoomChange::LinkChanged(link().into()),
        RoomChange::CodeReady(code()),
        RoomChange::Typed(TEXT.into()),
        RoomChange::Crossed(Rc::new(capture)),
    ]
}

#[test]
fn nothing_that_is_on_the_screen_is_shown() {
    let mut search = Search::default();
    let mut view = View::new(0, 0).after(Action::Entered(Rc::new(Room::new(TEXT, ME, 2, invitation()))));
    search.debug(&view);
    for change in changes() {
        search.debug(&change).debug(&Action::InRoom(change.clone()));
        view = view.after(Action::InRoom(change));
        search.debug(&view);
    }
    let room = view.room().expect("inside");
    assert!(*room.title == *TEXT && *room.draft == *TEXT, "the control: the room has what is searched for");
    search.debug(&**room).debug(&room.invitation).debug(&room.people).debug(&room.log).debug(&room.capture);
    search.debug(&asked(Question::Remove(ME), room)).debug(&room.comparison);
    search.debug(&view.clone().after(Action::AtDoor(Door::Open(sign()))));
    assert!(search.control() > 60);
}

#[test]
fn nothing_that_a_screen_is_made_of_is_shown() {
    let mut search = Search::default();
    search.debug(&message()).debug(&past()).debug(&member()).debug(&sign()).debug(&Door::Joining(Some(sign())));
    search.debug(&code()).debug(&Comparison::ToCompare(code())).debug(&invitation()).debug(&outline(&link()));
    search.debug(&Wish::new(TEXT.into(), TEXT.into(), true)).debug(&spans(TEXT)).debug(&spans(&link()));
    let mut log = Log::default();
    log.say(message());
    log.remember(vec![past()]);
    let mut people = People::default();
    people.update(vec![member()]);
    search.debug(&log).debug(&log.groups()).debug(&log.past_groups()).debug(&people);
    search.debug(&CopyButtonProps { text: link().into(), label: "Copy".into(), class: Default::default() });
    assert!(search.control() > 30);
}

#[test]
fn nothing_that_a_person_or_the_relay_says_is_shown() {
    let (name, pin) = (TEXT.to_owned(), Some(PIN.to_owned()));
    let verbs = [
        Verb::Create(Wish::new(TEXT.into(), TEXT.into(), true)),
        Verb::OpenLink(link()),
        Verb::Join { name, remember: true, pin },
        Verb::Say(TEXT.into()),
        Verb::Type(TEXT.into()),
        Verb::Own(Deed::Rename(TEXT.into())),
        Verb::Claim(PIN.into()),
        Verb::TakeLink(link()),
    ];
    let mut search = Search::default();
    for verb in verbs {
        search.debug(&verb);
    }
    search
        .debug(&SocketEvent::Text(format!("{{\"token\":\"{}\"}}", fragment())))
        .debug(&SocketEvent::Binary(KEY.to_vec()));
    assert!(search.control() > 15);
}
