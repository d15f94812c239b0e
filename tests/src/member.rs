//! A native member: the very engine that ships, over a real socket, driven by one task.
//!
//! Owns the driving (send, wake, show); what a member should see is the stories' business. Notices are kept with the
//! time at which they came, so that a story can ask for them later.

mod driver;

use crate::http;
use crate::room::{Invitation, Wish};
use crate::wait::PATIENCE;
use burnroom_engine::effect::{Comparison, Fingerprint, Keys, Member as Seen, Message, NotSent, Notice};
use burnroom_engine::input::{Command, DraftId, Now};
use burnroom_engine::link::Link;
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::session::Session;
use burnroom_shared::api::Created;
use burnroom_shared::frame::BurnCause;
use burnroom_shared::ids::MemberId;
use driver::{Driver, Order};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::{mpsc, watch};

/// A notice and when it came.
#[derive(Clone, Debug)]
pub struct Heard {
    /// This machine's wall clock, ms since 1970.
    pub wall_ms: u64,
    /// What was said.
    pub notice: Notice,
}

/// Somebody in a room.
#[derive(Debug)]
pub struct Member {
    /// Its id.
    pub id: MemberId,
    name: String,
    heard: watch::Receiver<Vec<Heard>>,
    orders: mpsc::UnboundedSender<Order>,
    drafts: AtomicU64,
    received: Arc<Mutex<usize>>,
}

impl Member {
    /// Makes a room and enters it.
    ///
    /// # Panics
    /// If the relay refuses.
    pub async fn create(relay: SocketAddr, wish: &Wish, name: &str) -> (Self, Invitation) {
        let link = Link::new(wish.parameters, &RustCrypto::new()).expect("entropy");
        let fragment = link.fragment().to_string();
        let mut session = session(&link, name);
        let creation = ready(session.creation(wish.ttl_s, wish.capacity, Some(&wish.title))).unwrap().expect("a title");
        let body = serde_json::to_vec(&creation).expect("JSON");
        let answer = http::ask(relay, "POST", "/api/rooms", &[("Content-Type", "application/json")], &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let created: Created = serde_json::from_slice(&answer.body).expect("what was created");
        session.created(wish.ttl_s, &created, now()).expect("the room that was asked for");
        let invitation = Invitation { fragment, pin: created.pin, deadline_ms: created.deadline_ms };
        (Self::connect(relay, session, name, None).await, invitation)
    }

    /// Enters a room by its link.
    pub async fn join(relay: SocketAddr, fragment: &str, name: &str) -> Self {
        let link = Link::parse(fragment).expect("a link");
        Self::connect(relay, session(&link, name), name, None).await
    }

    /// Enters a room over a socket that takes in no more than so many bytes unread.
    pub async fn join_narrowly(relay: SocketAddr, fragment: &str, name: &str, unread: u32) -> Self {
        let link = Link::parse(fragment).expect("a link");
        Self::connect(relay, session(&link, name), name, Some(unread)).await
    }

    async fn connect(relay: SocketAddr, session: Session<RustCrypto>, name: &str, unread: Option<u32>) -> Self {
        let id = session.me().expect("a session that has not ended");
        let (orders, taken) = mpsc::unbounded_channel();
        let (show, heard) = watch::channel(Vec::new());
        let received = Arc::new(Mutex::new(0));
        let driver = Driver::connect(relay, session, unread, show, Arc::clone(&received)).await;
        tokio::spawn(driver.drive(taken));
        Self { id, name: name.to_owned(), heard, orders, drafts: AtomicU64::new(0), received }
    }

    /// Waits for something in what was shown.
    ///
    /// # Panics
    /// If it does not come.
    pub async fn wait_for<T>(&self, what: &str, pick: impl Fn(&[Heard]) -> Option<T>) -> T {
        self.wait_within(PATIENCE, what, pick).await
    }

    /// Waits longer, for a countdown.
    ///
    /// # Panics
    /// If it does not come.
    pub async fn wait_within<T>(
        &self,
        patience: std::time::Duration,
        what: &str,
        pick: impl Fn(&[Heard]) -> Option<T>,
    ) -> T {
        let mut heard = self.heard.clone();
        let found = async {
            loop {
                if let Some(found) = pick(&heard.borrow_and_update()) {
                    return found;
                }
                if heard.changed().await.is_err() {
                    return std::future::pending().await;
                }
            }
        };
        match tokio::time::timeout(patience, found).await {
            Ok(found) => found,
            Err(_) => panic!("{} waited {patience:?} in vain: {what}; heard: {:#?}", self.name, *self.heard.borrow()),
        }
    }

    /// Everything shown so far.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.borrow().clone()
    }

    /// Asks for something.
    pub fn ask(&self, command: Command) {
        let _ = self.orders.send(Order::Do(command));
    }

    /// Says a text, without waiting for anything.
    pub fn say(&self, text: &str) -> DraftId {
        let draft = DraftId(self.drafts.fetch_add(1, Ordering::Relaxed) + 1);
        self.ask(Command::Say { draft, text: text.to_owned() });
        draft
    }

    /// Says a text and waits until the relay has numbered it.
    pub async fn send(&self, text: &str) {
        let draft = self.say(text);
        let sent = |heard: &[Heard]| {
            heard.iter().find_map(|heard| match heard.notice {
                Notice::Sent { draft: sent, .. } if sent == draft => Some(()),
                _ => None,
            })
        };
        self.wait_for("a text to be sent", sent).await;
    }

    /// Stops reading: whatever comes stays in the socket.
    pub fn stall(&self) {
        let _ = self.orders.send(Order::Stall);
    }

    /// Reads on.
    pub fn resume(&self) {
        let _ = self.orders.send(Order::Resume);
    }

    /// Sends a frame of one's own making, beside the session.
    pub fn slip_in(&self, text: &str) {
        let _ = self.orders.send(Order::SlipIn(text.to_owned()));
    }

    /// Drops the connection without a word.
    pub fn vanish(&self) {
        let _ = self.orders.send(Order::Vanish);
    }

    /// Bytes of frames read so far.
    ///
    /// # Panics
    /// If the count was poisoned.
    #[must_use]
    pub fn received_bytes(&self) -> usize {
        *self.received.lock().unwrap()
    }

    /// Texts received so far, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        texts(&self.heard())
    }

    /// Waits until this text was received.
    pub async fn hears(&self, text: &str) {
        self.wait_for(text, |heard| texts(heard).contains(&text.to_owned()).then_some(())).await;
    }

    /// Waits until so many are seated and texts are sent at once.
    pub async fn ready_with(&self, seats: usize) {
        let what = format!("keys for {seats}");
        let standing = |heard: &[Heard]| {
            let roster =
                last(heard, |notice| if let Notice::Roster(roster) = notice { Some(roster.len()) } else { None });
            let keys = last(heard, |notice| if let Notice::Keys(keys) = notice { Some(*keys) } else { None });
            (roster == Some(seats) && keys == Some(Keys::Ready)).then_some(())
        };
        self.wait_for(&what, standing).await;
    }

    /// Who is seated, as last shown.
    #[must_use]
    pub fn roster(&self) -> Vec<Seen> {
        let roster = |notice: &Notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None };
        last(&self.heard(), roster).unwrap_or_default()
    }

    /// Waits for the code of the comparison under way, if it covers so many.
    pub async fn code_for(&self, members: usize) -> Fingerprint {
        let code = |heard: &[Heard]| {
            last(heard, |notice| match notice {
                Notice::Comparison(comparison) => Some(comparison.clone()),
                _ => None,
            })
            .and_then(|comparison| match comparison {
                Comparison::Ready { members: covered, fingerprint } if covered.len() == members => Some(fingerprint),
                _ => None,
            })
        };
        self.wait_for(&format!("a code for {members}"), code).await
    }

    /// Asks for a comparison, again if it comes to nothing, until there is a code that covers so many.
    ///
    /// Devices that were not asked join at most one comparison in twenty seconds, so the first may fall silent.
    ///
    /// # Panics
    /// If there is no code.
    pub async fn compare(&self, members: usize) -> Fingerprint {
        let mut broken = 0;
        loop {
            self.ask(Command::Compare);
            let outcome = |heard: &[Heard]| {
                let comparisons = heard.iter().filter_map(|heard| match &heard.notice {
                    Notice::Comparison(comparison) => Some(comparison.clone()),
                    _ => None,
                });
                let comparisons: Vec<_> = comparisons.collect();
                let breaks = comparisons.iter().filter(|one| matches!(one, Comparison::Broken { .. })).count();
                match comparisons.last() {
                    Some(Comparison::Ready { members: covered, fingerprint }) if covered.len() == members => {
                        Some(Ok(fingerprint.clone()))
                    }
                    _ if breaks > broken => Some(Err(breaks)),
                    _ => None,
                }
            };
            match self.wait_for(&format!("a code for {members}"), outcome).await {
                Ok(fingerprint) => return fingerprint,
                Err(breaks) => broken = breaks,
            }
        }
    }

    /// Waits for the burn: why, how many were seated, and when it was shown.
    pub async fn burned(&self, patience: std::time::Duration) -> (BurnCause, u16, u64) {
        let burned = |heard: &[Heard]| {
            heard.iter().find_map(|heard| match heard.notice {
                Notice::Burned { cause, seats } => Some((cause, seats, heard.wall_ms)),
                _ => None,
            })
        };
        self.wait_within(patience, "the burn", burned).await
    }

    /// Waits until so many devices have confirmed that they erased; says of how many.
    pub async fn erased(&self, confirmed_by: u16) -> u16 {
        let erased = |heard: &[Heard]| {
            heard.iter().find_map(|heard| match heard.notice {
                Notice::Erased { confirmed, seats } if confirmed == confirmed_by => Some(seats),
                _ => None,
            })
        };
        self.wait_for(&format!("{confirmed_by} erasures"), erased).await
    }

    /// Waits until a text comes back as not sent.
    pub async fn not_sent(&self, draft: DraftId) -> NotSent {
        let not_sent = |heard: &[Heard]| {
            heard.iter().find_map(|heard| match heard.notice {
                Notice::NotSent { draft: which, reason } if which == draft => Some(reason),
                _ => None,
            })
        };
        self.wait_for("a text to come back", not_sent).await
    }
}

/// The last notice of a kind.
pub fn last<T>(heard: &[Heard], pick: impl Fn(&Notice) -> Option<T>) -> Option<T> {
    heard.iter().rev().find_map(|heard| pick(&heard.notice))
}

fn texts(heard: &[Heard]) -> Vec<String> {
    let text = |heard: &Heard| match &heard.notice {
        Notice::Received(Message { text, .. }) => Some(text.clone()),
        _ => None,
    };
    heard.iter().filter_map(text).collect()
}

fn session(link: &Link, name: &str) -> Session<RustCrypto> {
    ready(Session::new(RustCrypto::new(), link, name)).unwrap().expect("a name")
}

/// Both clocks of this machine.
fn now() -> Now {
    Now { wall_ms: wall_ms(), steady_ms: steady_ms() }
}

/// This machine's wall clock, ms since 1970.
#[must_use]
pub fn wall_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn steady_ms() -> u64 {
    u64::try_from(start().elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The moment from which steady clocks count.
fn start() -> Instant {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    *START.get_or_init(Instant::now)
}
