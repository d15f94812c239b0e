//! One session while its parts come in: everyone's commitment, then everyone's nonce (R40, R43 to R46).
//!
//! Owns the nonces and wipes them with itself. Believes the log's order and nothing else: a part that an honest client
//! could not have posted where it stands ends the session and names its author.

use crate::effect::Break;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::hash::{Label, sha256};
use burnroom_shared::ids::{MemberId, Transcript};
use burnroom_shared::point::Point;
use burnroom_shared::sorted::SortedMap;
use zeroize::Zeroizing;

/// How long everyone has for both parts, ms. A round trip each; a person waits no longer for a code.
pub(super) const GATHER_MS: u64 = 20_000;

/// What a part did.
#[derive(PartialEq, Eq)]
pub(super) enum Progress {
    /// Others are still to come.
    Waiting,
    /// Everyone has committed, oneself included: now this nonce may be said, once.
    Reveal([u8; 32]),
    /// Everyone has revealed.
    Complete,
    /// It is over.
    Broken(Break),
}

burnroom_shared::debug_by_name!(Progress: Waiting | Reveal | Complete | Broken);

/// One participant's parts.
#[derive(Default)]
struct Part {
    commitment: Option<[u8; 32]>,
    nonce: Option<Zeroizing<[u8; 32]>>,
}

/// A session that has begun and is not complete.
pub(super) struct Gathering {
    me: MemberId,
    session: [u8; 16],
    members: Vec<MemberId>,
    members_hash: [u8; 32],
    parts: SortedMap<MemberId, Part>,
    nonce: Zeroizing<[u8; 32]>,
    revealed: bool,
    ends_ms: u64,
}

burnroom_shared::debug_by_name!(Gathering);

/// The session's id: where and by whom it was started (R40).
pub(crate) fn session_id(transcript: &Transcript, starter: &MemberId, counter: u32) -> [u8; 16] {
    let hash = Label::COMPARE.hash(&[&transcript.0, &starter.0, &counter.to_be_bytes()]);
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    id
}

/// The hash of who takes part, with the keys they sign with (R40).
pub(crate) fn members_hash(session: &[u8; 16], members: &[(MemberId, Point)]) -> [u8; 32] {
    let each: Vec<u8> = members.iter().flat_map(|(id, key)| id.0.into_iter().chain(sha256(key.as_bytes()))).collect();
    Label::COMPARE_MEMBERS.hash(&[session, &each])
}

/// A member's commitment to its nonce (R40).
pub(crate) fn commitment(session: &[u8; 16], members_hash: &[u8; 32], member: &MemberId, nonce: &[u8; 32]) -> [u8; 32] {
    Label::COMPARE_COMMIT.hash(&[session, members_hash, &member.0, nonce])
}

impl Gathering {
    /// Begins with a new nonce. `members` is in the session's order and includes `me`.
    pub(super) fn begin<S: Suite>(
        suite: &S,
        me: MemberId,
        session: [u8; 16],
        members: &[(MemberId, Point)],
        now_ms: u64,
    ) -> Result<Self, SuiteFault> {
        let mut nonce = Zeroizing::new([0; 32]);
        suite.random(nonce.as_mut_slice())?;
        Ok(Self {
            me,
            session,
            members: members.iter().map(|(id, _)| *id).collect(),
            members_hash: members_hash(&session, members),
            parts: members.iter().map(|(id, _)| (*id, Part::default())).collect(),
            nonce,
            revealed: false,
            ends_ms: now_ms.saturating_add(GATHER_MS),
        })
    }

    pub(super) fn session(&self) -> [u8; 16] {
        self.session
    }

    pub(super) fn members(&self) -> &[MemberId] {
        &self.members
    }

    pub(super) fn members_hash(&self) -> &[u8; 32] {
        &self.members_hash
    }

    pub(super) fn ends_ms(&self) -> u64 {
        self.ends_ms
    }

    /// What this device commits to.
    pub(super) fn own_commitment(&self) -> [u8; 32] {
        commitment(&self.session, &self.members_hash, &self.me, &self.nonce)
    }

    /// A commitment in the log.
    pub(super) fn commit(&mut self, from: MemberId, commitment: [u8; 32], now_ms: u64) -> Progress {
        let foreign = from == self.me && commitment != self.own_commitment();
        let Some(part) = self.parts.get_mut(&from).filter(|_| !foreign) else {
            return Progress::Broken(Break::Misbehaved(from));
        };
        if part.commitment.replace(commitment).is_some() {
            return Progress::Broken(Break::Misbehaved(from));
        }
        if !self.all_committed() {
            return Progress::Waiting;
        }
        if now_ms >= self.ends_ms {
            return Progress::Broken(Break::Silence);
        }
        self.reveal_once()
    }

    fn reveal_once(&mut self) -> Progress {
        if std::mem::replace(&mut self.revealed, true) {
            return Progress::Waiting;
        }
        Progress::Reveal(*self.nonce)
    }

    /// A nonce in the log.
    pub(super) fn reveal(&mut self, from: MemberId, nonce: Zeroizing<[u8; 32]>) -> Progress {
        let fits = self.all_committed() && self.is_committed_to(from, &nonce);
        let Some(part) = self.parts.get_mut(&from).filter(|_| fits) else {
            return Progress::Broken(Break::Misbehaved(from));
        };
        if part.nonce.replace(nonce).is_some() {
            return Progress::Broken(Break::Misbehaved(from));
        }
        if self.parts.values().all(|part| part.nonce.is_some()) {
            return Progress::Complete;
        }
        Progress::Waiting
    }

    fn is_committed_to(&self, from: MemberId, nonce: &[u8; 32]) -> bool {
        let claimed = self.parts.get(&from).and_then(|part| part.commitment);
        claimed == Some(commitment(&self.session, &self.members_hash, &from, nonce))
    }

    fn all_committed(&self) -> bool {
        self.parts.values().all(|part| part.commitment.is_some())
    }

    /// Everyone's nonce in the order of the session, as far as they have come.
    pub(super) fn nonces(&self) -> Zeroizing<Vec<u8>> {
        // All at once: growing would leave nonces behind in freed memory.
        let mut nonces = Zeroizing::new(Vec::with_capacity(self.members.len() * 32));
        for part in self.members.iter().filter_map(|id| self.parts.get(id)) {
            nonces.extend_from_slice(part.nonce.as_ref().map_or(&[], |nonce| nonce.as_slice()));
        }
        nonces
    }

    /// The others whose turn it is. Nobody while one's own part has not come back: the relay may be holding it.
    pub(super) fn silent(&self) -> Vec<MemberId> {
        let committing = !self.all_committed();
        let missing = |part: &Part| {
            if committing { part.commitment.is_none() } else { part.nonce.is_none() }
        };
        if self.parts.get(&self.me).is_none_or(missing) {
            return Vec::new();
        }
        let others = self.parts.iter().filter(|(_, part)| missing(part));
        others.map(|(id, _)| *id).collect()
    }
}
