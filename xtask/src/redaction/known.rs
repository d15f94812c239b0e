//! What the redaction check takes for granted: words that hold no secret, words that do, and each exception with its reason.

/// A file, a type, and why it is fine as it is.
pub(super) type Exception = (&'static str, &'static str, &'static str);

/// Words in the types of fields that show nothing of anybody: numbers, containers, and what libraries show by name only.
pub(super) const PLAIN: &[&str] = &[
    // Numbers. Bytes in a row are another word.
    "bool",
    "u8",
    "u16",
    "u32",
    "u64",
    "usize",
    "i32",
    "i64",
    "f32",
    "f64",
    // Containers: they show what is in them, which is a word of its own.
    "Option",
    "Vec",
    "VecDeque",
    "Box",
    "Rc",
    "Arc",
    "Mutex",
    "HashMap",
    "BTreeMap",
    // Time and counting.
    "Duration",
    "Instant",
    "AtomicUsize",
    "AtomicBool",
    "AtomicU64",
    // Of tokio and hyper; they show their state.
    "Notify",
    "CancellationToken",
    "JoinHandle",
    "Handle",
    "RandomState",
    "OnUpgrade",
    // Of the browser and Yew; they show a class of objects, or nothing.
    "Callback",
    "MouseEvent",
    "NodeRef",
    "Classes",
    "WebSocket",
];

/// What is a secret, or holds one and nothing else.
pub(super) const BEARERS: &[&str] = &[
    "Zeroizing",
    "SecretBytes",
    "TypedPin",
    "SeatToken",
    "ErasureToken",
    "Link",
    "LinkKeys",
    "ChainKey",
    "Chain",
    "Identity",
    "Pin",
    "Token",
    "Typed",
    "Bundle",
];

/// Types that derive `Debug` over texts or bytes which anybody may read: file, type, why.
pub(super) const OPEN: &[Exception] = &[
    ("shared/src/api.rs", "Problem", "its texts are refusals' words"),
    ("shared/src/envelope.rs", "Envelope", "sealed by somebody else's key, or its public header"),
    ("shared/src/log/state.rs", "State", "its bytes are the hash of a state that everyone has"),
    ("server/src/config.rs", "Config", "the operator's own flags: where to listen"),
    ("server/src/config.rs", "Origin", "the operator's own flag"),
    ("server/src/config/addresses.rs", "AddressLimits", "the operator's own flag: its proxies"),
    ("server/src/handshake.rs", "Handshake", "a hash of what the far end drew at random for the handshake"),
    ("server/src/start.rs", "Running", "the relay's own address"),
    ("client/engine/src/fingerprint.rs", "Begun", "a session's id is a hash of public data"),
    ("client/engine/src/outgoing.rs", "Displaced", "a content's number is drawn at random and says nothing"),
    ("client/engine/src/outgoing.rs", "Sealed", "the frame as it goes to the relay"),
    ("client/engine/src/vectors.rs", "VectorFault", "names of test cases"),
    ("client/web/src/fire/colour.rs", "Palette", "colours"),
    ("client/web/src/fire/licks.rs", "Licks", "the heat of flames"),
];

/// Secrets that can be copied or compared all the same: file, type, why.
pub(super) const COPIED: &[Exception] = &[
    (
        "shared/src/frame/member.rs",
        "TypedPin",
        "what is shown at the door is shown again when the line comes back; compared by tests",
    ),
    ("shared/src/frame/member.rs", "MemberFrame", "it is what is written to the wire; compared by tests"),
    ("shared/src/frame/member.rs", "Join", "as above"),
    ("shared/src/frame/member.rs", "Resume", "as above"),
    ("shared/src/frame/relay.rs", "RelayFrame", "as above"),
    ("shared/src/frame/relay.rs", "Hello", "as above"),
    ("shared/src/frame/relay.rs", "Resumed", "as above"),
    ("client/engine/src/content.rs", "Body", "what does not cross in time is sealed again; compared by tests"),
    ("client/engine/src/content.rs", "Bundle", "as above; wiped with each copy"),
];
