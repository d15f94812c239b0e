//! What this device can hand out to ask others in: the link, and to whoever made the room its PIN.

use std::rc::Rc;

use crate::qr::{QrOutline, outline};

/// What was handed to this device for asking others in.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The link; it is the secret.
    pub link: Rc<str>,
    /// The same to be scanned; nothing for a link that no code can hold.
    pub code: Option<Rc<QrOutline>>,
    /// The owner's PIN, shown once, until the person has kept it.
    pub pin: Option<Rc<str>>,
    /// Whether another link was in force before, which opens nothing any more.
    pub renewed: bool,
}

burnroom_shared::debug_by_name!(Invitation);

impl Invitation {
    /// The first one of a room.
    #[must_use]
    pub fn new(link: &str, pin: Option<&str>) -> Self {
        Self { link: link.into(), code: scannable(link), pin: pin.map(Into::into), renewed: false }
    }

    /// Another link is in force.
    pub fn renew(&mut self, link: &str) {
        self.code = scannable(link);
        self.link = link.into();
        self.renewed = true;
    }
}

fn scannable(link: &str) -> Option<Rc<QrOutline>> {
    outline(link).map(Rc::new)
}
