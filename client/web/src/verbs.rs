//! What a person can ask for, as one handle that components pass on.
//! A component never does anything itself: it asks here, and whoever owns the session and the view answers.

use burnroom_engine::input::Deed;
use yew::Callback;

use crate::view::lobby::Wish;
use crate::view::log::MessageNumber;
use crate::view::sheet::Sheet;

/// One request.
#[derive(Clone, PartialEq)]
pub enum Verb {
    /// Make this room.
    Create(Wish),
    /// Go to the door of this link.
    OpenLink(String),
    /// Ask the relay about the room again.
    LookAgain,
    /// Come in under this name.
    Join {
        /// What the person calls themselves.
        name: String,
        /// Whether to keep it on this device.
        remember: bool,
        /// The owner's PIN, if the person has typed one.
        pin: Option<String>,
    },
    /// Away from the door or the ashes, to the lobby.
    GoToLobby,
    /// Say this to everyone.
    Say(String),
    /// Take a message that did not go back into the composer.
    Redraft(MessageNumber),
    /// The draft is now this.
    Type(String),
    /// Begin a comparison.
    Compare,
    /// The code matches.
    Match,
    /// It does not.
    Mismatch,
    /// Burn the room for everyone.
    Burn,
    /// Do what only an owner can.
    Own(Deed),
    /// Become an owner by this PIN.
    Claim(String),
    /// Go on with this link, since the one in force has not come.
    TakeLink(String),
    /// Try a broken connection again now.
    Reconnect,
    /// Leave the room.
    Leave,
    /// The PIN is written down.
    KeepPin,
    /// Open a sheet.
    Open(Sheet),
    /// Close what is open.
    Close,
    /// Nothing of the room is on the page any more.
    PageEmptied,
}

burnroom_shared::debug_by_name!(Verb:
    Create | OpenLink | LookAgain | Join | GoToLobby | Say | Redraft | Type | Compare | Match | Mismatch | Burn |
    Own | Claim | TakeLink | Reconnect | Leave | KeepPin | Open | Close | PageEmptied
);

/// The room handle: what a component holds to ask for something.
#[derive(Clone, Debug, PartialEq)]
pub struct Verbs(Callback<Verb>);

impl Verbs {
    /// A handle whose requests arrive at `asked`.
    #[must_use]
    pub fn new(asked: Callback<Verb>) -> Self {
        Self(asked)
    }

    /// Asks.
    pub fn ask(&self, verb: Verb) {
        self.0.emit(verb);
    }

    /// A callback that asks for what `verb` makes of its argument.
    #[must_use]
    pub fn asking_with<T: 'static>(&self, verb: fn(T) -> Verb) -> Callback<T> {
        self.0.reform(verb)
    }

    /// A callback that asks for `verb` whatever it is called with.
    #[must_use]
    pub fn asking<E: 'static>(&self, verb: Verb) -> Callback<E> {
        let asked = self.0.clone();
        Callback::from(move |_| asked.emit(verb.clone()))
    }
}

impl yew::html::ImplicitClone for Verbs {}
