//! Every sentence that explains, matched exhaustively: a new refusal does not compile until someone has written
//! what the person reads. Plain words, only promises that can be kept, and always the next sensible step.

pub mod notice;
pub mod door;
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
/// What newcomers see; there is no choice yet.
pub const NO_HISTORY: &str = "Newcomers see nothing from before they came.";
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
