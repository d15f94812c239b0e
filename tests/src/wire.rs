//! A wire in front of the relay that remembers every byte, and a search that finds a text in it however it is written.
//!
//! It changes nothing, unless a story has it lie: what is remembered is what the relay sent. Client frames are unmasked
//! before they are searched.

mod lies;

pub use lies::Fate;

use crate::websocket::{self, Frame};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use lies::Lies;
use memchr::memmem;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Bytes passed on at once.
const CHUNK: usize = 16 * 1024;

/// Both directions of one connection.
#[derive(Debug, Default)]
struct Crossed {
    up: Vec<u8>,
    down: Vec<u8>,
}

type Crossings = Arc<Mutex<Vec<Arc<Mutex<Crossed>>>>>;

/// A recording wire.
#[derive(Debug)]
pub struct Wire {
    /// Where it is entered.
    pub address: SocketAddr,
    crossings: Crossings,
    whole: watch::Sender<bool>,
    lies: Lies,
}

/// How a text was written where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The encoding.
    pub as_what: &'static str,
    /// Bytes around it, as far as they are text.
    pub around: String,
}

impl Wire {
    /// Lays a wire to `relay`.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn to(relay: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let crossings = Crossings::default();
        let (whole, breaks) = watch::channel(true);
        let lies = Lies::default();
        tokio::spawn(accept(listener, relay, Arc::clone(&crossings), breaks, lies.clone()));
        Self { address, crossings, whole, lies }
    }

    /// Breaks it: whatever crosses it ends at once, and nothing gets through until it is mended.
    pub fn cut(&self) {
        self.whole.send_replace(false);
    }

    /// Lets through what comes from now on.
    pub fn mend(&self) {
        self.whole.send_replace(true);
    }

    /// Where the pages are, seen through this wire.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on decides what becomes of each frame that the relay sends over it.
    pub fn judge(&self, judge: impl FnMut(&Frame) -> Fate + Send + 'static) {
        self.lies.judge(Box::new(judge));
    }

    /// Passes what was kept, in order, and whatever comes from now on.
    pub fn be_honest(&self) {
        self.lies.end();
    }

    /// Says something that the relay never said, on every socket that is open.
    pub fn insert(&self, frame: &Frame) {
        self.lies.insert(frame);
    }

    /// Every frame that members have sent so far, connection by connection.
    ///
    /// # Panics
    /// If a recording was poisoned.
    #[must_use]
    pub fn up(&self) -> Vec<Frame> {
        let crossings = self.crossings.lock().unwrap();
        crossings.iter().flat_map(|crossed| after_upgrade(&crossed.lock().unwrap().up)).collect()
    }

    /// Every frame that the relay has sent so far, connection by connection.
    ///
    /// # Panics
    /// If a recording was poisoned.
    #[must_use]
    pub fn down(&self) -> Vec<Frame> {
        let crossings = self.crossings.lock().unwrap();
        crossings.iter().flat_map(|crossed| after_upgrade(&crossed.lock().unwrap().down)).collect()
    }

    /// Every text that the relay has said so far, connection by connection.
    #[must_use]
    pub fn said(&self) -> Vec<String> {
        let texts = self.down().into_iter().filter(|frame| frame.opcode == websocket::TEXT);
        texts.map(|frame| String::from_utf8_lossy(&frame.payload).into_owned()).collect()
    }

    /// Everything that has crossed so far.
    ///
    /// # Panics
    /// If a recording was poisoned.
    #[must_use]
    pub fn transcript(&self) -> Transcript {
        let mut searched = Vec::new();
        for crossed in self.crossings.lock().unwrap().iter() {
            let crossed = crossed.lock().unwrap();
            for bytes in [&crossed.up, &crossed.down] {
                searched.push(after_upgrade(bytes).into_iter().flat_map(|frame| frame.payload).collect());
                searched.push(bytes.clone());
            }
        }
        Transcript { searched }
    }
}

/// All that crossed a wire: as it crossed, and the contents of the frames without their masks.
#[derive(Debug)]
pub struct Transcript {
    searched: Vec<Vec<u8>>,
}

impl Transcript {
    /// A recording of one's own.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self { searched: vec![bytes.to_vec()] }
    }

    /// Bytes recorded, contents of frames counted again.
    #[must_use]
    pub fn len(&self) -> usize {
        self.searched.iter().map(Vec::len).sum()
    }

    /// True if nothing crossed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where `text` crossed, in any of the ways in which programs write a text.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Found> {
        self.find_any(&text_forms(text))
    }

    /// Where `bytes` crossed: raw, as hexadecimal digits or in base64.
    #[must_use]
    pub fn find_bytes(&self, bytes: &[u8]) -> Option<Found> {
        self.find_any(&byte_forms(bytes))
    }

    fn find_any(&self, forms: &[(&'static str, Vec<u8>)]) -> Option<Found> {
        forms.iter().find_map(|(as_what, form)| {
            self.searched.iter().find_map(|bytes| {
                let at = memmem::find(bytes, form)?;
                let around = &bytes[at.saturating_sub(40)..bytes.len().min(at + form.len() + 40)];
                Some(Found { as_what, around: String::from_utf8_lossy(around).into_owned() })
            })
        })
    }
}

fn text_forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = byte_forms(text.as_bytes());
    let units: Vec<u16> = text.encode_utf16().collect();
    forms.push(("UTF-16, little endian", units.iter().flat_map(|unit| unit.to_le_bytes()).collect()));
    forms.push(("UTF-16, big endian", units.iter().flat_map(|unit| unit.to_be_bytes()).collect()));
    forms.push(("JSON", serde_json::to_string(text).unwrap_or_default().trim_matches('"').into()));
    let escaped = |lay: fn(&u16) -> String| units.iter().map(lay).collect::<String>().into_bytes();
    forms.push(("escaped JSON", escaped(|unit| format!("\\u{unit:04x}"))));
    forms.push(("escaped JSON, upper case", escaped(|unit| format!("\\u{unit:04X}"))));
    let percent =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    forms.push(("percent-encoded", text.bytes().map(percent).collect::<String>().into_bytes()));
    forms
}

fn byte_forms(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        ("as it is", bytes.to_vec()),
        ("upper-case hex", hex.to_uppercase().into_bytes()),
        ("hex", hex.into_bytes()),
        ("a list of numbers", bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ").into_bytes()),
        ("a list of numbers", bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(",").into_bytes()),
    ];
    for before in 0..3 {
        let mut shifted = vec![0; before];
        shifted.extend_from_slice(bytes);
        // Characters that also hold bits of the neighbours are left out.
        let (from, to) = ((before * 8).div_ceil(6), shifted.len() * 8 / 6);
        for (as_what, engine) in [("base64", STANDARD), ("base64url", URL_SAFE)] {
            forms.push((as_what, engine.encode(&shifted).as_bytes()[from..to].to_vec()));
        }
    }
    forms
}

/// The frames after the last upgrade in a stream.
fn after_upgrade(bytes: &[u8]) -> Vec<Frame> {
    let key = b"sec-websocket-";
    let is_key = |window: &[u8]| window.eq_ignore_ascii_case(key);
    let Some(at) = bytes.windows(key.len()).rposition(is_key) else { return Vec::new() };
    let Some(end) = bytes[at..].windows(4).position(|window| window == b"\r\n\r\n") else { return Vec::new() };
    websocket::frames(&bytes[at + end + 4..])
}

async fn accept(
    listener: TcpListener,
    relay: SocketAddr,
    crossings: Crossings,
    breaks: watch::Receiver<bool>,
    lies: Lies,
) {
    while let Ok((near, _)) = listener.accept().await {
        if !*breaks.borrow() {
            continue;
        }
        let crossed = Arc::new(Mutex::new(Crossed::default()));
        crossings.lock().unwrap().push(Arc::clone(&crossed));
        let (mut breaks, lies) = (breaks.clone(), lies.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = pass(near, relay, crossed, lies) => {}
                _ = breaks.wait_for(|whole| !whole) => {}
            }
        });
    }
}

async fn pass(near: TcpStream, relay: SocketAddr, crossed: Arc<Mutex<Crossed>>, lies: Lies) {
    let Ok(far) = TcpStream::connect(relay).await else { return };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let up = copy(near_in, far_out, |bytes| crossed.lock().unwrap().up.extend_from_slice(bytes));
    let down = lies.copy(far_in, near_out, |bytes| crossed.lock().unwrap().down.extend_from_slice(bytes));
    tokio::join!(up, down);
}

async fn copy(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, keep: impl Fn(&[u8])) {
    let mut chunk = vec![0; CHUNK];
    while let Ok(read @ 1..) = from.read(&mut chunk).await {
        // Kept before it is passed on: whoever has received something finds it in the transcript.
        keep(&chunk[..read]);
        if to.write_all(&chunk[..read]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}
