//! An evening in a room, as the view sees it.

use burnroom_engine::effect::{
    Comparison, Done, Earlier, Entered, Fingerprint, Keys, LineState, Member as Seated, Message, NotSent, Notice,
    Voucher,
};
use burnroom_engine::input::Now;
use burnroom_shared::frame::Refused;
use burnroom_shared::ids::{MemberId, RoomId};
use burnroom_shared::refusal::Refusal;

use super::{Came, Invitation, Scene};
use crate::view::banner::Banner;
use crate::view::capture::Way;
use crate::view::log::{Delivery, Spread};
use crate::view::people::{Assurance, Presence};
use crate::view::pin::PinTry;
use crate::view::room::Room;
use crate::view::sheet::Sheet;
use crate::view::{Action, View};

const ME: MemberId = MemberId([1; 16]);
const ADA: MemberId = MemberId([2; 16]);
const NOW_MS: u64 = 1_000_000;

struct Evening {
    scene: Scene,
    view: View,
}

impl Evening {
    fn begin(came: Came) -> Self {
        let scene = Scene::new(came, Invitation::new("link", None));
        let mut evening = Self { scene, view: View::new(NOW_MS, 0) };
        let entered =
            Entered { me: ME, capacity: 5, title: Some("Neon".into()), anyone_may_burn: false, history: false };
        evening.hear(Notice::Entered(entered));
        evening
    }

    fn hear(&mut self, notice: Notice) {
        let actions = self.scene.actions(notice, Now { wall_ms: NOW_MS, steady_ms: 0 });
        self.act(actions);
    }

    fn act(&mut self, actions: impl IntoIterator<Item = Action>) {
        let view = self.view.clone();
        self.view = actions.into_iter().fold(view, View::after);
    }

    fn say(&mut self, text: &str) -> burnroom_engine::input::DraftId {
        let (draft, actions) = self.scene.say(text, NOW_MS).unwrap();
        self.act(actions);
        draft
    }

    fn room(&self) -> &Room {
        self.view.room().unwrap()
    }

    fn deliveries(&self) -> Vec<(String, Delivery)> {
        let messages = self.room().log.messages();
        messages.map(|message| (message.text.to_string(), message.delivery)).collect()
    }
}

fn seated(id: MemberId, name: Option<&str>, voucher: Voucher, compared: bool) -> Seated {
    Seated { id, name: name.map(str::to_owned), voucher, compared, owner: id == ME, away: false, silent: false }
}

#[test]
fn whoever_makes_a_room_is_asked_to_share_it_and_whoever_joins_is_not() {
    assert_eq!(Evening::begin(Came::ByMaking).room().sheet, Some(Sheet::Share));
    assert_eq!(Evening::begin(Came::ByLink).room().sheet, None);
}

#[test]
fn a_broken_connection_is_said_with_its_next_try_and_its_end_once() {
    let mut evening = Evening::begin(Came::ByLink);
    evening.hear(Notice::Keys(Keys::Ready));
    evening.hear(Notice::Line(LineState::Down { retry_ms: 4_000 }));
    assert_eq!(evening.room().banner(), Some(Banner::Lost { retry_ms: NOW_MS + 4_000 }));
    assert!(!evening.room().is_silenced(), "one can go on typing");
    evening.hear(Notice::Line(LineState::Returning));
    assert_eq!(evening.room().banner(), Some(Banner::Returning));
    evening.hear(Notice::Line(LineState::Up));
    assert_eq!(evening.room().banner(), None);
}

#[test]
fn a_seat_that_is_gone_is_said_for_as_long_as_it_is() {
    let mut evening = Evening::begin(Came::ByLink);
    evening.hear(Notice::Keys(Keys::Ready));
    evening.hear(Notice::Line(LineState::Unseated { retry_ms: 4_000 }));
    let unseated = Some(Banner::Unseated { retry_ms: NOW_MS + 4_000 });
    assert_eq!(evening.room().banner(), unseated);
    evening.hear(Notice::Line(LineState::Returning));
    assert_eq!(evening.room().banner(), unseated, "a try is not yet a seat");
    evening.hear(Notice::Line(LineState::Up));
    assert_eq!(evening.room().banner(), None);
}

#[test]
fn a_text_is_shown_at_once_and_follows_the_relay() {
    let mut evening = Evening::begin(Came::ByLink);
    let first = evening.say("first");
    let second = evening.say("second");
    assert_eq!(evening.deliveries()[0], ("first".to_owned(), Delivery::Sending));
    evening.hear(Notice::Sent { draft: first, seq: 7, time_ms: 0 });
    evening.hear(Notice::NotSent { draft: second, reason: NotSent::TooMany });
    let text = "from Ada".to_owned();
    evening.hear(Notice::Received(Message { sender: ADA, seq: 8, time_ms: 5, text }));
    let expected = [
        ("first", Delivery::Sent(Spread::default())),
        ("second", Delivery::NotSent(NotSent::TooMany)),
        ("from Ada", Delivery::Received),
    ];
    assert_eq!(evening.deliveries(), expected.map(|(text, fate)| (text.to_owned(), fate)));
}

#[test]
fn nothing_can_be_said_before_the_seat_is_taken() {
    let mut scene = Scene::new(Came::ByLink, Invitation::new("link", None));
    assert!(!scene.is_inside());
    assert!(scene.say("too early", NOW_MS).is_none());
}

#[test]
fn members_are_shown_with_what_is_known_of_them() {
    let mut evening = Evening::begin(Came::ByLink);
    let eve = MemberId([9; 16]);
    evening.hear(Notice::Roster(vec![
        seated(ME, Some("fox"), Voucher::Good, false),
        seated(ADA, Some("Ada"), Voucher::Good, true),
        seated(eve, None, Voucher::Bad, true),
    ]));
    let people = &evening.room().people;
    let assurance = |id| people.get(id).unwrap().assurance;
    assert_eq!(assurance(ME), Assurance::Oneself);
    assert_eq!(assurance(ADA), Assurance::Compared);
    assert_eq!(assurance(eve), Assurance::Intruder, "an intruder is one even if once compared");
    assert_eq!(&*people.name_of(eve), "nameless");
    assert!(evening.room().may_burn(), "the owner may");
}

#[test]
fn the_end_and_the_times_are_by_this_devices_clock() {
    let mut evening = Evening::begin(Came::ByLink);
    evening.hear(Notice::Deadline { wall_ms: NOW_MS + 60_000, steady_ms: 0, clock_offset_ms: -5_000 });
    assert_eq!(evening.room().countdown.left_ms(NOW_MS), 60_000);
    let text = "hey".to_owned();
    evening.hear(Notice::Received(Message { sender: ADA, seq: 1, time_ms: 25_000, text }));
    assert_eq!(evening.room().log.messages().next().unwrap().at_ms, 20_000);
    evening.hear(Notice::Deadline { wall_ms: NOW_MS + 30_000, steady_ms: 0, clock_offset_ms: 0 });
    let countdown = evening.room().countdown;
    assert_eq!(countdown.parts_left(NOW_MS, 100), 50, "the ring keeps its whole");
}

#[test]
fn a_refusal_closes_the_question_and_says_why() {
    let mut evening = Evening::begin(Came::ByMaking);
    let refusal = Refusal::NotOwner;
    evening.hear(Notice::Refused { of: Refused::Burn, refusal, retry_after_ms: None, tries_left: None });
    assert_eq!(evening.room().sheet, None);
    assert!(format!("{:?}", evening.room().log).contains("NotOwner"));
}

#[test]
fn a_comparison_runs_its_course() {
    let mut evening = Evening::begin(Came::ByLink);
    evening.hear(Notice::Keys(Keys::Ready));
    let members = vec![ME, ADA];
    let fingerprint = Fingerprint {
        words: ["aardvark", "absurd", "accrue", "acme", "adrift"],
        emoji: [0; 7],
        digits: "000000000000".into(),
    };
    evening.hear(Notice::Comparison(Comparison::Gathering { members: members.clone() }));
    evening.hear(Notice::Comparison(Comparison::Ready { members: members.clone(), fingerprint }));
    assert_eq!(evening.room().comparison.code().unwrap().covers, members);
    evening.hear(Notice::Comparison(Comparison::Differed));
    assert!(evening.room().is_silenced());
}

#[test]
fn a_text_is_delivered_to_those_who_were_here_and_say_so() {
    let mut evening = Evening::begin(Came::ByLink);
    let (ben, eve) = (MemberId([3; 16]), MemberId([9; 16]));
    evening.hear(Notice::Roster(vec![
        seated(ME, Some("fox"), Voucher::Good, false),
        seated(ADA, Some("Ada"), Voucher::Good, false),
        seated(ben, Some("Ben"), Voucher::Unseen, false),
        seated(eve, None, Voucher::Bad, false),
    ]));
    let draft = evening.say("to two");
    evening.hear(Notice::Sent { draft, seq: 7, time_ms: 0 });
    let spread = |evening: &Evening| evening.deliveries()[0].1;
    assert_eq!(spread(&evening), Delivery::Sent(Spread { delivered: 0, of: 2 }), "an intruder is not waited for");
    evening.hear(Notice::Reached(vec![(ADA, 7), (ben, 6), (eve, 9)]));
    assert_eq!(spread(&evening), Delivery::Sent(Spread { delivered: 1, of: 2 }));
    evening.hear(Notice::Reached(vec![(ben, 7)]));
    assert_eq!(spread(&evening), Delivery::Sent(Spread { delivered: 2, of: 2 }));
}

#[test]
fn a_refused_pin_is_said_where_it_was_typed() {
    let mut evening = Evening::begin(Came::ByLink);
    let refused = |refusal, retry_after_ms, tries_left| Notice::Refused {
        of: Refused::Claim,
        refusal,
        retry_after_ms,
        tries_left,
    };
    evening.hear(refused(Refusal::PinWrong, None, Some(2)));
    assert_eq!(evening.room().pin_try, PinTry::Wrong { tries_left: Some(2) });
    for (refusal, tries_left) in [(Refusal::PinWrong, Some(0)), (Refusal::PinLocked, None)] {
        evening.hear(refused(refusal, Some(600_000), tries_left));
        assert_eq!(evening.room().pin_try, PinTry::LockedOut { until_ms: NOW_MS + 600_000 });
    }
    assert!(!format!("{:?}", evening.room().log).contains("Refused"));
}

#[test]
fn the_new_link_is_shown_at_once_to_who_changed_it_alone() {
    for (by, sheet) in [(ME, Some(Sheet::Share)), (ADA, None)] {
        let mut evening = Evening::begin(Came::ByLink);
        evening.hear(Notice::Done { by, done: Done::Removed(MemberId([3; 16])) });
        assert_eq!(evening.room().sheet, sheet);
        assert!(format!("{:?}", evening.room().log).contains("Removed"));
    }
}

#[test]
fn an_extension_says_until_when() {
    let mut evening = Evening::begin(Came::ByLink);
    evening.hear(Notice::Deadline { wall_ms: NOW_MS + 900_000, steady_ms: 0, clock_offset_ms: 0 });
    evening.hear(Notice::Done { by: ADA, done: Done::Extended { by_ms: 300_000 } });
    assert!(format!("{:?}", evening.room().log).contains("until_ms: 1900000"), "{:?}", evening.room().log);
}

#[test]
fn earlier_texts_are_there_by_this_devices_clock_and_missing_ones_are_said() {
    let mut evening = Evening::begin(Came::ByLink);
    evening.hear(Notice::Deadline { wall_ms: NOW_MS + 60_000, steady_ms: 0, clock_offset_ms: -5_000 });
    let earlier = |seq, text: Option<&str>| Earlier {
        name: Some("Ada".into()),
        text: text.map(str::to_owned),
        sender: ADA,
        seq,
        time_ms: 25_000,
    };
    evening.hear(Notice::Past(vec![earlier(1, Some("the beginning")), earlier(2, None)]));
    let past = format!("{:?}", evening.room().log.past_groups());
    assert!(past.contains("Received") && past.contains("Unreadable"), "{past}");
    assert_eq!(&*evening.room().people.name_of(ADA), "Ada");
    assert_eq!(evening.room().people.get(ADA).unwrap().presence, Presence::Gone);
}

#[test]
fn what_crosses_is_shown_from_entering_on_and_laid_beside_its_text() {
    let mut scene = Scene::new(Came::ByLink, Invitation::new("link", None));
    scene.connects_to(RoomId([4; 16]));
    scene.text_crossed(Way::Out, "{\"type\":\"join\"}");
    assert!(scene.show_crossed().is_none(), "there is no room to show it in");
    let mut evening = Evening { scene, view: View::new(NOW_MS, 0) };
    evening.hear(Notice::Entered(Entered { me: ME, capacity: 5, title: None, anyone_may_burn: false, history: false }));
    let shown = evening.scene.show_crossed();
    evening.act(shown);
    assert_eq!(evening.room().capture.room, Some(RoomId([4; 16])));
    assert_eq!(evening.room().capture.tallies().len(), 1);
    assert!(evening.scene.show_crossed().is_none(), "nothing new crossed");
    let draft = evening.say("mine");
    evening.hear(Notice::Sent { draft, seq: 7, time_ms: 0 });
    evening.hear(Notice::Received(Message { sender: ADA, seq: 8, time_ms: 5, text: "hers".into() }));
    let said_at = |seq| evening.room().log.said_at(seq).map(|message| message.text.to_string());
    assert_eq!([said_at(6), said_at(7), said_at(8)], [None, Some("mine".into()), Some("hers".into())]);
}

#[test]
fn nothing_that_crossed_stays_once_the_room_is_over() {
    let mut evening = Evening::begin(Came::ByLink);
    evening.scene.text_crossed(Way::In, "{}");
    assert!(evening.scene.capture.is_some(), "the control");
    evening.scene.forget();
    evening.scene.text_crossed(Way::In, "{}");
    assert!(evening.scene.capture.is_none() && evening.scene.show_crossed().is_none());
}

#[test]
fn only_who_hands_the_room_over_gives_its_pin_up() {
    let evening = Evening::begin(Came::ByMaking);
    let handed = |by, to| Notice::Done { by, done: Done::HandedOver(to) };
    assert!(evening.scene.hands_over(&handed(ME, ADA)));
    assert!(!evening.scene.hands_over(&handed(ADA, ME)));
    assert!(!evening.scene.hands_over(&Notice::Done { by: ME, done: Done::Locked }));
}
