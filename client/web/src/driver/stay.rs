//! One stay in one room: the session, its socket, its timer. Effects are carried out here, in order.

use burnroom_engine::effect::{Effect, Ended, Fork, Notice};
use burnroom_engine::input::{Command, Input, Now};
use burnroom_engine::link::Link;
use burnroom_engine::session::Session;
use burnroom_shared::frame::BurnCause;
use burnroom_shared::ids::RoomId;
use zeroize::Zeroizing;

use super::scene::Scene;
use super::{Driver, Event, Line, Visit};
use crate::browser::address;
use crate::browser::moment::{Timeout, now_ms, steady_ms};
use crate::socket::{Socket, SocketEvent};
use crate::view::Action;
use crate::view::capture::Way;
use crate::view::room::RoomChange;
use crate::web_crypto::WebCrypto;

/// How a stay came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The room burned.
    Burned { cause: BurnCause, seats: u16 },
    /// The session ended without a burn.
    Ended(Ended),
    /// The relay was dishonest before the seat was taken.
    Forked(Fork),
}

/// What one input led to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// What to show, in order.
    pub(super) actions: Vec<Action>,
    /// The end, if this was it.
    pub(super) end: Option<End>,
    /// Whether this person handed the room over.
    pub(super) handed_over: bool,
}

/// Both clocks now.
pub(super) fn now() -> Now {
    Now { wall_ms: now_ms(), steady_ms: steady_ms() }
}

/// A session with its socket.
#[derive(Debug)]
pub(super) struct Stay {
    session: Session<WebCrypto>,
    socket: Option<Socket>,
    wake: Option<Timeout>,
    scene: Scene,
    visit: Visit,
    line: Line,
}

impl Stay {
    /// Connects a session; `None` if it is over or the browser will not connect.
    pub(super) fn begin(session: Session<WebCrypto>, mut scene: Scene, visit: Visit, driver: &Driver) -> Option<Self> {
        let (room, line) = (session.room()?, Line::default());
        let socket = Some(connected(&room, visit, line, driver)?);
        scene.connects_to(room);
        Some(Self { session, socket, wake: None, scene, visit, line })
    }

    /// Whether the seat is taken.
    pub(super) fn is_inside(&self) -> bool {
        self.scene.is_inside()
    }

    /// The link in force, as the fragment of an address; `None` once the session is over.
    pub(super) fn fragment(&self) -> Option<Zeroizing<String>> {
        self.session.fragment()
    }

    /// Something happened on a socket.
    pub(super) async fn hear(&mut self, line: Line, event: SocketEvent, driver: &Driver) -> Outcome {
        if line != self.line {
            return Outcome::default();
        }
        match &event {
            SocketEvent::Text(frame) => self.scene.text_crossed(Way::In, frame),
            SocketEvent::Binary(frame) => self.scene.binary_crossed(Way::In, frame),
            SocketEvent::Opened | SocketEvent::Closed(_) => {}
        }
        let input = match event {
            SocketEvent::Opened => Input::Connected,
            SocketEvent::Text(text) => Input::Text(text),
            SocketEvent::Binary(bytes) => Input::Binary(bytes),
            SocketEvent::Closed(closing) => Input::Closed(closing.code),
        };
        self.take(input, driver).await
    }

    /// Says a text: shown first, sealed after.
    pub(super) async fn say(&mut self, text: String, driver: &Driver) -> Outcome {
        let Some((draft, shown)) = self.scene.say(&text, now_ms()) else {
            return Outcome::default();
        };
        let mut outcome = self.take(Input::Do(Command::Say { draft, text }), driver).await;
        outcome.actions.splice(0..0, shown);
        outcome
    }

    /// Gives the session one input and carries out what follows.
    pub(super) async fn take(&mut self, input: Input, driver: &Driver) -> Outcome {
        let effects = self.session.handle(now(), input).await;
        let mut outcome = Outcome::default();
        for effect in effects {
            self.carry_out(effect, driver, &mut outcome);
        }
        outcome.actions.extend(self.scene.show_crossed());
        outcome
    }

    fn carry_out(&mut self, effect: Effect, driver: &Driver, outcome: &mut Outcome) {
        match effect {
            Effect::SendText(text) => {
                if let Some(socket) = &self.socket {
                    socket.send_text(&text);
                    self.scene.text_crossed(Way::Out, &text);
                }
            }
            Effect::SendBinary(bytes) => {
                if let Some(socket) = &self.socket {
                    socket.send_binary(&bytes);
                    self.scene.binary_crossed(Way::Out, &bytes);
                }
            }
            Effect::Connect => self.connect(driver),
            Effect::Disconnect => self.disconnect(),
            Effect::WakeAt(at_ms) => self.wake_at(at_ms, driver),
            Effect::Show(notice) => self.show(notice, outcome),
        }
    }

    /// A browser that will not connect says so by silence: the session gives the attempt up by itself.
    fn connect(&mut self, driver: &Driver) {
        self.disconnect();
        // Under a new link the room has another address.
        let Some(room) = self.session.room() else { return };
        self.scene.connects_to(room);
        self.socket = connected(&room, self.visit, self.line, driver);
    }

    fn disconnect(&mut self) {
        self.socket = None;
        self.line = Line(self.line.0.wrapping_add(1));
    }

    fn wake_at(&mut self, at_ms: u64, driver: &Driver) {
        let (driver, visit) = (driver.clone(), self.visit);
        // A day in milliseconds fits; whatever is farther away is looked at when it comes nearer.
        let delay_ms = i32::try_from(at_ms.saturating_sub(steady_ms())).unwrap_or(i32::MAX);
        self.wake = Timeout::new(delay_ms, move || driver.post(Event::Woke(visit)));
    }

    fn show(&mut self, notice: Notice, outcome: &mut Outcome) {
        outcome.handed_over |= self.scene.hands_over(&notice);
        match notice {
            Notice::Burned { cause, seats } => {
                self.scene.forget();
                outcome.end = Some(End::Burned { cause, seats });
            }
            Notice::Ended(why) => outcome.end = Some(End::Ended(why)),
            Notice::LinkChanged => {
                let link = self.session.fragment().and_then(|fragment| address_of(&fragment));
                let changed = link.map(|link| RoomChange::LinkChanged(link.as_str().into()));
                outcome.actions.extend(changed.map(Action::InRoom));
            }
            Notice::Forked(fork) if !self.is_inside() => outcome.end = Some(End::Forked(fork)),
            notice => outcome.actions.extend(self.scene.actions(notice, now())),
        }
    }
}

/// A link as people hand it on.
pub(super) fn address_of(fragment: &str) -> Option<Zeroizing<String>> {
    Link::parse(fragment).ok().map(|link| link.url(&address::origin()))
}

/// A socket to the room, whose events come to the driver's inbox.
fn connected(room: &RoomId, visit: Visit, line: Line, driver: &Driver) -> Option<Socket> {
    let driver = driver.clone();
    Socket::connect(&address::origin(), room, move |event| driver.post(Event::Socket(visit, line, event)))
}
