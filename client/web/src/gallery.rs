//! Every screen and state with planted data, for looking at. Not in the shipped page.

mod trust;

use std::rc::Rc;

use burnroom_engine::effect::{Break, Done, Ended, Fingerprint, Flaw, Fork, Keys, NotSent, Rules};
use burnroom_shared::frame::{BurnCause, Refused};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;
use yew::{Html, component, use_callback, use_effect_with, use_reducer_eq};

use crate::app::{own_action, stage};
use crate::browser::{address, theme};
use crate::clock::{Countdown, MINUTE_MS, SECOND_MS};
use crate::rect::Rect;
use crate::verbs::Verbs;
use crate::view::burned::{Burned, Ending, Pyre};
use crate::view::comparison::Code;
use crate::view::door::{Door, Shut, Sign};
use crate::view::invitation::Invitation;
use crate::view::lobby::{Lobby, Notice};
use crate::view::log::{Delivery, Message, MessageNumber, Note, Past, Spread};
use crate::view::people::{Assurance, Member, Presence};
use crate::view::pin::PinTry;
use crate::view::room::{Line, Room, RoomChange};
use crate::view::sheet::{Question, Sheet};
use crate::view::{Stage, View};

/// A fixed present, so that two pictures of one screen are the same.
const NOW_MS: u64 = 1_800_000_000_000;
const LINK: &str = "https://burnroom.example/r#EAECAwQFBgcICQoLDA0ODw0";

/// One planted screen, named by the address; verbs change only the view.
#[component]
pub fn Gallery() -> Html {
    let view = use_reducer_eq(|| View {
        now_ms: NOW_MS,
        east_of_utc_min: 60,
        stage: planted(address::path().rsplit('/').next().unwrap_or_default()),
        kept_draft: "".into(),
    });
    use_effect_with((), |()| theme::apply());
    let verbs = Verbs::new(use_callback(view.dispatcher(), |verb, view| {
        if let Some(action) = own_action(&verb) {
            view.dispatch(action);
        }
    }));
    stage(&view, &verbs)
}

fn planted(name: &str) -> Stage {
    match name {
        "lobby-burned" => lobby(Some(Notice::Burned)),
        "lobby-link" => lobby(Some(Notice::LinkIncomplete)),
        "door" => Stage::Door(Door::Open(sign(2, 5))),
        "door-full" => Stage::Door(Door::Open(sign(5, 5))),
        "door-waiting" => Stage::Door(Door::Open(Sign { free_at_ms: Some(NOW_MS + 43 * SECOND_MS), ..sign(5, 5) })),
        "door-looking" => Stage::Door(Door::Looking),
        "door-gone" => Stage::Door(Door::Shut(Shut::Refused(Refusal::RoomNotFound))),
        "door-lost" => Stage::Door(Door::Shut(Shut::Ended(Ended::Lost))),
        "room-alone" => inside(alone(), vec![]),
        "room-share" => inside(alone(), vec![RoomChange::Sheet(Some(Sheet::Share))]),
        "room" => inside(talk(), vec![RoomChange::CodeReady(code())]),
        "room-compared" => inside(talk(), vec![roster(true), RoomChange::CodeReady(code()), RoomChange::Matched]),
        "room-last-minute" => {
            inside(talk(), vec![RoomChange::Rescheduled(countdown(47 * SECOND_MS)), RoomChange::Keys(Keys::Changing)])
        }
        "room-forked" => inside(talk(), vec![RoomChange::Forked(Fork::LogDiffers)]),
        "room-unseated" => inside(talk(), vec![RoomChange::Line(Line::Unseated { retry_ms: NOW_MS + 4 * SECOND_MS })]),
        "room-lost" => inside(
            talk(),
            vec![roster_with_one_away(), RoomChange::Line(Line::Down { retry_ms: NOW_MS + 4 * SECOND_MS })],
        ),
        "room-stuck" => inside(talk(), vec![RoomChange::Keys(Keys::Stuck), trouble()]),
        "room-long" => inside(talk(), vec![RoomChange::Typed("a".repeat(4_120).into())]),
        "compare" => inside(talk(), vec![RoomChange::CodeReady(code()), RoomChange::Sheet(Some(Sheet::Compare))]),
        "compare-start" => inside(talk(), vec![RoomChange::Sheet(Some(Sheet::Compare))]),
        "compare-gathering" => inside(talk(), vec![RoomChange::Gathering, RoomChange::Sheet(Some(Sheet::Compare))]),
        "compare-broken" => inside(
            talk(),
            vec![RoomChange::Gathering, RoomChange::Broken(Break::Silence), RoomChange::Sheet(Some(Sheet::Compare))],
        ),
        "compare-matched" => inside(
            talk(),
            vec![
                roster(true),
                RoomChange::CodeReady(code()),
                RoomChange::Matched,
                RoomChange::Sheet(Some(Sheet::Compare)),
            ],
        ),
        "compare-differed" => inside(
            talk(),
            vec![RoomChange::CodeReady(code()), RoomChange::Differed, RoomChange::Sheet(Some(Sheet::Compare))],
        ),
        "differed" => inside(talk(), vec![RoomChange::CodeReady(code()), RoomChange::Differed]),
        "people" => over(Sheet::People),
        "burn-question" => over(Sheet::Ask(Question::Burn)),
        "burned" => burned(Ending::Burn { cause: BurnCause::Deadline, erased: 4, seats: 5 }),
        other => people_come_and_go(other),
    }
}

/// The screens of owners, links and seats that change.
fn people_come_and_go(name: &str) -> Stage {
    let rules = |locked, closed, lacks_link| RoomChange::Rules(Rules { locked, closed, lacks_link });
    let done = |by, done| RoomChange::Noted(Note::Done { by: id(by), done, until_ms: NOW_MS + 24 * MINUTE_MS });
    let link: Rc<str> = LINK.replace("EAEC", "QWxs").into();
    match name {
        "door-changed" => Stage::Door(Door::Shut(Shut::Refused(Refusal::LinkChanged))),
        "door-locked" => Stage::Door(Door::Shut(Shut::Refused(Refusal::RoomLocked))),
        "door-history" => Stage::Door(Door::Open(Sign { history: true, ..sign(2, 5) })),
        "door-pin" => Stage::Door(Door::Open(Sign { pin_refused: Some(Refusal::PinWrong), ..sign(2, 5) })),
        "room-owner" => over(Sheet::Room),
        "room-remove" => over(Sheet::Ask(Question::Remove(id(2)))),
        "room-hand-over" => over(Sheet::Ask(Question::HandOver(id(2)))),
        "room-change-link" => over(Sheet::Ask(Question::ChangeLink)),
        "room-relinked" => inside(
            talk(),
            vec![
                rules(true, false, false),
                done(1, Done::Removed(id(2))),
                RoomChange::LinkChanged(link),
                RoomChange::Sheet(Some(Sheet::Share)),
            ],
        ),
        "room-told" => inside(
            member(),
            vec![
                rules(true, true, false),
                done(2, Done::Locked),
                done(2, Done::Extended { by_ms: 15 * MINUTE_MS }),
                RoomChange::Noted(Note::PinShown(id(5))),
                RoomChange::Noted(Note::Departed(id(0x7F), Departure::Replaced)),
                RoomChange::LinkChanged(link),
                done(2, Done::ChangedLink),
                done(2, Done::Closed),
                RoomChange::Typed("Half a sentence that stays".into()),
            ],
        ),
        "room-lacks-link" => inside(member(), vec![rules(false, false, true)]),
        "room-unanswered" => inside(talk(), vec![RoomChange::Unanswered(true)]),
        "room-withheld" => inside(member(), vec![RoomChange::Withheld(true)]),
        "room-postponed" => inside(
            talk(),
            vec![
                RoomChange::Line(Line::Down { retry_ms: NOW_MS + 4 * SECOND_MS }),
                RoomChange::Postponed(Refused::Burn),
            ],
        ),
        "room-history" => inside(with_history(), vec![]),
        "pin" => inside(member(), vec![RoomChange::Sheet(Some(Sheet::Pin))]),
        "pin-wrong" => pin(PinTry::Wrong { tries_left: Some(2) }),
        "pin-locked" => pin(PinTry::LockedOut { until_ms: NOW_MS + 581 * SECOND_MS }),
        "removed" => burned(Ending::Removed),
        other => trust::planted(other).unwrap_or_else(|| lobby(None)),
    }
}

fn over(sheet: Sheet) -> Stage {
    inside(talk(), vec![RoomChange::Sheet(Some(sheet))])
}

fn pin(tried: PinTry) -> Stage {
    inside(member(), vec![RoomChange::Sheet(Some(Sheet::Pin)), RoomChange::PinTried(tried)])
}

fn lobby(notice: Option<Notice>) -> Stage {
    Stage::Lobby(Lobby { notice, creating: false })
}

fn countdown(left_ms: u64) -> Countdown {
    Countdown { deadline_ms: NOW_MS + left_ms, span_ms: 10 * MINUTE_MS }
}

fn sign(inside: u16, capacity: u16) -> Sign {
    Sign {
        title: Some("Molybdenum".into()),
        countdown: countdown(8 * MINUTE_MS + 20 * SECOND_MS),
        inside,
        capacity,
        history: false,
        free_at_ms: None,
        pin_refused: None,
    }
}

fn burned(ending: Ending) -> Stage {
    let note = |x, y, width, height| Rect { x, y, width, height };
    let notes = vec![
        note(60.0, 180.0, 220.0, 44.0),
        note(60.0, 232.0, 160.0, 44.0),
        note(120.0, 330.0, 240.0, 92.0),
        note(60.0, 470.0, 200.0, 44.0),
    ];
    let pyre = Pyre { notes, spark: None };
    Stage::Burned(Burned { ending, pyre })
}

fn id(byte: u8) -> MemberId {
    MemberId([byte; 16])
}

fn roster(compared: bool) -> RoomChange {
    let known = if compared { Assurance::Compared } else { Assurance::NotCompared };
    let mut owner = Member::new(id(1), "anonymous-otter", Assurance::Oneself);
    owner.owner = true;
    RoomChange::Roster(vec![
        owner,
        Member::new(id(2), "Ada", known),
        Member::new(id(5), "Grace 火", known),
        Member::new(id(0x7F), "Аda", if compared { known } else { Assurance::NotCompared }),
    ])
}

fn roster_with_one_away() -> RoomChange {
    match roster(false) {
        RoomChange::Roster(mut people) => {
            people.iter_mut().skip(1).take(1).for_each(|ada| ada.presence = Presence::Away);
            RoomChange::Roster(people)
        }
        other => other,
    }
}

fn base() -> Room {
    let invitation = Rc::new(Invitation::new(LINK, Some("481920")));
    let mut room = Room::new("Molybdenum", id(1), 5, invitation);
    room.countdown = countdown(9 * MINUTE_MS + 41 * SECOND_MS);
    room.keys = Keys::Ready;
    room
}

/// The talk as somebody sees it who owns nothing, with somebody whose device says nothing.
fn member() -> Room {
    let mut room = talk();
    if let RoomChange::Roster(mut people) = roster(false) {
        for (place, person) in people.iter_mut().enumerate() {
            person.owner = place == 1;
        }
        people.iter_mut().skip(2).take(1).for_each(|grace| grace.presence = Presence::Silent);
        people.iter_mut().skip(3).for_each(|other| other.assurance = Assurance::Unseen);
        room.apply(RoomChange::Roster(people));
    }
    room
}

fn with_history() -> Room {
    let earlier = |seq: u64, author, name: Option<&str>, text: Option<&str>| Past {
        seq,
        name: name.map(Into::into),
        message: Message {
            number: MessageNumber(100 + seq),
            author: id(author),
            at_ms: NOW_MS - 40 * MINUTE_MS + seq * MINUTE_MS,
            text: text.unwrap_or_default().into(),
            delivery: if text.is_some() { Delivery::Received } else { Delivery::Unreadable },
            seq: Some(seq),
        },
    };
    let mut room = base();
    room.history = true;
    for change in [
        RoomChange::Past(vec![
            earlier(1, 9, None, Some("I have to go, read on without me.")),
            earlier(4, 2, Some("Ada"), None),
            earlier(5, 2, Some("Ada"), Some("Then Thursday.")),
        ]),
        RoomChange::Noted(Note::CameLaterWithHistory),
        roster(false),
        said(1, 2, 38, "Welcome. It is all above.", Delivery::Received),
    ] {
        room.apply(change);
    }
    room
}

fn alone() -> Room {
    let mut room = base();
    let mut owner = Member::new(id(1), "anonymous-otter", Assurance::Oneself);
    owner.owner = true;
    room.apply(RoomChange::Roster(vec![owner]));
    room.apply(RoomChange::Noted(Note::Opened));
    room
}

fn said(number: u64, author: u8, minute: u64, text: &str, delivery: Delivery) -> RoomChange {
    RoomChange::Said(Message {
        number: MessageNumber(number),
        author: id(author),
        at_ms: NOW_MS - 20 * MINUTE_MS + minute * MINUTE_MS,
        text: text.into(),
        delivery,
        seq: matches!(delivery, Delivery::Received | Delivery::Sent(_)).then_some(number),
    })
}

fn talk() -> Room {
    use Delivery::{Received, Sending};
    let sent = |delivered| Delivery::Sent(Spread { delivered, of: 3 });
    let mut room = base();
    let changes = [
        RoomChange::Noted(Note::Opened),
        roster(false),
        RoomChange::Noted(Note::Arrived(id(2))),
        said(1, 2, 0, "Hey. Is this the room you meant?", Received),
        said(2, 1, 1, "Yes. Say it once, then it burns.", sent(3)),
        said(3, 1, 1, "I'll read you the five words on the phone.", sent(2)),
        RoomChange::Noted(Note::Arrived(id(5))),
        said(4, 5, 3, "こんにちは。ここなら話せますね。😀", Received),
        said(
            5,
            2,
            4,
            "The draft is at https://example.org/notes/2026?draft=7#top, please don't forward it. \
             I'd rather we decide today, while everyone is here: the shorter version reads better and nobody will miss the table.",
            Received,
        ),
        said(6, 2, 4, "Two lines,\nlike this.", Received),
        RoomChange::Noted(Note::Suspect(id(5), Flaw::Unauthentic)),
        said(7, 1, 6, "Agreed.", sent(0)),
        said(8, 1, 6, "Sending the numbers now", Sending),
    ];
    for change in changes {
        room.apply(change);
    }
    room
}

fn trouble() -> RoomChange {
    said(9, 1, 7, "This one did not go.", Delivery::NotSent(NotSent::TooMany))
}

fn inside(mut room: Room, changes: Vec<RoomChange>) -> Stage {
    for change in changes {
        room.apply(change);
    }
    Stage::Room(Rc::new(room))
}

fn code() -> Rc<Code> {
    let fingerprint = Fingerprint {
        words: ["snowslide", "antenna", "tissue", "coherence", "uproot"],
        emoji: [0, 9, 21, 42, 44, 55, 63],
        digits: "480219375561".into(),
    };
    Rc::new(Code { fingerprint, covers: vec![id(1), id(2), id(5)] })
}
