//! Outside a room: looking at its door, being turned away at it, and waiting there for others to open it.

use burnroom_shared::refusal::Refusal;
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::Work;
use crate::browser::moment;
use crate::driver::looking::looked_at;
use crate::driver::watch::Watch;
use crate::driver::{Driver, Event};
use crate::view::Action;
use crate::view::door::{Door, Shut};
use crate::view::lobby::Notice;

impl Work {
    /// The person wants to see the door.
    pub(super) fn look(&mut self, driver: &Driver) {
        let Some(fragment) = self.fragment.clone() else {
            self.show_lobby(Some(Notice::LinkNeeded));
            return;
        };
        self.next_visit();
        self.stay = None;
        self.show.emit(Action::AtDoor(Door::Looking));
        self.ask_about(fragment, driver);
    }

    /// Looks once more at a door that is waited at, while it goes on showing what it shows.
    pub(super) fn look_again(&mut self, driver: &Driver) {
        if self.watch.as_mut().is_some_and(Watch::take_turn)
            && let Some(fragment) = self.fragment.clone()
        {
            self.ask_about(fragment, driver);
        }
    }

    /// Asks the relay about the room, beside the inbox: nothing else need wait for its answer.
    fn ask_about(&self, fragment: Zeroizing<String>, driver: &Driver) {
        let (driver, visit) = (driver.clone(), self.visit);
        spawn_local(async move {
            let door = looked_at(&fragment).await;
            driver.post(Event::Described(visit, door));
        });
    }

    /// The relay's answer. A door that is waited at does not shut because the relay did not answer once.
    pub(super) fn described(&mut self, door: Door, driver: &Driver) {
        if self.stay.is_some() {
            return;
        }
        if self.watch.is_some() && door.is_unknown() {
            self.watch = Some(Watch::begin(self.visit, driver));
        } else {
            self.show_door(door, driver);
        }
    }

    fn show_door(&mut self, door: Door, driver: &Driver) {
        self.watch = door.is_up_to_others().then(|| Watch::begin(self.visit, driver));
        self.show.emit(Action::AtDoor(door));
    }

    /// Outside again, with the link still at hand.
    pub(super) fn shut(&mut self, why: Shut, driver: &Driver) {
        self.stay = None;
        self.next_visit();
        self.show_door(Door::Shut(why), driver);
    }

    /// Outside, where every seat is taken; the relay says how long that lasts, if it can tell.
    pub(super) fn find_full(&mut self, wait_ms: Option<u64>, driver: &Driver) {
        self.stay = None;
        let visit = self.next_visit();
        self.watch = Some(Watch::begin(visit, driver));
        let free_at_ms = wait_ms.map(|wait_ms| moment::now_ms().saturating_add(wait_ms));
        self.show.emit(Action::FoundFull { free_at_ms });
    }

    /// Outside, where the PIN was typed: perhaps at the door of a full room. One that this page kept by itself is not
    /// shown again.
    pub(super) fn refuse_pin(&mut self, why: Refusal, driver: &Driver) {
        self.stay = None;
        self.pin = None;
        let visit = self.next_visit();
        self.watch = Some(Watch::begin(visit, driver));
        self.show.emit(Action::PinRefused(why));
    }
}
