//! What `Debug` shows of effects: what happened, never a text, a name, a title or a frame.
//! Each type is taken apart, so that a new field has to be judged before this compiles.

use super::{Earlier, Effect, Entered, Member, Message, Notice};
use std::fmt::{Debug, Formatter, Result};

impl Debug for Effect {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::SendText(_) => formatter.write_str("SendText(..)"),
            Self::SendBinary(_) => formatter.write_str("SendBinary(..)"),
            Self::Connect => formatter.write_str("Connect"),
            Self::Disconnect => formatter.write_str("Disconnect"),
            Self::WakeAt(at_ms) => holding(formatter, "WakeAt", &[at_ms]),
            Self::Show(notice) => holding(formatter, "Show", &[notice]),
        }
    }
}

impl Debug for Notice {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::Title(_) => formatter.write_str("Title(..)"),
            Self::LinkChanged => formatter.write_str("LinkChanged"),
            Self::WrongLink => formatter.write_str("WrongLink"),
            Self::Reseated => formatter.write_str("Reseated"),
            Self::Entered(entered) => holding(formatter, "Entered", &[entered]),
            Self::Roster(members) => holding(formatter, "Roster", &[members]),
            Self::Arrived(who) => holding(formatter, "Arrived", &[who]),
            Self::Departed(who, how) => holding(formatter, "Departed", &[who, how]),
            Self::PinShown(who) => holding(formatter, "PinShown", &[who]),
            Self::Done { by, done } => holding(formatter, "Done", &[by, done]),
            Self::Rules(rules) => holding(formatter, "Rules", &[rules]),
            Self::Postponed(what) => holding(formatter, "Postponed", &[what]),
            Self::Reached(marks) => holding(formatter, "Reached", &[marks]),
            Self::Withheld(withheld) => holding(formatter, "Withheld", &[withheld]),
            Self::Unanswered(unanswered) => holding(formatter, "Unanswered", &[unanswered]),
            Self::Past(past) => holding(formatter, "Past", &[past]),
            Self::Keys(keys) => holding(formatter, "Keys", &[keys]),
            Self::Line(line) => holding(formatter, "Line", &[line]),
            Self::Missing { sender, seq } => holding(formatter, "Missing", &[sender, seq]),
            Self::Received(message) => holding(formatter, "Received", &[message]),
            Self::Sent { draft, seq, time_ms } => holding(formatter, "Sent", &[draft, seq, time_ms]),
            Self::NotSent { draft, reason } => holding(formatter, "NotSent", &[draft, reason]),
            Self::Suspect { sender, seq, flaw } => holding(formatter, "Suspect", &[sender, seq, flaw]),
            Self::Comparison(comparison) => holding(formatter, "Comparison", &[comparison]),
            Self::Deadline { wall_ms, steady_ms, clock_offset_ms } => {
                holding(formatter, "Deadline", &[wall_ms, steady_ms, clock_offset_ms])
            }
            Self::Refused { of, refusal, retry_after_ms, tries_left } => {
                holding(formatter, "Refused", &[of, refusal, retry_after_ms, tries_left])
            }
            Self::Burned { cause, seats } => holding(formatter, "Burned", &[cause, seats]),
            Self::Erased { confirmed, seats } => holding(formatter, "Erased", &[confirmed, seats]),
            Self::Forked(fork) => holding(formatter, "Forked", &[fork]),
            Self::Ended(why) => holding(formatter, "Ended", &[why]),
        }
    }
}

fn holding(formatter: &mut Formatter<'_>, name: &str, held: &[&dyn Debug]) -> Result {
    let mut shown = formatter.debug_tuple(name);
    for part in held {
        shown.field(part);
    }
    shown.finish()
}

impl Debug for Entered {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let Self { me: _, capacity, title: _, anyone_may_burn, history } = self;
        let mut shown = formatter.debug_struct("Entered");
        shown.field("capacity", capacity).field("anyone_may_burn", anyone_may_burn).field("history", history);
        shown.finish_non_exhaustive()
    }
}

impl Debug for Earlier {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let Self { name: _, text: _, sender: _, seq, time_ms: _ } = self;
        formatter.debug_struct("Earlier").field("seq", seq).finish_non_exhaustive()
    }
}

impl Debug for Member {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let Self { id: _, name: _, voucher, compared, owner, away, silent } = self;
        let mut shown = formatter.debug_struct("Member");
        shown.field("voucher", voucher).field("compared", compared).field("owner", owner);
        shown.field("away", away).field("silent", silent).finish_non_exhaustive()
    }
}

impl Debug for Message {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let Self { sender: _, seq, time_ms: _, text: _ } = self;
        formatter.debug_struct("Message").field("seq", seq).finish_non_exhaustive()
    }
}
