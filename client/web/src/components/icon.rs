//! Line icons on a 24-unit grid, drawn for this page. Decoration only: whatever they stand for is also said in words.

use yew::{Html, html};

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A flame.
    Flame,
    /// Two people.
    People,
    /// An arrow out of a tray.
    Share,
    /// Two sheets.
    Copy,
    /// A tick.
    Tick,
    /// A cross.
    Cross,
    /// An arrow up.
    Send,
    /// A die.
    Dice,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A plus.
    Plus,
    /// A minus.
    Minus,
    /// A chevron down.
    Unfold,
    /// A door with an arrow out.
    Leave,
    /// A warning sign without colour of its own.
    Warning,
    /// Two arrows round a sheet.
    Turn,
    /// Two sliders.
    Controls,
}

impl Icon {
    /// The outline.
    fn path(self) -> &'static str {
        match self {
            Self::Flame => {
                "M12 3c.6 3.4 5.5 5.9 5.5 11a5.5 5.5 0 0 1-11 0c0-2.3 1.2-3.9 2.3-5 .3 1.5 1 2.3 1.9 2.700C10.3 8.6 10.6 5.4 12 3z"
            }
            Self::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.3-3.6 2.9-6 6.5-6s6.2 2.4 6.5 6M15.5 4.300a3.5 3.5 0 0 1 0 6.400M18 14.600c2 .9 3.3 2.8 3.5 5.4"
            }
            Self::Share => "M12 15V4M8 7.5 12 3.500l4 4M5 12v7a1.5 1.5 0 0 0 1.5 1.500h11A1.5 1.5 0 0 0 19 19v-7",
            Self::Copy => {
                "M9 9.500A1.5 1.5 0 0 1 10.5 8h8A1.5 1.5 0 0 1 20 9.500v9a1.5 1.5 0 0 1-1.5 1.500h-8A1.5 1.5 0 0 1 9 18.500zM15.5 8V5.500A1.5 1.5 0 0 0 14 4H5.500A1.5 1.5 0 0 0 4 5.500V14a1.5 1.5 0 0 0 1.5 1.500H9"
            }
            Self::Tick => "M5 12.500l4.5 4.500L19.5 7",
            Self::Cross => "M6 6l12 12M18 6 6 18",
            Self::Send => "M12 19V5.500M6 11l6-6 6 6",
            Self::Dice => {
                "M6.5 4h11A2.5 2.5 0 0 1 20 6.500v11a2.5 2.5 0 0 1-2.5 2.500h-11A2.5 2.5 0 0 1 4 17.500v-11A2.5 2.5 0 0 1 6.5 4zM8.5 8.500h.01M15.5 8.500h.01M12 12h.01M8.5 15.500h.01M15.5 15.500h.01"
            }
            Self::Sun => {
                "M12 16.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M18.7 5.300l-1.4 1.400M6.7 17.300l-1.4 1.4"
            }
            Self::Moon => "M20 14.200A8.3 8.3 0 0 1 9.8 4a8.3 8.3 0 1 0 10.2 10.200z",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Minus => "M5 12h14",
            Self::Unfold => "M6 9.500l6 6 6-6",
            Self::Leave => {
                "M13 4H6.500A1.5 1.5 0 0 0 5 5.500v13A1.5 1.5 0 0 0 6.5 20H13M10 12h10.500M17 8.500l3.5 3.5-3.5 3.5"
            }
            Self::Warning => "M12 4 2.8 19.500h18.400zM12 10v4.500M12 17h.01",
            Self::Controls => {
                "M4 8h8M17.500 8h2.500M4 16h2.500M12 16h8M14.800 5.300a2.700 2.700 0 1 1 0 5.400 2.700 2.700 0 0 1 0-5.400zM9.200 13.300a2.700 2.700 0 1 1 0 5.400 2.700 2.700 0 0 1 0-5.400z"
            }
            Self::Turn => {
                "M4 10a8 8 0 0 1 14-4l2 2.200M20 4v4.200h-4.200M20 14a8 8 0 0 1-14 4l-2-2.200M4 20v-4.200h4.2"
            }
        }
    }
}

/// An icon in the colour and size of the text around it.
pub fn drawn(icon: Icon) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={icon.path()} />
        </svg>
    }
}
