//! A session against a relay whose every frame is up to the bytes.

use crate::simulator::{Frame, Sim, Toy};
use burnroom_engine::effect::Notice;
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_engine::link::Parameters;

/// Bytes that one piece of a made-up frame has at most.
const PIECE: usize = 48;

/// Takes bytes off the front, zeros where there are none.
struct Script<'a>(&'a [u8]);

impl Script<'_> {
    fn byte(&mut self) -> u8 {
        let Some((byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *byte
    }

    fn piece(&mut self) -> Vec<u8> {
        let count = usize::from(self.byte()) % PIECE;
        let (piece, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        piece.to_vec()
    }
}

fn bend(frame: &mut Frame, script: &mut Script<'_>) {
    let (place, value) = (usize::from(script.byte()) * 7 + usize::from(script.byte()), script.byte());
    match frame {
        Frame::Text(text) => {
            let mut bytes = std::mem::take(text).into_bytes();
            if let Some(byte) = (!bytes.is_empty()).then(|| place % bytes.len()).and_then(|at| bytes.get_mut(at)) {
                *byte = value;
            }
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
        Frame::Binary(bytes) => {
            if let Some(byte) = (!bytes.is_empty()).then(|| place % bytes.len()).and_then(|at| bytes.get_mut(at)) {
                *byte = value;
            }
        }
        Frame::Closed(code) => *code = u16::from_be_bytes([value, script.byte()]),
        Frame::Opened => {}
    }
}

/// Two honest devices; what the second hears and when is up to `bytes`.
pub(crate) fn session(bytes: &[u8]) {
    let mut script = Script(bytes);
    let parameters = if script.byte() % 2 == 0 { Parameters::PLAIN } else { Parameters::PLAIN.with_history() };
    let mut world = Sim::<Toy>::with_parameters(u64::from(script.byte()), parameters);
    let ada = world.create("Ada", "Argon");
    let bob = world.join("Bob");
    for _ in 0..script.byte() {
        world.step();
    }
    let mut said = Vec::new();
    while !script.0.is_empty() {
        match script.byte() % 14 {
            0..=2 => {
                for _ in 0..script.byte() % 32 {
                    world.step();
                }
            }
            3 => {
                if let Some(frame) = world.peers[bob].down.front_mut() {
                    bend(frame, &mut script);
                }
            }
            4 => {
                world.peers[bob].down.pop_front();
            }
            5 => {
                let again = world.peers[bob].down.front().cloned();
                world.peers[bob].down.extend(again);
            }
            6 => world.peers[bob].down.make_contiguous().reverse(),
            7 => {
                let text = String::from_utf8_lossy(&script.piece()).into_owned();
                world.hear(bob, Frame::Text(text));
            }
            8 => {
                let piece = script.piece();
                world.hear(bob, Frame::Binary(piece));
            }
            9 => world.linger(u64::from(script.byte()) * 100, 8),
            10 => {
                let text = format!("{}", said.len());
                world.say(ada, &text);
                said.push(text);
            }
            11 => world.say(bob, "from the one who is lied to"),
            12 => {
                let deed = if script.byte() % 2 == 0 { Deed::ChangeLink } else { Deed::Lock };
                world.input(ada, Input::Do(Command::Own(deed)));
            }
            _ => {
                let code = u16::from_be_bytes([script.byte(), script.byte()]);
                world.hear(bob, Frame::Closed(code));
            }
        }
    }
    world.linger(40_000, 200);
    judge(&world, bob, &said);
}

/// Nothing is shown that nobody said, nothing twice, nothing out of order; and whoever has burned or ended is quiet.
fn judge(world: &Sim<Toy>, bob: usize, said: &[String]) {
    let shown = world.peers[bob].texts();
    let mut rest = said.iter();
    assert!(shown.iter().all(|text| rest.any(|told| told == text)), "{shown:?} of {said:?}");
    let notices = &world.peers[bob].notices;
    let end = notices.iter().position(|notice| matches!(notice, Notice::Burned { .. } | Notice::Ended(_)));
    let after = end.map_or(&[][..], |end| &notices[end + 1..]);
    assert!(after.iter().all(|notice| matches!(notice, Notice::Erased { .. })), "{after:?}");
}
