//! What the driver does with each event: looks at doors, makes rooms, comes in, stays, leaves.

use burnroom_engine::effect::Ended;
use burnroom_engine::input::{Command, Input};
use burnroom_engine::link::{Link, LinkFault};
use burnroom_engine::session::Session;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;
use zeroize::Zeroizing;

use super::looking::looked_at;
use super::making::{self, Made, remembered};
use super::scene::{Came, Scene};
use super::stay::{End, Outcome, Stay};
use super::{Driver, Event, Line, Visit};
use crate::api::PATIENCE_MS;
use crate::browser::{address, moment, places};
use crate::socket::SocketEvent;
use crate::verbs::Verb;
use crate::view::Action;
use crate::view::burned::{Burned, Pyre};
use crate::view::door::{Door, Shut};
use crate::view::lobby::{Notice, Wish};
use crate::view::room::{Invitation, RoomChange, Sheet};
use crate::web_crypto::WebCrypto;

/// What has a place on the screen that a burn leaves as a blank note.
const BUBBLES: &str = ".bubble";
/// What was pressed to burn the room: the fire starts there.
const BURN_BUTTON: &str = ".burn-now";

/// The state of the work between two events.
#[derive(Debug)]
pub(super) struct Work {
    show: Callback<Action>,
    visit: Visit,
    link: Option<Link>,
    /// The owner's PIN of a room made here, should this page have to come back as another member.
    pin: Option<Zeroizing<String>>,
    /// The PIN that was typed at the door: shown to the relay once, since a wrong one counts.
    typed_pin: Option<Zeroizing<String>>,
    stay: Option<Stay>,
    /// Whether this person asked for the burn.
    burning: bool,
}

impl Work {
    pub(super) fn new(show: Callback<Action>) -> Self {
        Self { show, visit: Visit::default(), link: None, pin: None, typed_pin: None, stay: None, burning: false }
    }

    /// Deals with one event to its end.
    pub(super) async fn deal_with(&mut self, event: Event, driver: &Driver) {
        match event {
            Event::Addressed { path, fragment } => self.addressed(&path, fragment, driver),
            Event::Asked(verb) => self.asked(verb, driver).await,
            Event::Described(visit, door) if visit == self.visit && self.stay.is_none() => {
                self.show.emit(Action::AtDoor(door));
            }
            Event::Socket(visit, line, event) if visit == self.visit => self.heard(line, event, driver).await,
            Event::Woke(visit) if visit == self.visit => self.give(Input::Woke, driver).await,
            Event::Roused => self.give(Input::Do(Command::Reconnect), driver).await,
            Event::Impatient(visit) if visit == self.visit => self.impatient(),
            Event::Described(..) | Event::Socket(..) | Event::Woke(_) | Event::Impatient(_) => {}
        }
    }

    async fn asked(&mut self, verb: Verb, driver: &Driver) {
        match verb {
            Verb::Create(wish) => self.create(&wish, driver).await,
            Verb::OpenLink(link) => self.open_link(&link, driver),
            Verb::LookAgain => self.look(driver),
            Verb::Join { name, remember, pin } => {
                self.typed_pin = pin.map(Zeroizing::new);
                self.join(&name, remember, driver).await;
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
                self.link = Some(link);
                address::show(address::ROOM_PATH);
                self.look(driver);
            }
            Err(LinkFault::NeedsNewerClient) => self.show_lobby(Some(Notice::LinkTooNew)),
            Err(LinkFault::Incomplete | LinkFault::NotALink) => {
                self.show_lobby(Some(Notice::LinkIncomplete));
            }
        }
    }

    /// Asks the relay about the room, beside the inbox: nothing else need wait for its answer.
    fn look(&mut self, driver: &Driver) {
        let Some(link) = &self.link else {
            self.show_lobby(Some(Notice::LinkNeeded));
            return;
        };
        let fragment = link.fragment();
        let visit = self.next_visit();
        self.stay = None;
        self.show.emit(Action::AtDoor(Door::Looking));
        let driver = driver.clone();
        spawn_local(async move {
            let door = looked_at(&fragment).await;
            driver.post(Event::Described(visit, door));
        });
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
        let Made { session, link, pin } = making::make(wish).await?;
        let scene = Scene::new(Came::ByMaking, invitation(&link, Some(&pin)));
        self.link = Some(link);
        self.pin = Some(pin);
        self.connect(session, scene, driver);
        Ok(())
    }

    async fn join(&mut self, name: &str, remember: bool, driver: &Driver) {
        let Some(link) = &self.link else {
            self.show_lobby(Some(Notice::LinkNeeded));
            return;
        };
        self.show.emit(Action::Joining);
        let name = remembered(name, remember);
        let session = match WebCrypto::of_browser() {
            Some(suite) => Session::new(suite, link, &name).await.ok(),
            None => None,
        };
        let scene = Scene::new(Came::ByLink, invitation(link, None));
        match session {
            Some(session) => self.connect(session, scene, driver),
            None => self.shut(Shut::Ended(Ended::Suite)),
        }
    }

    fn connect(&mut self, session: Session<WebCrypto>, scene: Scene, driver: &Driver) {
        let visit = self.next_visit();
        self.burning = false;
        self.stay = Stay::begin(session, scene, visit, driver);
        if self.stay.is_none() {
            self.shut(Shut::NoAnswer);
            return;
        }
        let driver = driver.clone();
        let patience_ms = i32::try_from(PATIENCE_MS).unwrap_or(i32::MAX);
        moment::after(patience_ms, move || driver.post(Event::Impatient(visit)));
    }

    fn impatient(&mut self) {
        if self.stay.as_ref().is_some_and(|stay| !stay.is_inside()) {
            self.shut(Shut::NoAnswer);
        }
    }

    async fn heard(&mut self, line: Line, event: SocketEvent, driver: &Driver) {
        let Some(stay) = &mut self.stay else {
            return;
        };
        let was_inside = stay.is_inside();
        let outcome = stay.hear(line, event, driver).await;
        let came_in = !was_inside && stay.is_inside();
        if came_in {
            // The countdown starts from now, not from the last full second.
            self.show.emit(Action::Tick { now_ms: moment::now_ms() });
        }
        self.show_outcome(outcome);
        if came_in {
            self.claim(driver).await;
        }
    }

    /// The page that made the room and came back as another member shows its PIN by itself; elsewhere it was typed.
    async fn claim(&mut self, driver: &Driver) {
        if !self.stay.as_ref().is_some_and(Stay::came_by_link) {
            return;
        }
        let pin = self.typed_pin.take().or_else(|| self.pin.clone());
        if let Some(pin) = pin {
            let pin = pin.to_string();
            self.give(Input::Do(Command::Claim(pin)), driver).await;
        }
    }

    async fn say(&mut self, text: String, driver: &Driver) {
        if let Some(stay) = &mut self.stay {
            let outcome = stay.say(text, driver).await;
            self.show_outcome(outcome);
        }
    }

    async fn give(&mut self, input: Input, driver: &Driver) {
        if let Some(stay) = &mut self.stay {
            let outcome = stay.take(input, driver).await;
            self.show_outcome(outcome);
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

    fn show_outcome(&mut self, outcome: Outcome) {
        for action in outcome.actions {
            self.show.emit(action);
        }
        match outcome.end {
            None => {}
            Some(End::Burned { cause, seats }) => {
                let spark = if self.burning { places::middle(BURN_BUTTON) } else { None };
                let pyre = Pyre { notes: places::rectangles(BUBBLES), spark };
                // The stay goes on: the proof of erasure is sent once the page is empty.
                self.link = None;
                self.pin = None;
                self.show.emit(Action::Burned(Burned { cause, erased: 0, seats, pyre }));
            }
            Some(End::Ended(Ended::Left)) => {
                self.forget();
                self.show_lobby(Some(Notice::Left));
            }
            Some(End::Ended(why)) => self.shut(Shut::Ended(why)),
            Some(End::Forked(fork)) => self.shut(Shut::Forked(fork)),
        }
    }

    /// Outside again, with the link still at hand.
    fn shut(&mut self, why: Shut) {
        self.stay = None;
        self.next_visit();
        self.show.emit(Action::AtDoor(Door::Shut(why)));
    }

    fn go_to_lobby(&mut self) {
        let burned = self.stay.is_some() && self.link.is_none();
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
        self.link = None;
        self.pin = None;
        self.typed_pin = None;
        self.next_visit();
    }

    fn next_visit(&mut self) -> Visit {
        self.visit = Visit(self.visit.0.wrapping_add(1));
        self.visit
    }
}

fn invitation(link: &Link, pin: Option<&Zeroizing<String>>) -> Invitation {
    let url = link.url(&address::origin());
    Invitation { link: url.as_str().into(), pin: pin.map(|pin| pin.as_str().into()) }
}
