//! The screens, drawn without a browser: what stands on them for a given view.

mod trust;

use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::app::stage;
use crate::clock::{Countdown, MINUTE_MS};
use crate::verbs::Verbs;
use crate::view::burned::{Burned, Ending, Pyre};
use crate::view::comparison::Code;
use crate::view::door::{Door, Shut, Sign};
use crate::view::invitation::Invitation;
use crate::view::lobby::{Lobby, Notice};
use crate::view::log::{Delivery, Message, MessageNumber, Note, Past};
use crate::view::people::{Assurance, Member};
use crate::view::pin::PinTry;
use crate::view::room::{Room, RoomChange};
use crate::view::sheet::{Question, Sheet};
use crate::view::{Stage, View};
use crate::wording;
use burnroom_engine::effect::{Done, Ended, Fingerprint, Keys, Rules};
use burnroom_shared::frame::BurnCause;
use burnroom_shared::ids::MemberId;
use burnroom_shared::refusal::Refusal;
use yew::{Callback, Html, LocalServerRenderer, Properties, component};

const ME: MemberId = MemberId([1; 16]);
const ADA: MemberId = MemberId([2; 16]);
const LINK: &str = "https://burnroom.example/r#EAECAwQFBgcICQoLDA0ODw0";

#[derive(Clone, Debug, PartialEq, Properties)]
struct ScreenProps {
    view: View,
}

#[component]
fn Screen(props: &ScreenProps) -> Html {
    stage(&props.view, &Verbs::new(Callback::noop()))
}

/// The markup of a stage. Nothing in it waits, so one poll is enough.
fn drawn(stage: Stage) -> String {
    let view = View { stage, ..View::new(0, 0) };
    let renderer = LocalServerRenderer::<Screen>::with_props(ScreenProps { view }).hydratable(false);
    match pin!(renderer.render()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(markup) => markup,
        Poll::Pending => panic!("a screen waits for something"),
    }
}

fn sign(inside: u16) -> Sign {
    let countdown = Countdown { deadline_ms: 8 * MINUTE_MS, span_ms: 8 * MINUTE_MS };
    Sign {
        title: Some("Neon".into()),
        countdown,
        inside,
        capacity: 5,
        history: false,
        free_at_ms: None,
        pin_refused: None,
    }
}

fn room(changes: Vec<RoomChange>) -> Stage {
    let mut room = Room::new("Neon", ME, 5, Rc::new(Invitation::new(LINK, Some("481920"))));
    room.countdown = Countdown { deadline_ms: 9 * MINUTE_MS, span_ms: 10 * MINUTE_MS };
    room.keys = Keys::Ready;
    room.apply(RoomChange::Roster(vec![
        Member::new(ME, "fox", Assurance::Oneself),
        Member::new(ADA, "Ada", Assurance::NotCompared),
    ]));
    for change in changes {
        room.apply(change);
    }
    Stage::Room(Rc::new(room))
}

fn said(text: &str) -> RoomChange {
    RoomChange::Said(Message {
        number: MessageNumber(1),
        author: ADA,
        at_ms: 0,
        text: text.into(),
        delivery: Delivery::Received,
        seq: Some(1),
    })
}

fn code() -> RoomChange {
    let fingerprint = Fingerprint {
        words: ["aardvark", "absurd", "accrue", "acme", "adrift"],
        emoji: [0, 1, 2, 3, 4, 5, 63],
        digits: "123456789012".into(),
    };
    RoomChange::CodeReady(Rc::new(Code { fingerprint, covers: vec![ME, ADA] }))
}

#[test]
fn the_lobby_says_every_notice_and_offers_one_step() {
    let quiet = drawn(Stage::Lobby(Lobby::default()));
    assert!(quiet.contains("Create a burn room") && !quiet.contains("class=\"notice\""));
    for notice in [Notice::Burned, Notice::Left, Notice::LinkIncomplete, Notice::Refused(Refusal::RelayFull)] {
        let markup = drawn(Stage::Lobby(Lobby { notice: Some(notice), creating: false }));
        assert_eq!(markup.matches("class=\"notice\"").count(), 1, "{notice:?}");
    }
    assert!(drawn(Stage::Lobby(Lobby { notice: None, creating: true })).contains("Opening the room…"));
}

#[test]
fn the_door_tells_a_room_apart_from_none() {
    let open = drawn(Stage::Door(Door::Open(sign(2))));
    assert!(open.contains("Neon") && open.contains("8 minutes left · 2 of 5 inside") && open.contains(">Join<"));
    for why in Refusal::ALL {
        let shut = drawn(Stage::Door(Door::Shut(Shut::Refused(why))));
        let sentence = wording::door::shut(Shut::Refused(why));
        assert!(shut.contains(sentence), "{why:?}");
        assert!(!shut.contains(">Join<"), "{why:?}");
    }
    assert!(drawn(Stage::Door(Door::Shut(Shut::Ended(Ended::Lost)))).contains("Try again"));
}

#[test]
fn r65_the_door_of_a_full_room_counts_down_to_a_seat() {
    let full = |free_at_ms| drawn(Stage::Door(Door::Open(Sign { free_at_ms, ..sign(5) })));
    let disabled =
        |markup: &str| markup.split("<button").any(|button| button.contains("disabled") && button.contains(">Join<"));
    let waiting = full(Some(43_000));
    assert!(waiting.contains("Every seat is taken.") && waiting.contains("One may become free in 43 s."));
    assert!(disabled(&waiting), "{waiting}");
    let over = full(Some(0));
    assert!(over.contains("One may be free now.") && over.contains(">Join<") && !disabled(&over));
    let nobody_away = full(None);
    assert!(nobody_away.contains("Every seat is taken.") && nobody_away.contains(">It is full. Try anyway<"));
    assert!(!drawn(Stage::Door(Door::Open(sign(4)))).contains("Every seat"), "the control");
}

#[test]
fn what_people_say_is_never_markup() {
    let markup = drawn(room(vec![said("<img src=x onerror=alert(1)> https://ok.example/?a=<b>")]));
    assert!(markup.contains("&lt;img src=x onerror=alert(1)&gt;"), "the control: it is shown");
    assert!(!markup.contains("<img"));
    let link = markup.split("<a href=\"https://ok.example/?a=\"").nth(1).expect("the address is a link");
    let link = link.split('>').next().unwrap();
    for guard in ["noopener noreferrer nofollow", "target=\"_blank\"", "referrerpolicy=\"no-referrer\""] {
        assert!(link.contains(guard), "{link}");
    }
}

#[test]
fn nothing_on_any_screen_carries_a_style_of_its_own() {
    let markup = drawn(room(vec![said("hey"), code(), RoomChange::Sheet(Some(Sheet::Compare))]));
    assert!(markup.contains("class="), "the control: there is markup");
    assert!(!markup.contains("style=") && !markup.contains("<style") && !markup.contains("onclick"));
}

#[test]
fn the_pin_is_shown_until_it_is_kept() {
    let open = RoomChange::Sheet(Some(Sheet::Share));
    let shown = drawn(room(vec![open.clone()]));
    assert!(shown.contains("481 920") && shown.contains(LINK));
    let kept = drawn(room(vec![open, RoomChange::PinKept]));
    assert!(!kept.contains("481 920") && kept.contains(LINK));
}

#[test]
fn the_code_stands_in_all_its_forms_between_two_equal_answers() {
    let markup = drawn(room(vec![code(), RoomChange::Sheet(Some(Sheet::Compare))]));
    for form in ["aardvark", "adrift", "windmill", "/assets/emoji/63.svg", "1234", "9012"] {
        assert!(markup.contains(form), "{form}");
    }
    let answers = markup.matches("button quiet big").count();
    assert_eq!(answers, 2, "neither answer is the primary one");
}

#[test]
fn a_difference_locks_the_composer_and_offers_the_ways_out() {
    let differed = vec![code(), RoomChange::Differed, RoomChange::Sheet(Some(Sheet::Compare))];
    let markup = drawn(room(differed));
    assert!(markup.contains("Someone may be in the middle") && markup.contains("Nothing can be sent here"));
    assert!(markup.contains("Compare again") && !markup.contains("They match"));
    assert!(!markup.contains("Burn the room now"), "who may not burn is not offered it");
}

#[test]
fn the_burned_screen_has_nothing_of_the_room() {
    let before = drawn(room(vec![said("the marker")]));
    assert!(before.contains("the marker") && before.contains("Neon"), "the control");
    let ending = Ending::Burn { cause: BurnCause::Deadline, erased: 4, seats: 5 };
    let after = drawn(Stage::Burned(Burned { ending, pyre: Pyre::default() }));
    assert!(after.contains("4 of 5 devices confirmed"));
    for word in ["the marker", "Neon", "fox", "Ada", LINK] {
        assert!(!after.contains(word), "{word}");
    }
}

fn owned(owner: bool) -> RoomChange {
    let mut me = Member::new(ME, "fox", Assurance::Oneself);
    me.owner = owner;
    RoomChange::Roster(vec![me, Member::new(ADA, "Ada", Assurance::NotCompared)])
}

#[test]
fn only_owners_see_what_owners_can_do() {
    let controls = ["Remove Ada…", "Hand over to Ada…", "Room controls"];
    let (mine, theirs) = (drawn(room(vec![owned(true)])), drawn(room(vec![owned(false)])));
    for control in controls {
        assert!(mine.contains(control), "the control: {control}");
        assert!(!theirs.contains(control), "{control}");
    }
    assert!(theirs.contains("I have the owner PIN") && !mine.contains("I have the owner PIN"));
}

#[test]
fn a_removal_is_asked_for_before_it_is_done() {
    let ask = RoomChange::Sheet(Some(Sheet::Ask(Question::Remove(ADA))));
    let markup = drawn(room(vec![owned(true), ask]));
    assert!(markup.contains("Remove Ada?") && markup.contains("Ada's device wipes everything"), "{markup}");
}

#[test]
fn who_is_locked_out_sees_for_how_long_and_cannot_try() {
    let tried = |tried| drawn(room(vec![RoomChange::Sheet(Some(Sheet::Pin)), RoomChange::PinTried(tried)]));
    let shut = |markup: &str| markup.contains("disabled=\"disabled\" class=\"button quiet\">Show it");
    let wrong = tried(PinTry::Wrong { tries_left: Some(2) });
    assert!(wrong.contains("That is not the PIN. 2 tries left.") && !shut(&wrong), "{wrong}");
    let locked = tried(PinTry::LockedOut { until_ms: 581_000 });
    assert!(locked.contains("Too many wrong PINs.</span> Try again in 9:41.") && shut(&locked), "{locked}");
}

#[test]
fn a_closed_room_keeps_what_was_typed_and_says_so() {
    let rules = Rules { closed: true, locked: true, lacks_link: false };
    let markup = drawn(room(vec![RoomChange::Typed("half a sentence".into()), RoomChange::Rules(rules)]));
    for words in ["half a sentence", "closed the room: nobody can write. The countdown runs.", "Locked: nobody new"] {
        assert!(markup.contains(words), "{words}");
    }
    assert!(
        drawn(room(vec![RoomChange::Rules(rules), RoomChange::Sheet(Some(Sheet::Share))]))
            .contains("not even with the link")
    );
}

#[test]
fn whoever_lacks_the_link_can_paste_it() {
    let rules = |lacks_link| RoomChange::Rules(Rules { lacks_link, ..Rules::default() });
    assert!(drawn(room(vec![rules(true)])).contains("The new link"));
    assert!(!drawn(room(vec![rules(false)])).contains("The new link"));
}

#[test]
fn what_was_said_before_stands_above_a_line_of_its_own() {
    let message = Message {
        number: MessageNumber(9),
        author: ADA,
        at_ms: 0,
        text: "".into(),
        delivery: Delivery::Unreadable,
        seq: Some(3),
    };
    let past = Past { seq: 3, name: None, message };
    let markup = drawn(room(vec![RoomChange::Past(vec![past]), RoomChange::Noted(Note::CameLaterWithHistory)]));
    let place = |words: &str| markup.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(place(">Before you came<") < place("no longer there to be read"));
    assert!(place("no longer there to be read") < place("You came in here."));
}

#[test]
fn whoever_was_removed_is_told_and_sees_nothing_of_the_room() {
    let markup = drawn(Stage::Burned(Burned { ending: Ending::Removed, pyre: Pyre::default() }));
    assert!(markup.contains("You were removed from this room.") && markup.contains("Back to the lobby"));
}

#[test]
fn whoever_did_not_change_the_link_is_offered_the_new_one() {
    let by = |by| RoomChange::Noted(Note::Done { by, done: Done::ChangedLink, until_ms: 0 });
    assert!(drawn(room(vec![by(ADA)])).contains("Show the new link"));
    assert!(!drawn(room(vec![by(ME)])).contains("Show the new link"));
}
