//! Weather between members and a relay: in a storm lines are slow, stall, and break in the middle of a frame, at both
//! ends at once or at one end long before the other. Passes bytes and knows no frame; in calm it changes nothing.

use crate::dice::Dice;
use crate::stream::Stream;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, split};
use tokio::sync::watch;
use tokio::time::sleep;

/// Bytes passed on at once.
const CHUNK: usize = 4 * 1024;
/// Bytes after which a line breaks that breaks early: within the first frames of a connection.
const EARLY_BYTES: u64 = 500;
/// Bytes after which the others break, at most.
const LATE_BYTES: u64 = 5_000;

/// How bad it gets: the longest of each, ms.
#[derive(Clone, Copy, Debug)]
pub struct Severity {
    /// From one end to the other, for each chunk.
    pub delay_ms: u64,
    /// Without a byte passing.
    pub stall_ms: u64,
    /// From when one end learns of a break until the other does.
    pub apart_ms: u64,
    /// From the beginning of the storm, or of the line, until it breaks.
    pub life_ms: u64,
}

/// What lines have gone through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suffered {
    /// Chunks that came late.
    pub delays: u64,
    /// Lines that stood still for a while.
    pub stalls: u64,
    /// Lines that ended inside of a chunk.
    pub torn_chunks: u64,
    /// Lines that ended at both ends at once.
    pub cuts: u64,
    /// Lines that were reset.
    pub resets: u64,
    /// Lines whose far end went on for a while, and heard then what the near end had said last.
    pub late_words: u64,
    /// Lines whose near end went on for a while.
    pub deaf: u64,
}

impl std::ops::AddAssign for Suffered {
    fn add_assign(&mut self, more: Self) {
        self.delays += more.delays;
        self.stalls += more.stalls;
        self.torn_chunks += more.torn_chunks;
        self.cuts += more.cuts;
        self.resets += more.resets;
        self.late_words += more.late_words;
        self.deaf += more.deaf;
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Sky {
    is_stormy: bool,
    is_down: bool,
    /// How often lines have fallen silent.
    silences: u64,
}

/// The weather of all lines of a story. Clones share it.
#[derive(Clone, Debug)]
pub struct Weather {
    sky: watch::Sender<Sky>,
    severity: Severity,
    suffered: Arc<Mutex<Suffered>>,
}

/// What will happen to one line, in a storm.
#[derive(Debug)]
struct Fate {
    up: Course,
    down: Course,
    life: Duration,
    apart: Duration,
    breaking: Breaking,
}

/// What will happen to one direction of it.
#[derive(Debug)]
struct Course {
    dice: Dice,
    /// Bytes until it breaks.
    bytes: usize,
    stall: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Breaking {
    Cut,
    Reset,
    NearFirst,
    FarFirst,
}

/// It broke, with this of the near end's words in hand.
struct Broken(Vec<u8>);

impl Weather {
    /// Calm, until it is said to be otherwise.
    #[must_use]
    pub fn new(severity: Severity) -> Self {
        Self { sky: watch::channel(Sky::default()).0, severity, suffered: Arc::default() }
    }

    /// From now on lines meet their fates.
    pub fn storm(&self) {
        self.sky.send_modify(|sky| sky.is_stormy = true);
    }

    /// No fate is met any more, and what stood still moves on.
    pub fn calm(&self) {
        self.sky.send_modify(|sky| sky.is_stormy = false);
    }

    /// Nothing passes any more on any line there is, and neither end is told.
    pub fn fall_silent(&self) {
        self.sky.send_modify(|sky| sky.silences += 1);
    }

    /// Cuts every line there is; none can be opened.
    pub fn go_down(&self) {
        self.sky.send_modify(|sky| sky.is_down = true);
    }

    /// Lines can be opened again.
    pub fn come_up(&self) {
        self.sky.send_modify(|sky| sky.is_down = false);
    }

    /// True if no line can be opened.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.sky.borrow().is_down
    }

    /// What lines have gone through so far.
    ///
    /// # Panics
    /// If the count was poisoned.
    #[must_use]
    pub fn suffered(&self) -> Suffered {
        *self.suffered.lock().unwrap()
    }

    fn count(&self, add: impl FnOnce(&mut Suffered)) {
        add(&mut self.suffered.lock().unwrap());
    }

    /// Passes bytes between a member's end and the relay's until the line has ended at both, as `dice` have it.
    pub async fn pass(&self, mut near: impl Stream, mut far: impl Stream, mut dice: Dice) {
        let mut fate = self.draw(&mut dice);
        let (breaking, apart) = (fate.breaking, fate.apart);
        let broken = tokio::select! {
            broken = self.both_ways(&mut near, &mut far, &mut fate.up, &mut fate.down) => broken,
            () = self.until_worn(fate.life) => Err(Broken(Vec::new())),
            () = self.until_useless() => {
                if self.is_down() { return } else { pending().await }
            }
        };
        let Err(Broken(last_words)) = broken else { return };
        match breaking {
            Breaking::Cut => self.count(|suffered| suffered.cuts += 1),
            Breaking::Reset => {
                self.count(|suffered| suffered.resets += 1);
                near.tear();
                far.tear();
            }
            Breaking::NearFirst => {
                drop(near);
                sleep(apart).await;
                if !last_words.is_empty() {
                    self.count(|suffered| suffered.late_words += 1);
                    let _ = far.write_all(&last_words).await;
                }
            }
            Breaking::FarFirst => {
                self.count(|suffered| suffered.deaf += 1);
                drop(far);
                sleep(apart).await;
            }
        }
    }

    async fn both_ways(
        &self,
        near: &mut impl Stream,
        far: &mut impl Stream,
        up: &mut Course,
        down: &mut Course,
    ) -> Result<(), Broken> {
        let ((near_in, near_out), (far_in, far_out)) = (split(near), split(far));
        let down = async { self.one_way(far_in, near_out, down).await.map_err(|Broken(_)| Broken(Vec::new())) };
        tokio::try_join!(self.one_way(near_in, far_out, up), down)?;
        Ok(())
    }

    async fn one_way(
        &self,
        mut from: impl AsyncRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
        course: &mut Course,
    ) -> Result<(), Broken> {
        let mut chunk = vec![0; CHUNK];
        while let Ok(read @ 1..) = from.read(&mut chunk).await {
            if self.sky.borrow().is_stormy {
                self.hold_back(course).await;
            }
            let is_last = self.sky.borrow().is_stormy && course.bytes < read;
            let passed = if is_last { course.bytes } else { read };
            if to.write_all(&chunk[..passed]).await.is_err() {
                break;
            }
            if is_last {
                self.count(|suffered| suffered.torn_chunks += 1);
                return Err(Broken(chunk[passed..read].to_vec()));
            }
            if self.sky.borrow().is_stormy {
                course.bytes = course.bytes.saturating_sub(passed);
            }
        }
        let _ = to.shutdown().await;
        Ok(())
    }

    async fn hold_back(&self, course: &mut Course) {
        let delay_ms = course.dice.roll(self.severity.delay_ms);
        self.count(|suffered| suffered.delays += 1);
        sleep(Duration::from_millis(delay_ms)).await;
        if let Some(stall) = course.stall.take() {
            self.count(|suffered| suffered.stalls += 1);
            let mut sky = self.sky.subscribe();
            tokio::select! {
                () = sleep(stall) => {}
                _ = sky.wait_for(|sky| !sky.is_stormy) => {}
            }
        }
    }

    /// Returns when nothing can be opened any more, or the lines there are fall silent.
    async fn until_useless(&self) {
        let mut sky = self.sky.subscribe();
        let silences = sky.borrow().silences;
        let _ = sky.wait_for(|sky| sky.is_down || sky.silences > silences).await;
    }

    /// Returns when a line has had so much storm in one go.
    async fn until_worn(&self, life: Duration) {
        let mut sky = self.sky.subscribe();
        loop {
            let _ = sky.wait_for(|sky| sky.is_stormy).await;
            tokio::select! {
                () = sleep(life) => return,
                _ = sky.wait_for(|sky| !sky.is_stormy) => {}
            }
        }
    }

    fn draw(&self, dice: &mut Dice) -> Fate {
        let Severity { delay_ms: _, stall_ms, apart_ms, life_ms } = self.severity;
        Fate {
            up: Course::draw(dice, stall_ms),
            down: Course::draw(dice, stall_ms),
            life: Duration::from_millis(dice.roll(life_ms)),
            apart: Duration::from_millis(dice.roll(apart_ms)),
            breaking: match dice.roll(4) {
                0 => Breaking::Cut,
                1 => Breaking::Reset,
                2 => Breaking::NearFirst,
                _ => Breaking::FarFirst,
            },
        }
    }
}

impl Course {
    fn draw(dice: &mut Dice, stall_ms: u64) -> Self {
        let bytes = match dice.roll(4) {
            0 => dice.roll(EARLY_BYTES),
            1 => dice.roll(LATE_BYTES),
            _ => u64::MAX,
        };
        let stall = dice.once_in(4).then(|| Duration::from_millis(dice.roll(stall_ms)));
        let dice = Dice::of(&[dice.roll(u64::MAX)]);
        Self { dice, bytes: usize::try_from(bytes).unwrap_or(usize::MAX), stall }
    }
}
