//! Some people around one log, for the tests: whatever anybody says is seen by all in the same order.

use super::gathering::session_id;
use super::{Comparisons, NotJoined, Start, Step, Wish};
use crate::content::Body;
use crate::effect::{Break, Comparison, Fingerprint};
use crate::rust_crypto::{RustCrypto, ready};
use crate::suite::Suite as _;
use burnroom_shared::ids::{MemberId, Transcript};
use burnroom_shared::point::Point;
use std::collections::VecDeque;

pub(super) const T: Transcript = Transcript([7; 32]);

/// Some people around one log.
pub(super) struct Table {
    pub(super) suite: RustCrypto,
    pub(super) members: Vec<(MemberId, Point)>,
    pub(super) minds: Vec<Comparisons>,
    /// Said and not in the log yet.
    pub(super) said: VecDeque<(usize, Body)>,
    pub(super) shown: Vec<Vec<Comparison>>,
    pub(super) counter: u32,
    pub(super) now_ms: u64,
}

impl Table {
    pub(super) fn of(size: usize, seed: u64) -> Self {
        let suite = RustCrypto::seeded(seed);
        let members: Vec<_> = (0..size).map(|_| person(&suite)).collect();
        let minds = members.iter().map(|(id, _)| Comparisons::new(*id)).collect();
        Self {
            suite,
            members,
            minds,
            said: VecDeque::new(),
            shown: vec![Vec::new(); size],
            counter: 0,
            now_ms: 1_000_000,
        }
    }

    pub(super) fn id(&self, who: usize) -> MemberId {
        self.members[who].0
    }

    pub(super) fn ids(&self) -> Vec<MemberId> {
        self.members.iter().map(|(id, _)| *id).collect()
    }

    pub(super) fn take(&mut self, who: usize, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Post(body) => self.said.push_back((who, body)),
                Step::Show(comparison) => self.shown[who].push(comparison),
            }
        }
    }

    /// A start in the log; what each made of it.
    pub(super) fn start(&mut self, by: usize, wish: Wish) -> Vec<Result<(), NotJoined>> {
        let named = self.ids();
        self.start_of(by, &named, wish)
    }

    pub(super) fn start_of(&mut self, by: usize, named: &[MemberId], wish: Wish) -> Vec<Result<(), NotJoined>> {
        self.counter += 1;
        (0..self.minds.len())
            .map(|who| {
                let wish = if who == by { wish } else { Wish::Automatic };
                let present = self.members.clone();
                let start = Start {
                    transcript: T,
                    starter: self.id(by),
                    counter: self.counter,
                    named,
                    present: &present,
                    wish,
                };
                let steps = self.minds[who].started(&self.suite, &start, self.now_ms)?;
                self.take(who, steps);
                Ok(())
            })
            .collect()
    }

    /// One body in the log, as everyone sees it.
    pub(super) fn log(&mut self, from: usize, body: &Body) {
        let id = self.id(from);
        for who in 0..self.minds.len() {
            let mind = &mut self.minds[who];
            let steps = match body {
                Body::Commit { session, commitment } => mind.committed(id, *session, *commitment, self.now_ms),
                Body::Reveal { session, nonce } => {
                    ready(mind.revealed(&self.suite, id, *session, *nonce)).unwrap().unwrap()
                }
                Body::Text(_) | Body::Compare(_) | Body::History(_) | Body::Pulse => Vec::new(),
            };
            self.take(who, steps);
        }
    }

    /// Logs everything that anybody says, except what `silent` says.
    pub(super) fn talk(&mut self, silent: Option<usize>) -> Vec<Body> {
        let mut withheld = Vec::new();
        while let Some((from, body)) = self.said.pop_front() {
            if silent == Some(from) {
                withheld.push(body);
            } else {
                self.log(from, &body);
            }
        }
        withheld
    }

    pub(super) fn code(&self, who: usize) -> &Fingerprint {
        match self.shown[who].last() {
            Some(Comparison::Ready { fingerprint, .. }) => fingerprint,
            other => panic!("no code but {other:?}"),
        }
    }

    pub(super) fn cause(&self, who: usize) -> Break {
        match self.shown[who].last() {
            Some(Comparison::Broken { cause }) => *cause,
            other => panic!("not broken but {other:?}"),
        }
    }

    pub(super) fn session(&self, by: usize) -> [u8; 16] {
        session_id(&T, &self.id(by), self.counter)
    }

    pub(super) fn reveals(&self) -> usize {
        self.said.iter().filter(|(_, body)| matches!(body, Body::Reveal { .. })).count()
    }
}

pub(super) fn person(suite: &RustCrypto) -> (MemberId, Point) {
    let (_, key) = ready(suite.make_signing_key()).unwrap().unwrap();
    (MemberId::of(&key), key)
}
