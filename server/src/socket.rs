//! One connection: frames in, outbox out. Knows nothing about rooms; whoever listens is a [`Guest`].
//!
//! The far side must say something soon, must stay audible, and must read: each failing ends this connection only.

use crate::config::SocketLimits;
use crate::connection::{Connection, Fault, Frame, Incoming};
use crate::outbox::{End, Outlet, Owed};
use crate::refused::Denied;
use burnroom_shared::refusal::{CLOSE_BURNED, Refusal};
use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// Close code of a connection that ended as both sides wished (RFC 6455, 7.4.1).
const CLOSE_NORMAL: u16 = 1000;

/// Whoever takes a connection's frames.
pub trait Guest: Send {
    /// Takes one frame.
    ///
    /// # Errors
    /// The end of the connection.
    fn take(&mut self, frame: Frame) -> Result<(), End>;
}

/// How long a connection may be silent.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    first_frame_within: Duration,
    ping_every: Duration,
    dead_after: Duration,
}

impl From<&SocketLimits> for Patience {
    fn from(limits: &SocketLimits) -> Self {
        Self {
            first_frame_within: limits.first_frame_within,
            ping_every: limits.ping_every,
            dead_after: limits.dead_after,
        }
    }
}

/// Serves a connection until it ends, then closes it. The guest is gone before the closing starts.
pub async fn serve<C: Connection, G: Guest>(mut connection: C, mut outlet: Outlet, mut guest: G, patience: Patience) {
    let end = converse(&mut connection, &mut outlet, &mut guest, patience).await;
    drop(guest);
    match end {
        Some(End::Refused(denied)) => refuse(connection, &denied).await,
        Some(End::Burned) => connection.close(CLOSE_BURNED, "burned".into()).await,
        Some(End::Left) => connection.close(CLOSE_NORMAL, "".into()).await,
        None => {}
    }
}

/// Closes a connection with a refusal's code, its word and its wait.
pub async fn refuse<C: Connection>(connection: C, denied: &Denied) {
    connection.close(denied.refusal.close_code(), denied.close_reason()).await;
}

/// Returns why it ended; `None` if the far side is gone and there is nobody to tell.
async fn converse<C: Connection, G: Guest>(
    connection: &mut C,
    outlet: &mut Outlet,
    guest: &mut G,
    patience: Patience,
) -> Option<End> {
    let mut silence = Silence::new(patience);
    // Set anew only when it goes off: moving it at every frame would cost more than the frame.
    let mut alarm = pin!(sleep_until(silence.next()));
    let mut batch = VecDeque::new();
    loop {
        tokio::select! {
            incoming = connection.receive() => {
                silence.broken();
                match incoming {
                    Ok(Incoming::Frame(frame)) => {
                        silence.first_came();
                        if let Err(end) = guest.take(frame) {
                            return Some(end);
                        }
                    }
                    Ok(Incoming::SignOfLife) => {}
                    Err(fault) => return blame(fault),
                }
            }
            owed = outlet.next(&mut batch) => match owed {
                Owed::Frames => {
                    if let Err(end) = write(connection, outlet, &mut batch, patience).await {
                        return end;
                    }
                }
                Owed::End(end) => return Some(end),
            },
            () = alarm.as_mut() => {
                match silence.judge(Instant::now()) {
                    Verdict::Dead => return Some(Refusal::TooSlow.into()),
                    Verdict::Ping => match timeout(patience.dead_after, connection.ping()).await {
                        Ok(Ok(())) => {}
                        Ok(Err(fault)) => return blame(fault),
                        Err(_) => return Some(Refusal::TooSlow.into()),
                    },
                    Verdict::Wait => {}
                }
                alarm.as_mut().reset(silence.next());
            }
        }
    }
}

/// Writes a batch, unless the reader is cut off meanwhile or reads nothing for as long as the dead do.
async fn write<C: Connection>(
    connection: &mut C,
    outlet: &mut Outlet,
    batch: &mut VecDeque<Frame>,
    patience: Patience,
) -> Result<(), Option<End>> {
    tokio::select! {
        biased;
        sent = timeout(patience.dead_after, connection.send(batch)) => match sent {
            Ok(sent) => sent.map_err(blame),
            Err(_) => Err(Some(Refusal::TooSlow.into())),
        },
        end = outlet.cut() => Err(Some(end)),
    }
}

fn blame(fault: Fault) -> Option<End> {
    match fault {
        Fault::TooLarge => Some(Refusal::TooLarge.into()),
        Fault::Malformed => Some(Refusal::BadFrame.into()),
        Fault::Gone => None,
    }
}

/// How long the far side has been silent, and what is to be done about it.
#[derive(Debug)]
struct Silence {
    patience: Patience,
    since: Instant,
    pinged: Instant,
    first_by: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Wait,
    Ping,
    Dead,
}

impl Silence {
    fn new(patience: Patience) -> Self {
        let now = Instant::now();
        Self { patience, since: now, pinged: now, first_by: Some(now + patience.first_frame_within) }
    }

    fn broken(&mut self) {
        self.since = Instant::now();
    }

    fn first_came(&mut self) {
        self.first_by = None;
    }

    fn dead_at(&self) -> Instant {
        self.since + self.patience.dead_after
    }

    fn ping_at(&self) -> Instant {
        self.since.max(self.pinged) + self.patience.ping_every
    }

    fn next(&self) -> Instant {
        let soonest = self.dead_at().min(self.ping_at());
        self.first_by.map_or(soonest, |first_by| first_by.min(soonest))
    }

    fn judge(&mut self, now: Instant) -> Verdict {
        if now >= self.dead_at() || self.first_by.is_some_and(|first_by| now >= first_by) {
            return Verdict::Dead;
        }
        if now < self.ping_at() {
            return Verdict::Wait;
        }
        self.pinged = now;
        Verdict::Ping
    }
}

#[cfg(test)]
mod tests;
