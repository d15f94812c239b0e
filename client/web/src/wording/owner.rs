//! What the owner's controls say: the button, and one line on what a press does.

/// One control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    /// The button.
    pub act: &'static str,
    /// What a press does.
    pub means: &'static str,
}

/// Lets nobody new in.
pub const LOCK: Control =
    Control { act: "Lock the room", means: "Nobody new comes in, not even with the link. Whoever is inside stays." };
/// Lets people in again.
pub const UNLOCK: Control =
    Control { act: "Unlock the room", means: "Nobody new comes in now. Unlocked, the link works again." };
/// Lets nobody write.
pub const CLOSE: Control = Control { act: "Close writing", means: "Nobody can write any more. The countdown runs." };
/// Lets people write again.
pub const REOPEN: Control =
    Control { act: "Reopen writing", means: "Nobody can write now. Reopened, everyone can again." };
/// Another link.
pub const CHANGE_LINK: Control =
    Control { act: "Change the link…", means: "If the link went to someone it should not have reached." };
/// Beside the choices of how much longer.
pub const MORE_TIME: &str = "Everyone sees who gave it more time. No room lasts longer than 24 hours.";
/// What an owner can do with a PIN.
pub const PIN_MEANS: &str =
    "Whoever shows the PIN that the relay gave to the room's maker becomes an owner, and everyone is told.";
