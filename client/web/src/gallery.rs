//! Every screen and state with planted data, for looking at. Not in the shipped page.

use std::rc::Rc;

use burnroom_engine::effect::{Break, Ended, Fingerprint, Flaw, Fork, Keys, NotSent};
use burnroom_shared::frame::BurnCause;
use burnroom_shared::ids::MemberId;
use burnroom_shared::refusal::Refusal;
use yew::{Html, component, use_callback, use_effect_with, use_reducer_eq};

use crate::app::{own_action, stage};
use crate::browser::{address, theme};
use crate::clock::{Countdown, MINUTE_MS, SECOND_MS};
use crate::rect::Rect;
use crate::verbs::Verbs;
use crate::view::burned::{Burned, Pyre};
use crate::view::comparison::{Code, Comparison};
use crate::view::door::{Door, Shut, Sign};
use crate::view::lobby::{Lobby, Notice};
use crate::view::log::{Delivery, Log, Message, MessageNumber, Note};
use crate::view::people::{Assurance, Member, People, Presence};
use crate::view::room::{Invitation, Line, Room, RoomChange, Sheet};
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
        "people" => inside(talk(), vec![RoomChange::Sheet(Some(Sheet::People))]),
        "burn-question" => inside(talk(), vec![RoomChange::Sheet(Some(Sheet::BurnQuestion))]),
        "burned" => burned(),
        _ => lobby(None),
    }
}

fn lobby(notice: Option<Notice>) -> Stage {
    Stage::Lobby(Lobby { notice, creating: false })
}

fn countdown(left_ms: u64) -> Countdown {
    Countdown { deadline_ms: NOW_MS + left_ms, span_ms: 10 * MINUTE_MS }
}

fn sign(inside: u16, capacity: u16) -> Sign {
    Sign { title: Some("Molybdenum".into()), countdown: countdown(8 * MINUTE_MS + 20 * SECOND_MS), inside, capacity }
}

fn burned() -> Stage {
    let note = |x, y, width, height| Rect { x, y, width, height };
    let notes = vec![
        note(60.0, 180.0, 220.0, 44.0),
        note(60.0, 232.0, 160.0, 44.0),
        note(120.0, 330.0, 240.0, 92.0),
        note(60.0, 470.0, 200.0, 44.0),
    ];
    let pyre = Pyre { notes, spark: None };
    Stage::Burned(Burned { cause: BurnCause::Deadline, erased: 4, seats: 5, pyre })
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
    Room {
        title: "Molybdenum".into(),
        countdown: countdown(9 * MINUTE_MS + 41 * SECOND_MS),
        capacity: 5,
        me: id(1),
        people: Rc::new(People::default()),
        log: Rc::new(Log::default()),
        draft: "".into(),
        comparison: Comparison::NotBegun,
        keys: Keys::Ready,
        line: Line::Up,
        fork: None,
        invitation: Rc::new(Invitation { link: LINK.into(), pin: Some("481920".into()) }),
        anyone_may_burn: false,
        distrusts: false,
        sheet: None,
    }
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
    })
}

fn talk() -> Room {
    use Delivery::{Received, Sending, Sent};
    let mut room = base();
    let changes = [
        RoomChange::Noted(Note::Opened),
        roster(false),
        RoomChange::Noted(Note::Arrived(id(2))),
        said(1, 2, 0, "Hey. Is this the room you meant?", Received),
        said(2, 1, 1, "Yes. Say it once, then it burns.", Sent),
        said(3, 1, 1, "I'll read you the five words on the phone.", Sent),
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
        said(7, 1, 6, "Agreed.", Sent),
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
