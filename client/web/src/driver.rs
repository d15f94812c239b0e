//! The only owner of the session. One inbox, one event finished before the next: two in flight would interleave at
//! every await, and the room's order would be lost (R15).

mod work;
mod watch;
mod looking;
mod making;
mod stay;
mod scene;
mod reach;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::browser::address;
use crate::socket::SocketEvent;
use crate::verbs::Verb;
use crate::view::Action;
use crate::view::door::Door;
use work::Work;

/// Which attempt at a room something belongs to. What comes from an earlier one is not heard any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Visit(u32);

/// Which of a stay's sockets something happened on. What comes from one that was given up is not heard any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Line(u32);

/// Something that the driver has to deal with.
enum Event {
    /// The page was loaded, or its fragment changed.
    Addressed { path: String, fragment: Option<String> },
    /// The person asked for something.
    Asked(Verb),
    /// The relay was asked about a room, and this is what the door shows now.
    Described(Visit, Door),
    /// Something happened on a socket.
    Socket(Visit, Line, SocketEvent),
    /// The moment that the session asked for has come.
    Woke(Visit),
    /// A door that others may open was looked at a while ago.
    LookDue(Visit),
    /// The device may have slept.
    Roused,
    /// Coming in has taken too long.
    Impatient(Visit),
}

burnroom_shared::debug_by_name!(Event: Addressed | Asked | Described | Socket | Woke | LookDue | Roused | Impatient);

/// A handle on the driver; clones are the same driver.
#[derive(Clone)]
pub struct Driver(Rc<Desk>);

/// The inbox and whoever works it off; the work is absent while an event is being dealt with.
struct Desk {
    inbox: RefCell<VecDeque<Event>>,
    work: Cell<Option<Box<Work>>>,
}

burnroom_shared::debug_by_name!(Driver);

impl PartialEq for Driver {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Driver {
    /// A driver that shows what happens by actions on the view.
    #[must_use]
    pub fn new(show: Callback<Action>) -> Self {
        let work = Cell::new(Some(Box::new(Work::new(show))));
        Self(Rc::new(Desk { inbox: RefCell::default(), work }))
    }

    /// The person asked for something.
    pub fn ask(&self, verb: Verb) {
        self.post(Event::Asked(verb));
    }

    /// Reads the address bar, taking a link's secret out of it at once.
    pub fn read_address(&self) {
        let (path, fragment) = (address::path(), address::take_fragment());
        self.post(Event::Addressed { path, fragment });
    }

    /// Looks at the clock again: the device may have slept.
    pub fn wake(&self) {
        self.post(Event::Roused);
    }

    fn post(&self, event: Event) {
        self.0.inbox.borrow_mut().push_back(event);
        if let Some(work) = self.0.work.take() {
            spawn_local(self.clone().work_off(work));
        }
    }

    async fn work_off(self, mut work: Box<Work>) {
        while let Some(event) = self.next() {
            work.deal_with(event, &self).await;
        }
        self.0.work.set(Some(work));
    }

    fn next(&self) -> Option<Event> {
        self.0.inbox.borrow_mut().pop_front()
    }
}
