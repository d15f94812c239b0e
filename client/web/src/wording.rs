//! Every sentence that explains, matched exhaustively: a new refusal does not compile until someone has written
//! what the person reads. Plain words, only promises that can be kept, and always the next sensible step.

pub mod notice;
pub mod door;
pub mod question;
pub mod note;
pub mod owner;
pub mod relay;
pub mod room;
pub mod comparison;
pub mod burned;
pub mod refusal;

/// The name on the door.
pub const BRAND: &str = "Burnroom";
/// The promise.
pub const PROMISE: &str = "Say it once. Then it burns.";
/// What that means.
pub const PROMISE_MEANS: &str =
    "A private room that ends at the time you choose. No account, nothing to install, nothing kept.";
/// Three true lines, one of them about what is not hidden.
pub const TRUE_LINES: [(&str, &str); 3] = [
    (
        "Sealed on your device",
        "Words, names and the room's title are locked before they leave. The relay passes on sealed bytes.",
    ),
    ("Checked by ear", "Read five words aloud. If everyone has the same five, nobody is in the middle."),
    (
        "What the relay does see",
        "How many are in the room, and the size and time of what is sent. It cannot stop anyone from taking a photo.",
    ),
];
/// What newcomers see.
#[must_use]
pub fn history(history: bool) -> &'static str {
    if history {
        "Newcomers can read what was said before they came."
    } else {
        "Newcomers see nothing from before they came."
    }
}
/// What it costs that newcomers can read earlier messages.
pub const HISTORY_COSTS: &str =
    "Whoever gets the link later can read all of it, and the relay keeps every sealed message until the burn.";
/// What else newcomers do not have to wait for.
pub const HISTORY_OFF: &str = "They see nothing from before they came.";
/// On the share sheet while nobody is let in.
pub const LOCKED: &str = "The room is locked: nobody can come in now, not even with the link.";
/// On the share sheet while the link in force is not here.
pub const LACKS_LINK: &str =
    "The room has a new link, which has not reached this device. This one opens nothing any more.";
/// On the share sheet after the link was changed.
pub const RENEWED: &str = "This is a new link. Whoever was to come in with the old one needs this one.";
/// Beside the switch.
pub const REMEMBER_NAME: &str = "Remember on this device";
/// Under the PIN.
pub const PIN_ONCE: &str = "Write it down. It is shown once and nobody can recover it.";
/// What the PIN is for.
pub const PIN_FOR: &str = "Only for coming back as the owner, from this device or another: the door asks for it.";
/// Under the link.
pub const LINK_IS_KEY: &str = "Whoever has this link can come in. Send it over something you trust.";
/// What a reload does.
pub const RELOAD_LEAVES: &str = "Reloading leaves the room. You will need the link again.";
