//! Rooms with history: secrets of earlier epochs, kept for whoever comes, and the log from its beginning, read again by
//! whoever has come (R73).
//!
//! Nothing that the relay says about the past is believed: the log is replayed from the room's beginning with the one
//! function, must arrive at the state that this device was given, and a secret counts if the rekey commits to it.

use crate::chain::Chain;
use crate::content::{Body, Bundle, Content};
use crate::effect::{Earlier, Fork};
use crate::epoch::{self, EpochKeys, SecretBytes};
use crate::link::LinkKeys;
use crate::padding;
use crate::profile;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::codec::Reader;
use burnroom_shared::envelope::{Envelope, Header};
use burnroom_shared::frame::{EventFrame, SequencedEvent, SignedBytes};
use burnroom_shared::ids::{Digest, MemberId};
use burnroom_shared::limits::PAGE_EVENTS_MAX;
use burnroom_shared::log::{Change, Event, Post, State};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, Rekey, Verified};
use burnroom_shared::sorted::{SortedMap, SortedSet};
use std::cmp::Reverse;

/// Events that are replayed before anything else has its turn.
const SLICE: usize = 64;
/// A seat hands the secrets over this much later than the one seated before it, ms.
const RANK_STEP_MS: u64 = 1_500;
/// A page that has not come after this time is asked for again, ms.
const PAGE_MS: u64 = 10_000;

/// An event of the past as the relay sent it.
pub(crate) enum PastEvent {
    /// Whatever is not a post.
    Event(EventFrame),
    /// A post's envelope.
    Post(Vec<u8>),
}

/// What came of a step of the replay.
pub(crate) enum Replayed {
    /// There is more to do.
    More,
    /// All of it has been read.
    Done(Vec<Earlier>),
    /// There is nothing to do now.
    Rest,
}

/// Why the past cannot be read.
pub(crate) enum Unread {
    /// The relay told another past than the one that led here.
    Forked(Fork),
    /// The suite failed.
    Suite(SuiteFault),
}

impl From<SuiteFault> for Unread {
    fn from(fault: SuiteFault) -> Self {
        Self::Suite(fault)
    }
}

impl From<Fork> for Unread {
    fn from(fork: Fork) -> Self {
        Self::Forked(fork)
    }
}

/// The past of one room.
pub(crate) struct History<S: Suite> {
    secrets: SortedMap<u32, SecretBytes>,
    /// What the replay has to arrive at; `None` for whoever has been here from the beginning, or has read all.
    goal: Option<State>,
    /// Latest first: pages come from the end, and what comes next is put at the end.
    events: SortedMap<Reverse<u64>, (u64, PastEvent)>,
    /// A page is asked for again at this time, on the steady clock, ms; `None` while none is asked for.
    asked_until_ms: Option<u64>,
    has_bundle: bool,
    replay: Option<Replay<S>>,
    /// When this device hands the secrets over, on the steady clock, ms.
    hand_ms: Option<u64>,
}

impl<S: Suite> Default for History<S> {
    fn default() -> Self {
        Self {
            secrets: SortedMap::new(),
            goal: None,
            events: SortedMap::new(),
            asked_until_ms: None,
            has_bundle: false,
            replay: None,
            hand_ms: None,
        }
    }
}

impl<S: Suite> History<S> {
    /// For whoever came into a room in which something had happened.
    pub(crate) fn to_read(state: &State) -> Self {
        let goal = (state.head().seq > 1).then(|| state.clone());
        Self { goal, ..Self::default() }
    }

    /// Keeps an epoch's secret for whoever comes.
    pub(crate) fn keep(&mut self, epoch: u32, secret: SecretBytes) {
        self.secrets.insert(epoch, secret);
    }

    /// True if this device can tell others what was.
    pub(crate) fn is_complete(&self) -> bool {
        self.goal.is_none() && !self.secrets.is_empty()
    }

    /// An epoch lists somebody who has none of the secrets: whoever has them hands them over, the longest seated first.
    pub(crate) fn hand_over(&mut self, rank: usize, now_ms: u64) {
        self.hand_ms = Some(now_ms + RANK_STEP_MS * u64::try_from(rank).unwrap_or(0));
    }

    /// The posts that hand over every secret before the epoch `number`, if that is due now.
    pub(crate) fn bundles(&mut self, number: u32, now_ms: u64) -> Vec<Bundle> {
        if self.hand_ms.is_none_or(|at_ms| now_ms < at_ms) {
            return Vec::new();
        }
        self.hand_ms = None;
        let earlier: Vec<_> = self.secrets.below(&number).map(|(epoch, secret)| (*epoch, &**secret)).collect();
        earlier.chunks(crate::content::BUNDLE_MAX).map(|chunk| Bundle::new(chunk.iter().copied())).collect()
    }

    /// Somebody handed secrets over.
    pub(crate) fn handed(&mut self, bundle: &Bundle) {
        self.hand_ms = None;
        if self.goal.is_none() {
            return;
        }
        self.has_bundle = true;
        self.replay = None;
        for (epoch, secret) in bundle.secrets() {
            self.secrets.entry(epoch).or_insert_with(|| SecretBytes::new(*secret));
        }
    }

    /// The page to ask for: events before this one, at most so many.
    pub(crate) fn page(&mut self, now_ms: u64) -> Option<(u64, u16)> {
        let before = self.missing_before()?;
        if self.asked_until_ms.is_some_and(|until_ms| now_ms < until_ms) {
            return None;
        }
        self.asked_until_ms = Some(now_ms + PAGE_MS);
        Some((before, PAGE_EVENTS_MAX))
    }

    /// A page has come to its end, or will not come: the next may be asked for from `at_ms` on.
    pub(crate) fn page_over(&mut self, at_ms: Option<u64>) {
        self.asked_until_ms = at_ms;
    }

    /// When there is something to do, on the steady clock, ms.
    pub(crate) fn next_ms(&self, now_ms: u64) -> Option<u64> {
        let page_ms = self.missing_before().and(self.asked_until_ms);
        let read_ms = self.is_readable().then_some(now_ms + 1);
        [page_ms, read_ms, self.hand_ms].into_iter().flatten().min()
    }

    /// True if event `seq` belongs to the past that is being fetched.
    pub(crate) fn is_past(&self, seq: u64) -> bool {
        self.goal.as_ref().is_some_and(|goal| seq <= goal.head().seq)
    }

    /// Takes an event of the past.
    pub(crate) fn collect(&mut self, seq: u64, time_ms: u64, event: PastEvent) {
        self.events.entry(Reverse(seq)).or_insert((time_ms, event));
        if self.missing_before().is_none_or(|before| before == seq) {
            self.asked_until_ms = None;
        }
    }

    fn missing_before(&self) -> Option<u64> {
        let head = self.goal.as_ref()?.head().seq;
        let lowest = self.events.keys().next_back().map_or(head + 1, |lowest| lowest.0);
        (lowest > 1).then_some(lowest)
    }

    fn is_readable(&self) -> bool {
        self.goal.is_some() && self.missing_before().is_none() && self.has_bundle
    }

    /// Reads on.
    pub(crate) async fn replay(&mut self, suite: &S, link: &LinkKeys<S>) -> Result<Replayed, Unread> {
        let is_readable = self.is_readable();
        let Some(goal) = self.goal.as_ref().filter(|_| is_readable) else { return Ok(Replayed::Rest) };
        let replay = self.replay.get_or_insert_with(|| Replay::new(goal));
        let done = Reverse(replay.state.head().seq);
        for (Reverse(seq), (time_ms, event)) in self.events.below(&done).rev().take(SLICE) {
            replay.event(suite, link, &self.secrets, (*seq, *time_ms), event).await?;
        }
        if replay.state.head().seq < goal.head().seq {
            return Ok(Replayed::More);
        }
        if replay.state != *goal {
            return Err(Fork::AnotherRoom.into());
        }
        let said = std::mem::take(&mut replay.said);
        (self.goal, self.replay) = (None, None);
        self.events.clear();
        Ok(Replayed::Done(said))
    }
}

/// The log, read again.
struct Replay<S: Suite> {
    state: State,
    keys: Option<EpochKeys<S>>,
    names: SortedMap<MemberId, String>,
    heard: SortedSet<(MemberId, [u8; 16])>,
    said: Vec<Earlier>,
}

impl<S: Suite> Replay<S> {
    fn new(goal: &State) -> Self {
        Self {
            state: State::new(goal.genesis().clone()),
            keys: None,
            names: SortedMap::new(),
            heard: SortedSet::new(),
            said: Vec::new(),
        }
    }

    async fn event(
        &mut self,
        suite: &S,
        link: &LinkKeys<S>,
        secrets: &SortedMap<u32, SecretBytes>,
        (seq, time_ms): (u64, u64),
        event: &PastEvent,
    ) -> Result<(), Unread> {
        let at = |change| Event { seq, time_ms, change };
        let change = match event {
            PastEvent::Post(envelope) => return self.post(suite, (seq, time_ms), envelope).await,
            PastEvent::Event(EventFrame::Trimmed { header, digest }) => {
                return self.trimmed((seq, time_ms), &header.0, *digest);
            }
            PastEvent::Event(EventFrame::Rekey(signed)) => {
                let rekey: Verified<Rekey> = self.by_seat(suite, signed).await?;
                return self.rekey(suite, secrets, rekey, (seq, time_ms)).await;
            }
            PastEvent::Event(EventFrame::Joined { announcement, name }) => {
                let key = announcement.decode::<Announcement>().map_err(|_| Fork::BadFrame)?.act().signing;
                let joined: Verified<Announcement> = verified(suite, announcement, key).await?;
                let (id, incarnation) = (joined.act().id(), joined.act().incarnation);
                let name = profile::open_name(suite, link, &id, incarnation, &name.0).await;
                self.names.extend(name.map(|name| (id, name)));
                Change::Joined(joined)
            }
            PastEvent::Event(EventFrame::Left { id, departure }) => Change::Left(*id, *departure),
            PastEvent::Event(EventFrame::Owner { id }) => Change::Owner(*id),
            PastEvent::Event(EventFrame::Fresh(signed)) => Change::Fresh(self.by_seat(suite, signed).await?),
            PastEvent::Event(EventFrame::Resync(signed)) => Change::Resync(self.by_seat(suite, signed).await?),
            PastEvent::Event(EventFrame::Relink(signed)) => Change::Relink(self.by_seat(suite, signed).await?),
            PastEvent::Event(EventFrame::OwnerAct(signed)) => {
                Change::OwnerAct(Box::new(self.by_seat(suite, signed).await?))
            }
            PastEvent::Event(EventFrame::Linkbox(signed)) => {
                Change::Linkbox(Box::new(self.by_seat(suite, signed).await?))
            }
            PastEvent::Event(EventFrame::Profile(signed)) => {
                let profile: Verified<burnroom_shared::signed::Profile> = self.by_seat(suite, signed).await?;
                let act = profile.act();
                let name = profile::open_name(suite, link, &act.member, act.incarnation, &act.name.0).await;
                self.names.extend(name.map(|name| (act.member, name)));
                Change::Profile(Box::new(profile))
            }
        };
        self.apply(&at(change))
    }

    fn apply(&mut self, event: &Event) -> Result<(), Unread> {
        self.state.apply(event).map_err(|_| Fork::InvalidEvent.into())
    }

    async fn by_seat<A: Act>(&self, suite: &S, signed: &SignedBytes) -> Result<Verified<A>, Unread> {
        let signer = signed.decode::<A>().map_err(|_| Fork::BadFrame)?.act().signer();
        let key = self.state.seat(&signer).ok_or(Fork::InvalidEvent)?.signing();
        verified(suite, signed, key).await
    }

    async fn rekey(
        &mut self,
        suite: &S,
        secrets: &SortedMap<u32, SecretBytes>,
        rekey: Verified<Rekey>,
        (seq, time_ms): (u64, u64),
    ) -> Result<(), Unread> {
        let ruling = self.state.judge_rekey(&rekey, time_ms).map_err(|_| Fork::InvalidEvent)?;
        let act = rekey.act().clone();
        self.apply(&Event { seq, time_ms, change: Change::Rekey(Box::new(rekey)) })?;
        self.keys = None;
        if let Some(secret) = secrets.get(&act.epoch) {
            let base = suite.import_base_key(secret.as_slice()).await?;
            if epoch::is_confirmed(suite, &base, &act, &ruling.preimage).await? {
                self.keys = Some(EpochKeys::derive(suite, &base, &ruling.transcript, act.list()).await?);
            }
        }
        Ok(())
    }

    fn trimmed(&mut self, (seq, time_ms): (u64, u64), header: &[u8], digest: Digest) -> Result<(), Unread> {
        let mut reader = Reader::new(header);
        let header = Header::read(&mut reader).map_err(|_| Fork::BadFrame)?;
        reader.finish().map_err(|_| Fork::BadFrame)?;
        self.apply(&Event { seq, time_ms, change: Change::Post(Post { header, digest }) })?;
        drop(self.step(&header.sender));
        self.note(header.sender, (seq, time_ms), None);
        Ok(())
    }

    async fn post(&mut self, suite: &S, (seq, time_ms): (u64, u64), envelope: &[u8]) -> Result<(), Unread> {
        let envelope = Envelope::decode(envelope).map_err(|_| Fork::BadFrame)?;
        let (header, digest) = (envelope.header, envelope.digest());
        self.apply(&Event { seq, time_ms, change: Change::Post(Post { header, digest }) })?;
        let sender = header.sender;
        let Some(message_key) = self.step(&sender) else {
            self.note(sender, (seq, time_ms), None);
            return Ok(());
        };
        let signing = self.state.seat(&sender).ok_or(Fork::InvalidEvent)?.signing();
        if !suite.verify(&signing, &envelope.signing_input(), &envelope.signature).await? {
            return Ok(());
        }
        let key = suite.import_aead_key(message_key).await?;
        let opened = suite.open(&key, &envelope.iv, &header.encode(), envelope.sealed).await;
        let content = opened.as_deref().and_then(|padded| Content::decode(padding::unpad(padded)?).ok());
        if let Some(Content { id, body: Body::Text(text) }) = content
            && self.heard.insert((sender, id))
        {
            self.note(sender, (seq, time_ms), Some(text));
        }
        Ok(())
    }

    fn step(&mut self, sender: &MemberId) -> Option<zeroize::Zeroizing<[u8; 32]>> {
        self.keys.as_mut()?.chain(sender).map(Chain::step)
    }

    fn note(&mut self, sender: MemberId, (seq, time_ms): (u64, u64), text: Option<String>) {
        let name = self.names.get(&sender).cloned();
        self.said.push(Earlier { name, text, sender, seq, time_ms });
    }
}

async fn verified<S: Suite, A: Act>(suite: &S, signed: &SignedBytes, key: Point) -> Result<Verified<A>, Unread> {
    let signed = signed.decode::<A>().map_err(|_| Fork::BadFrame)?;
    let holds = suite.verify(&key, &signed.signing_input(), signed.signature()).await?;
    if holds { Ok(signed.verified_under(key)) } else { Err(Fork::InvalidEvent.into()) }
}

impl From<SequencedEvent> for PastEvent {
    fn from(event: SequencedEvent) -> Self {
        Self::Event(event.event)
    }
}
