//! What the driver does with each event: makes rooms, comes in, stays, leaves. What it does at doors is below.

mod door;

use burnroom_engine::effect::Ended;
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_engine::link::{Link, LinkFault};
use burnroom_engine::session::Session;
use burnroom_shared::refusal::Refusal;
use yew::Callback;
use zeroize::Zeroizing;

use super::making::{self, Made, remembered};
use super::scene::{Came, Scene};
use super::stay::{End, Outcome, Stay, address_of};
use super::watch::Watch;
use super::{Driver, Event, Line, Visit};
use crate::api::PATIENCE_MS;
use crate::browser::{address, moment, places};
use crate::socket::SocketEvent;
use crate::verbs::Verb;
use crate::view::Action;
use crate::view::burned::{Burned, Ending, Pyre};
use crate::view::door::Shut;
use crate::view::invitation::Invitation;
use crate::view::lobby::{Notice, Wish};
use crate::view::log::Note;
use crate::view::room::RoomChange;
use crate::view::sheet::Sheet;
use crate::web_crypto::WebCrypto;

/// What has a place on the screen that a burn leaves as a blank note.
const BUBBLES: &str = ".bubble";
/// What was pressed to burn the room: the fire starts there.
const BURN_BUTTON: &str = ".burn-now";

/// The state of the work between two events.
pub(super) struct Work {
    show: Callback<Action>,
    visit: Visit,
    /// The link in force, as the fragment of an address.
    fragment: Option<Zeroizing<String>>,
    /// The owner's PIN of a room made here, should this page have to come back as another member.
    pin: Option<Zeroizing<String>>,
    stay: Option<Stay>,
    /// While the door is one that others may open.
    watch: Option<Watch>,
    /// Whether this person asked for the burn.
    burning: bool,
}

burnroom_shared::debug_by_name!(Work);

impl Work {
    pub(super) fn new(show: Callback<Action>) -> Self {
        Self { show, visit: Visit::default(), fragment: None, pin: None, stay: None, watch: None, burning: false }
    }

    /// Deals with one event to its end.
    pub(super) async fn deal_with(&mut self, event: Event, driver: &Driver) {
        match event {
            Event::Addressed { path, fragment } => self.addressed(&path, fragment, driver),
            Event::Asked(verb) => self.asked(verb, driver).await,
            Event::Described(visit, door) if visit == self.visit => self.described(door, driver),
            Event::LookDue(visit) if visit == self.visit => self.look_again(driver),
            Event::Socket(visit, line, event) if visit == self.visit => self.heard(line, event, driver).await,
            Event::Woke(visit) if visit == self.visit => self.give(Input::Woke, driver).await,
            Event::Roused => {
                self.look_again(driver);
                self.give(Input::Do(Command::Reconnect), driver).await;
            }
            Event::Impatient(visit) if visit == self.visit => self.impatient(driver),
            Event::Described(..) | Event::LookDue(_) | Event::Socket(..) | Event::Woke(_) | Event::Impatient(_) => {}
        }
    }

    async fn asked(&mut self, verb: Verb, driver: &Driver) {
        match verb {
            Verb::Create(wish) => self.create(&wish, driver).await,
            Verb::OpenLink(link) => self.open_link(&link, driver),
            Verb::LookAgain => self.look(driver),
            Verb::Join { name, remember, pin } => {
                self.join(&name, remember, pin.map(Zeroizing::new), driver).await;
            }
            Verb::GoToLobby => self.go_to_lobby(),
            Verb::Say(text) => self.say(text, driver).await,
            Verb::Compare => self.compare(driver).await,
            Verb::Match => self.give(Input::Do(Command::Match), driver).await,
            Verb::Mismatch => self.give(Input::Do(Command::Mismatch), driver).await,
            Verb::Burn => {
                self.burning = true;
                self.give(Input::Do(Command::Burn), driver).await;
            }
            Verb::Own(deed) => self.own(deed, driver).await,
            Verb::Claim(pin) => self.give(Input::Do(Command::Claim(pin.into())), driver).await,
            Verb::TakeLink(text) => self.take_link(&text, driver).await,
            Verb::Reconnect => self.give(Input::Do(Command::Reconnect), driver).await,
            Verb::Leave => self.leave(driver).await,
            Verb::PageEmptied => self.give(Input::Do(Command::PageEmptied), driver).await,
            // What only the view has to know has been done there.
            Verb::Redraft(_) | Verb::Type(_) | Verb::KeepPin | Verb::Open(_) | Verb::Close => {}
        }
    }

    /// A room is not left because the address bar changed; its secret is out of there in any case.
    fn addressed(&mut self, path: &str, fragment: Option<String>, driver: &Driver) {
        if self.stay.is_some() || path != address::ROOM_PATH {
            return;
        }
        match fragment {
            Some(fragment) => self.open(Link::parse(&fragment), driver),
            None => self.show_lobby(Some(Notice::LinkNeeded)),
        }
    }

    fn open_link(&mut self, text: &str, driver: &Driver) {
        self.open(Link::find(text), driver);
    }

    fn open(&mut self, link: Result<Link, LinkFault>, driver: &Driver) {
        match link {
            Ok(link) => {
                self.forget();
                self.fragment = Some(link.fragment());
                address::show(address::ROOM_PATH);
                self.look(driver);
            }
            Err(LinkFault::NeedsNewerClient) => self.show_lobby(Some(Notice::LinkTooNew)),
            Err(LinkFault::Incomplete | LinkFault::NotALink) => {
                self.show_lobby(Some(Notice::LinkIncomplete));
            }
        }
    }

    async fn create(&mut self, wish: &Wish, driver: &Driver) {
        self.forget();
        self.show.emit(Action::Creating);
        let came = self.make(wish, driver).await;
        match came {
            Ok(()) => address::show(address::ROOM_PATH),
            Err(notice) => self.show_lobby(Some(notice)),
        }
    }

    async fn make(&mut self, wish: &Wish, driver: &Driver) -> Result<(), Notice> {
        let Made { session, fragment, pin } = making::make(wish).await?;
        let scene = Scene::new(Came::ByMaking, invitation(&fragment, Some(&pin)));
        self.fragment = Some(fragment);
        self.pin = Some(pin);
        self.connect(session, scene, driver);
        Ok(())
    }

    /// The page that made the room and comes back as another member shows its PIN by itself; elsewhere it was typed.
    async fn join(&mut self, name: &str, remember: bool, typed: Option<Zeroizing<String>>, driver: &Driver) {
        let Some(fragment) = self.fragment.clone() else {
            self.show_lobby(Some(Notice::LinkNeeded));
            return;
        };
        self.show.emit(Action::Joining);
        let name = remembered(name, remember);
        let Some(mut session) = opened(&fragment, &name).await else {
            self.shut(Shut::Ended(Ended::Suite), driver);
            return;
        };
        if let Some(pin) = typed.or_else(|| self.pin.clone()) {
            session.show_pin(&pin);
        }
        self.connect(session, Scene::new(Came::ByLink, invitation(&fragment, None)), driver);
    }

    fn connect(&mut self, session: Session<WebCrypto>, scene: Scene, driver: &Driver) {
        let visit = self.next_visit();
        self.burning = false;
        self.stay = Stay::begin(session, scene, visit, driver);
        if self.stay.is_none() {
            self.shut(Shut::NoAnswer, driver);
            return;
        }
        let driver = driver.clone();
        let patience_ms = i32::try_from(PATIENCE_MS).unwrap_or(i32::MAX);
        moment::after(patience_ms, move || driver.post(Event::Impatient(visit)));
    }

    fn impatient(&mut self, driver: &Driver) {
        if self.stay.as_ref().is_some_and(|stay| !stay.is_inside()) {
            self.shut(Shut::NoAnswer, driver);
        }
    }

    async fn heard(&mut self, line: Line, event: SocketEvent, driver: &Driver) {
        let Some(stay) = &mut self.stay else {
            return;
        };
        let was_inside = stay.is_inside();
        let wait_ms = match &event {
            SocketEvent::Closed(closing) => closing.wait_ms,
            _ => None,
        };
        let outcome = stay.hear(line, event, driver).await;
        let came_in = !was_inside && stay.is_inside();
        if came_in {
            // The countdown starts from now, not from the last full second.
            self.show.emit(Action::Tick { now_ms: moment::now_ms() });
        }
        match outcome.end {
            Some(End::Ended(Ended::Refused(Refusal::RoomFull))) if !was_inside => self.find_full(wait_ms, driver),
            _ => self.show_outcome(outcome, driver),
        }
    }

    /// A question has been answered, and what is set stays in sight.
    async fn own(&mut self, deed: Deed, driver: &Driver) {
        if matches!(deed, Deed::Kick(_) | Deed::ChangeLink | Deed::HandOver(_) | Deed::Rename(_)) {
            self.show.emit(Action::InRoom(RoomChange::Sheet(None)));
        }
        self.give(Input::Do(Command::Own(deed)), driver).await;
    }

    async fn take_link(&mut self, text: &str, driver: &Driver) {
        match Link::find(text) {
            Ok(link) => self.give(Input::Do(Command::TakeLink(link)), driver).await,
            Err(_) => self.show.emit(Action::InRoom(RoomChange::Noted(Note::NoLink))),
        }
    }

    async fn say(&mut self, text: String, driver: &Driver) {
        if let Some(stay) = &mut self.stay {
            let outcome = stay.say(text, driver).await;
            self.show_outcome(outcome, driver);
        }
    }

    async fn give(&mut self, input: Input, driver: &Driver) {
        if let Some(stay) = &mut self.stay {
            let outcome = stay.take(input, driver).await;
            self.show_outcome(outcome, driver);
        }
    }

    /// The others may have to be waited for, so the sheet says at once that a code is being made.
    async fn compare(&mut self, driver: &Driver) {
        for change in [RoomChange::Sheet(Some(Sheet::Compare)), RoomChange::Gathering] {
            self.show.emit(Action::InRoom(change));
        }
        self.give(Input::Do(Command::Compare), driver).await;
    }

    async fn leave(&mut self, driver: &Driver) {
        self.give(Input::Do(Command::Leave), driver).await;
        // A session that had nothing left to say is left all the same.
        if self.stay.take().is_some() {
            self.forget();
            self.show_lobby(Some(Notice::Left));
        }
    }

    fn show_outcome(&mut self, outcome: Outcome, driver: &Driver) {
        for action in outcome.actions {
            self.show.emit(action);
        }
        if outcome.handed_over {
            self.pin = None;
        }
        let was_inside = self.stay.as_ref().is_some_and(Stay::is_inside);
        match outcome.end {
            // Whoever has to come in again needs the link that is in force by now.
            None => self.fragment = self.stay.as_ref().and_then(Stay::fragment).or(self.fragment.take()),
            // The stay goes on: the proof of erasure is sent once the page is empty.
            Some(End::Burned { cause, seats }) => self.burn(Ending::Burn { cause, erased: 0, seats }),
            Some(End::Ended(why @ (Ended::Kicked | Ended::Refused(Refusal::Kicked)))) if was_inside => {
                self.burn(if why == Ended::Kicked { Ending::Removed } else { Ending::SaidToBeRemoved });
                self.forget();
            }
            Some(End::Ended(Ended::Left)) => {
                self.forget();
                self.show_lobby(Some(Notice::Left));
            }
            Some(End::Ended(Ended::Refused(why @ (Refusal::PinWrong | Refusal::PinLocked)))) => {
                self.refuse_pin(why, driver);
            }
            Some(End::Ended(why)) => self.shut(Shut::Ended(why), driver),
            Some(End::Forked(fork)) => self.shut(Shut::Forked(fork), driver),
        }
    }

    /// Nothing of the room is kept here; what was shown of it goes up in flames, as blank notes.
    fn burn(&mut self, ending: Ending) {
        let spark = if self.burning { places::middle(BURN_BUTTON) } else { None };
        let pyre = Pyre { notes: places::rectangles(BUBBLES), spark };
        self.fragment = None;
        self.pin = None;
        self.show.emit(Action::Burned(Burned { ending, pyre }));
    }

    fn go_to_lobby(&mut self) {
        let burned = self.stay.is_some() && self.fragment.is_none();
        self.forget();
        self.show_lobby(burned.then_some(Notice::Burned));
    }

    fn show_lobby(&mut self, notice: Option<Notice>) {
        address::show(address::LOBBY_PATH);
        self.show.emit(Action::ToLobby(notice));
    }

    /// Drops everything that belongs to a room.
    fn forget(&mut self) {
        self.stay = None;
        self.fragment = None;
        self.pin = None;
        self.next_visit();
    }

    fn next_visit(&mut self) -> Visit {
        self.watch = None;
        self.visit = Visit(self.visit.0.wrapping_add(1));
        self.visit
    }
}

fn invitation(fragment: &str, pin: Option<&Zeroizing<String>>) -> Invitation {
    let link = address_of(fragment).unwrap_or_default();
    Invitation::new(&link, pin.map(|pin| pin.as_str()))
}

/// A session for a link; `None` if this browser cannot make its keys.
async fn opened(fragment: &str, name: &str) -> Option<Session<WebCrypto>> {
    let (suite, link) = (WebCrypto::of_browser()?, Link::parse(fragment).ok()?);
    Session::new(suite, &link, name).await.ok()
}
