//! After the end, of the room or of this device's part in it: how it ended, how many devices erased it, and the numbers the fire needs.
//! Nothing of the room is in here: no name, no title, no text.

use burnroom_shared::frame::BurnCause;

use crate::rect::Rect;

/// Where bubbles lay and where the fire starts: all that is left of the picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pyre {
    /// Rectangles of the bubbles.
    pub notes: Vec<Rect>,
    /// The first spark, in the page's pixels; none is the middle of the lower edge.
    pub spark: Option<(f32, f32)>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The room burned.
    Burn {
        /// Why.
        cause: BurnCause,
        /// Devices that reported that they erased, this one included.
        erased: u16,
        /// Seats at the burn.
        seats: u16,
    },
    /// An owner removed this device, and signed that; the others go on.
    Removed,
    /// The relay says so, and nothing that an owner signed has come.
    SaidToBeRemoved,
}

/// The burned screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Burned {
    /// How it ended.
    pub ending: Ending,
    /// What is to burn on the screen.
    pub pyre: Pyre,
}

impl Burned {
    /// Another report came; it never counts down and never above the seats.
    pub fn count(&mut self, devices: u16) {
        if let Ending::Burn { erased, seats, .. } = &mut self.ending {
            *erased = (*erased).max(devices.min(*seats));
        }
    }
}
