//! Whole rooms that another program made from secrets which the file gives: everything in them is made or opened again.
//!
//! The public side, event by event, is asked where the log is; here is what only members can compute.

use super::VectorFault;
use super::case::{Answer, Case, Section};
use super::primitives::point_of;
use crate::boxes::Ends;
use crate::content::{Body, Content};
use crate::epoch::{EpochKeys, is_confirmed, is_vouched_for};
use crate::link::{Link, LinkKeys};
use crate::suite::KnownKeys;
use crate::{padding, profile};
use burnroom_shared::envelope::Envelope;
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{
    EntryHash, ErasureCommitment, ErasureToken, MemberId, NameCommitment, RoomId, Signature, Transcript,
};
use burnroom_shared::log::{Change, Departure, Event, Genesis, Post, State};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{
    Act, Announcement, Boxed, Fresh, Linkbox, OwnerAct, Power, Profile, Rekey, Signed, Verified,
};
use serde_json::Value;

/// Whether something is as the file says.
type Holds = Result<bool, VectorFault>;

/// A room on the way from its beginning to its end.
struct Walk<'a, S: KnownKeys> {
    suite: &'a S,
    links: Vec<LinkKeys<S>>,
    state: State,
    keys: Option<EpochKeys<S>>,
}

/// Walks through a room. How many events it has.
pub(super) async fn walk<S: KnownKeys>(suite: &S, room: &Value) -> Result<usize, VectorFault> {
    let mut links = Vec::new();
    for case in Section::of(room, "links").cases() {
        links.push(link(suite, &case).await?);
    }
    let beginning = Case::within(room, "beginning");
    let genesis = Genesis {
        parameters: beginning.number("parameters")?,
        room: RoomId(beginning.array("room")?),
        entry_hash: EntryHash(beginning.array("entry_hash")?),
        created_ms: beginning.number("created_ms")?,
        creator: MemberId(beginning.array("creator")?),
    };
    let mut walk = Walk { suite, links, state: State::new(genesis), keys: None };
    let mut count = 0;
    for case in Section::of(room, "events").cases() {
        let answer = walk.event(&case).await?;
        case.judge(Answer::from(answer))?;
        count += 1;
    }
    Ok(count)
}

/// A link, and that its room is where the file says.
async fn link<S: KnownKeys>(suite: &S, case: &Case<'_>) -> Result<LinkKeys<S>, VectorFault> {
    let link = Link::parse(case.text("fragment")?).map_err(|_| case.bad())?;
    let keys = LinkKeys::derive(suite, &link).await.map_err(case.suite())?;
    let same = (keys.room.0, keys.entry_hash.0) == (case.array("room")?, case.array("entry_hash")?);
    case.judge(Answer::from(same))?;
    Ok(keys)
}

impl<S: KnownKeys> Walk<'_, S> {
    /// Makes again what is in the next event, and goes on to it.
    async fn event(&mut self, case: &Case<'_>) -> Holds {
        let id = MemberId(case.array("subject")?);
        let (holds, change) = match case.text("event")? {
            "joined" => self.joined(case).await?,
            "left" => (true, Change::Left(id, departure(case)?)),
            "owner" => (true, Change::Owner(id)),
            "fresh" => self.fresh(case).await?,
            "rekey" => self.rekey(case).await?,
            "resync" => (true, Change::Resync(self.signed(case).await?)),
            "owner-act" => self.owner_act(case).await?,
            "relink" => (true, Change::Relink(self.signed(case).await?)),
            "linkbox" => self.linkbox(case).await?,
            "profile" => self.profile(case).await?,
            _ => self.post(case).await?,
        };
        let event = Event { seq: case.number("seq")?, time_ms: case.number("time_ms")?, change };
        Ok(holds && self.state.apply(&event).is_ok() && self.state.head().hash.0 == case.array("log")?)
    }

    /// The link of a generation.
    fn link(&self, generation: u32, case: &Case<'_>) -> Result<&LinkKeys<S>, VectorFault> {
        usize::try_from(generation).ok().and_then(|place| self.links.get(place)).ok_or_else(|| case.bad())
    }

    /// A signed act of somebody who is seated.
    async fn signed<A: Act>(&self, case: &Case<'_>) -> Result<Verified<A>, VectorFault> {
        let seat = self.state.seat(&MemberId(case.array("subject")?)).ok_or_else(|| case.bad())?;
        let signed = decode(case)?;
        self.verified(case, signed, seat.signing()).await
    }

    async fn verified<A: Act>(
        &self,
        case: &Case<'_>,
        signed: Signed<A>,
        key: Point,
    ) -> Result<Verified<A>, VectorFault> {
        let holds = self.suite.verify(&key, &signed.signing_input(), signed.signature()).await;
        case.judge(Answer::from(holds.map_err(case.suite())?))?;
        Ok(signed.verified_under(key))
    }

    async fn joined(&self, case: &Case<'_>) -> Result<(bool, Change), VectorFault> {
        let (signed, made) = (decode::<Announcement>(case)?, case.made());
        let announcement = signed.act().clone();
        let link = self.link(self.state.address().generation, case)?;
        let vouched = self.suite.mac_holds(&link.vouch, &announcement.vouch_input(), &announcement.vouch.0).await;
        let own = made.number::<u32>("generation")? == self.state.address().generation
            && point_of(&made.array("signing")?) == Some(announcement.signing)
            && point_of(&made.array("agreement")?) == Some(announcement.agreement);
        let committed = ErasureCommitment::to(&ErasureToken(made.array("erasure_token")?)) == announcement.erasure
            && NameCommitment::to(&made.array("salt")?, made.text("name")?) == announcement.name;
        let joined = self.verified(case, signed, announcement.signing).await?;
        Ok((vouched.map_err(case.suite())? && own && committed, Change::Joined(joined)))
    }

    async fn fresh(&self, case: &Case<'_>) -> Result<(bool, Change), VectorFault> {
        let fresh = self.signed::<Fresh>(case).await?;
        let own = point_of(&case.made().array("agreement")?) == Some(fresh.act().agreement);
        Ok((own, Change::Fresh(fresh)))
    }

    async fn rekey(&mut self, case: &Case<'_>) -> Result<(bool, Change), VectorFault> {
        let (verified, made) = (self.signed::<Rekey>(case).await?, case.made());
        let (rekey, secret) = (verified.act(), made.array("secret")?);
        let ruling = self.state.judge_rekey(&verified, case.number("time_ms")?).map_err(|_| case.bad())?;
        let link = self.link(rekey.generation, case)?;
        let base = self.suite.import_base_key(&secret).await.map_err(case.suite())?;
        let confirmed = is_confirmed(self.suite, &base, &ruling.preimage, &rekey.confirm).await;
        let vouched = is_vouched_for(self.suite, link, rekey, ruling).await;
        let slots = self.slots(case, rekey, (&ruling.preimage.0, &secret)).await?;
        let keys = EpochKeys::derive(self.suite, &base, &ruling.transcript, rekey.list()).await;
        let hashes =
            ruling.preimage.0 == made.array("preimage")? && ruling.transcript == Transcript(made.array("transcript")?);
        let holds = hashes && slots && confirmed.map_err(case.suite())? && vouched.map_err(case.suite())?;
        self.keys = Some(keys.map_err(case.suite())?);
        Ok((holds, Change::Rekey(Box::new(verified))))
    }

    /// Wraps the secret again for everyone listed.
    async fn slots(&self, case: &Case<'_>, rekey: &Rekey, (preimage, secret): (&[u8; 32], &[u8; 32])) -> Holds {
        let private = case.made().array("ephemeral")?;
        let made = self.suite.known_agreement_key(&private, &rekey.ephemeral).await.map_err(case.suite())?;
        let salt = Label::WRAP_SALT.then(&[preimage]);
        let salt = self.suite.mac(&self.link(rekey.generation, case)?.wrap, &salt).await.map_err(case.suite())?;
        let keys = self.state.listed_keys(rekey.at, rekey.list()).map_err(|_| case.bad())?;
        let mut holds = point_of(&private) == Some(rekey.ephemeral) && keys.len() == rekey.slots.len();
        for (listed, (_, slot)) in keys.iter().zip(&rekey.slots) {
            let info = Label::WRAP_KEY.then(&[preimage, &listed.id.0]);
            let key = self.suite.agree_wrap_key(&made, &listed.agreement, &salt, &info).await.map_err(case.suite())?;
            let secret = self.suite.known_epoch_secret(secret).await.map_err(case.suite())?;
            holds &= self.suite.wrap(&secret, &key).await.map_err(case.suite())? == *slot;
        }
        Ok(holds)
    }

    /// Opens a post with its sender's chain.
    async fn post(&mut self, case: &Case<'_>) -> Result<(bool, Change), VectorFault> {
        let (whole, made) = (case.bytes("body")?, case.made());
        let envelope = Envelope::decode(&whole).map_err(|_| case.bad())?;
        let sender = envelope.header.sender;
        let seat = self.state.seat(&sender).ok_or_else(|| case.bad())?;
        let signed = self.suite.verify(&seat.signing(), &envelope.signing_input(), &envelope.signature).await;
        let chain = self.keys.as_mut().and_then(|keys| keys.chain(&sender)).ok_or_else(|| case.bad())?;
        let key = chain.step();
        let same_key = *key == made.array("message_key")?;
        let key = self.suite.import_aead_key(key).await.map_err(case.suite())?;
        let opened = self.suite.open(&key, &envelope.iv, &envelope.header.encode(), envelope.sealed).await;
        let content = opened.and_then(|padded| Content::decode(padding::unpad(&padded)?).ok());
        let said = Content { id: made.array("message_id")?, body: Body::Text(made.text("text")?.to_owned()) };
        let holds = signed.map_err(case.suite())? && same_key && content == Some(said);
        Ok((holds, Change::Post(Post { header: envelope.header, digest: envelope.digest() })))
    }

    async fn owner_act(&self, case: &Case<'_>) -> Result<(bool, Change), VectorFault> {
        let verified = self.signed::<OwnerAct>(case).await?;
        let act = verified.act();
        let holds = match &act.power {
            Power::Readdress(readdress) => {
                let next = self.link(act.generation.saturating_add(1), case)?;
                let there = (readdress.room, readdress.entry_hash) == (next.room, next.entry_hash);
                let title = readdress.title.as_deref().map(|title| title.0.as_slice());
                let boxed = (act.box_context(), act.owner, readdress.boxes.as_slice());
                there && self.titled(case, next, title).await && self.boxes(case, act.generation, boxed).await?
            }
            Power::Rename(title) => self.titled(case, self.link(act.generation, case)?, Some(&title.0)).await,
            _ => true,
        };
        Ok((holds, Change::OwnerAct(Box::new(verified))))
    }

    /// A title opens to what the file says, or there is none on either side.
    async fn titled(&self, case: &Case<'_>, link: &LinkKeys<S>, sealed: Option<&[u8]>) -> bool {
        let written = case.made().text("title").ok().map(str::to_owned);
        match sealed {
            Some(sealed) => written.is_some() && profile::open_title(self.suite, link, sealed).await == written,
            None => written.is_none(),
        }
    }

    /// Seals each box again with the key of generation `has`.
    async fn boxes(&self, case: &Case<'_>, has: u32, (context, from, boxes): ([u8; 32], MemberId, &[Boxed])) -> Holds {
        let (made, wrap) = (case.made(), &self.link(has, case)?.wrap);
        let secret = made.array("secret")?;
        let mut holds = made.cases("boxes").count() == boxes.len() && context == made.array("context")?;
        for (boxed, made) in boxes.iter().zip(made.cases("boxes")) {
            let agreement = self.state.seat(&boxed.to).ok_or_else(|| case.bad())?.agreement();
            let ends = Ends { wrap, context, from, to: boxed.to, agreement };
            let private = made.array("ephemeral")?;
            let key = self.suite.known_agreement_key(&private, &boxed.ephemeral).await.map_err(case.suite())?;
            let again = ends.seal_with(self.suite, &(key, boxed.ephemeral), &secret).await.map_err(case.suite())?;
            let binding = Boxed::binding(&context, &from, &boxed.to, &agreement, &boxed.ephemeral);
            holds &= again == *boxed && binding == made.array("binding")?;
        }
        Ok(holds)
    }

    async fn linkbox(&self, case: &Case<'_>) -> Result<(bool, Change), VectorFault> {
        let verified = self.signed::<Linkbox>(case).await?;
        let act = verified.act();
        let holds = self.boxes(case, act.has, (act.box_context(), act.from, &[act.boxed])).await?;
        Ok((holds, Change::Linkbox(Box::new(verified))))
    }

    async fn profile(&self, case: &Case<'_>) -> Result<(bool, Change), VectorFault> {
        let verified = self.signed::<Profile>(case).await?;
        let act = verified.act();
        let seat = self.state.seat(&act.member).ok_or_else(|| case.bad())?;
        let link = self.link(act.generation, case)?;
        let name = profile::open_name(self.suite, link, seat.announcement(), &act.name.0).await;
        let (made, committed) = (case.made(), seat.announcement().name);
        let holds = name.as_deref() == Some(made.text("name")?)
            && NameCommitment::to(&made.array("salt")?, made.text("name")?) == committed;
        Ok((holds, Change::Profile(Box::new(verified))))
    }
}

fn decode<A: Act>(case: &Case<'_>) -> Result<Signed<A>, VectorFault> {
    let signature = Signature(case.array("signature")?);
    Signed::decode(&case.bytes("body")?, signature).map_err(|_| case.bad())
}

fn departure(case: &Case<'_>) -> Result<Departure, VectorFault> {
    serde_json::from_value(Value::from(case.text("departure")?)).map_err(|_| case.bad())
}
