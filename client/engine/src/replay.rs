//! The log of a room with history, read again from its beginning by whoever came later (R73).
//!
//! Nothing that the relay says about the past is believed: everything goes through the one function that everyone used,
//! and a secret counts if the rekey commits to it.

use crate::believing::{Disbelief, verified};
use crate::chain::Chain;
use crate::content::{Body, Content};
use crate::effect::{Earlier, Fork};
use crate::epoch::EpochKeys;
use crate::link::LinkKeys;
use crate::profile;
use crate::sealed;
use crate::secrets::{Commitment, Secrets};
use crate::suite::Suite;
use burnroom_shared::codec::Reader;
use burnroom_shared::envelope::{Envelope, Header};
use burnroom_shared::frame::{EventFrame, SequencedEvent, SignedBytes};
use burnroom_shared::ids::{Digest, MemberId};
use burnroom_shared::log::{Change, Event, Post, State};
use burnroom_shared::signed::{Act, Announcement, Rekey, Verified};
use burnroom_shared::sorted::{SortedMap, SortedSet};

/// An event of the past as the relay sent it.
pub(crate) enum PastEvent {
    /// Whatever is not a post.
    Event(EventFrame),
    /// A post's envelope.
    Post(Vec<u8>),
}

/// The log, read again.
pub(crate) struct Replay<S: Suite> {
    state: State,
    keys: Option<EpochKeys<S>>,
    names: SortedMap<MemberId, String>,
    heard: SortedSet<(MemberId, [u8; 16])>,
    said: Vec<Earlier>,
}

impl<S: Suite> Replay<S> {
    pub(crate) fn new(goal: &State) -> Self {
        Self {
            state: State::new(goal.genesis().clone()),
            keys: None,
            names: SortedMap::new(),
            heard: SortedSet::new(),
            said: Vec::new(),
        }
    }

    pub(crate) async fn event(
        &mut self,
        suite: &S,
        link: &LinkKeys<S>,
        secrets: &mut Secrets,
        (seq, time_ms): (u64, u64),
        event: &PastEvent,
    ) -> Result<(), Disbelief> {
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
                let name = profile::open_name(suite, link, joined.act(), &name.0).await;
                self.names.extend(name.map(|name| (joined.act().id(), name)));
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
                let seat = self.state.seat(&act.member).ok_or(Fork::InvalidEvent)?;
                let name = profile::open_name(suite, link, seat.announcement(), &act.name.0).await;
                self.names.extend(name.map(|name| (act.member, name)));
                Change::Profile(Box::new(profile))
            }
        };
        self.apply(&at(change))
    }

    fn apply(&mut self, event: &Event) -> Result<(), Disbelief> {
        self.state.apply(event).map_err(|invalid| Fork::from(invalid).into())
    }

    /// The last event that has been read.
    pub(crate) fn seq(&self) -> u64 {
        self.state.head().seq
    }

    /// What was said, if all of it has led to `goal`.
    pub(crate) fn arrive(self, goal: &State) -> Result<Vec<Earlier>, Fork> {
        if self.state == *goal { Ok(self.said) } else { Err(Fork::AnotherRoom) }
    }

    async fn by_seat<A: Act>(&self, suite: &S, signed: &SignedBytes) -> Result<Verified<A>, Disbelief> {
        let signer = signed.decode::<A>().map_err(|_| Fork::BadFrame)?.act().signer();
        let key = self.state.seat(&signer).ok_or(Fork::InvalidEvent)?.signing();
        verified(suite, signed, key).await
    }

    async fn rekey(
        &mut self,
        suite: &S,
        secrets: &mut Secrets,
        rekey: Verified<Rekey>,
        (seq, time_ms): (u64, u64),
    ) -> Result<(), Disbelief> {
        let ruling = self.state.judge_rekey(&rekey, time_ms).map_err(Fork::from)?;
        let act = rekey.act().clone();
        self.apply(&Event { seq, time_ms, change: Change::Rekey(Box::new(rekey)) })?;
        self.keys = None;
        let commitment = Commitment { preimage: ruling.preimage, confirm: act.confirm };
        if let Some(secret) = secrets.find(suite, act.epoch, commitment).await? {
            let base = suite.import_base_key(secret.as_slice()).await?;
            self.keys = Some(EpochKeys::derive(suite, &base, &ruling.transcript, act.list()).await?);
        }
        Ok(())
    }

    fn trimmed(&mut self, (seq, time_ms): (u64, u64), header: &[u8], digest: Digest) -> Result<(), Disbelief> {
        let mut reader = Reader::new(header);
        let header = Header::read(&mut reader).map_err(|_| Fork::BadFrame)?;
        reader.finish().map_err(|_| Fork::BadFrame)?;
        self.apply(&Event { seq, time_ms, change: Change::Post(Post { header, digest }) })?;
        drop(self.step(&header.sender));
        self.note(header.sender, (seq, time_ms), None);
        Ok(())
    }

    async fn post(&mut self, suite: &S, (seq, time_ms): (u64, u64), envelope: &[u8]) -> Result<(), Disbelief> {
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
        if let Some(Content { id, body: Body::Text(text) }) = sealed::open(suite, &key, &envelope).await
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

impl From<SequencedEvent> for PastEvent {
    fn from(event: SequencedEvent) -> Self {
        Self::Event(event.event)
    }
}
