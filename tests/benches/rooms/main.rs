//! How long people wait, in Chromium against the built relay: from the click on Join to the first message, and for a key
//! for a hundred.
//!
//! ```sh
//! cargo xtask build && cargo bench -p burnroom-tests --bench rooms          # CHROME and BURNROOM_BIN as in the stories
//! cargo bench -p burnroom-tests --bench rooms -- 20                         # more runs than seven
//! ```
//!
//! One person is a page in Chromium, measured by its own clock; all others are the same engine, natively, in this program.
//! Relay, Chromium and up to 99 others share one machine and its processors: with many people the others' work, which in
//! life is spread over their devices, is in the figures. The relay's pace limits are raised, so that none is measured.
//!
//! - *Join*: a page that has loaded clicks on Join, in a room of so many with it. The creator says a text in the moment in
//!   which it sees the newcomer come in. That text waits there for the newcomer's key (R32), so it is the first that a
//!   newcomer can read at all. *Seat*: from the click to the relay's hello. *Key*: to a composer that sends at once.
//!   *First message*: to that text in the document.
//! - *Rekey*: the page made the room and 98 others sit in it, then one more comes. *Made*: from the event of its joining
//!   to the rekey that leaves. *Relay*: until that rekey comes back with its number. *Accepted*: from there until texts go
//!   out at once again. *All*: from the first to the last.
//!
//! Printed are the median of the runs, and the fastest and slowest. Every run of a join is another room and another page.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a benchmark that cannot go on says why")]

mod marks;

use burnroom_engine::effect::Notice;
use burnroom_engine::input::Command;
use burnroom_tests::member::{Heard, Member};
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::Wish;
use futures_util::future::join_all;
use marks::Marks;

/// Runs, if the command line does not say.
const RUNS: usize = 7;
/// People in the rooms that are joined, the newcomer among them.
const ROOMS: [usize; 3] = [2, 10, 50];
/// People for whom there is a new key.
const FULL: u16 = 100;
/// Nobody waits for the relay's pace.
const UNPACED: [&str; 8] =
    ["--joins", "10000+1000/s", "--rekeys", "1000+1000/s", "--acts", "1000+1000/s", "--posts", "1000+1000/s"];
/// What the creator says to a newcomer.
const FIRST: &str = "Good that you are here.";
/// The link on the share sheet.
const LINK: &str = "document.querySelector('.link-box').textContent";

#[tokio::main]
async fn main() {
    let runs = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(RUNS);
    println!("{:<34} {:>10} {:>21}   {runs} runs", "", "median", "fastest to slowest");
    for people in ROOMS {
        let mut joins = Vec::new();
        for _ in 0..runs {
            joins.push(join(people).await);
        }
        for (at, what) in ["seat", "key", "first message"].into_iter().enumerate() {
            line(&format!("join a room of {people}: {what}"), joins.iter().map(|times| times[at]).collect());
        }
    }
    let rekeys = rekeys(runs).await;
    for (at, what) in ["made", "relay", "accepted", "all"].into_iter().enumerate() {
        line(&format!("rekey for {FULL}: {what}"), rekeys.iter().map(|times| times[at]).collect());
    }
}

/// Milliseconds of each run.
fn line(what: &str, mut runs: Vec<f64>) {
    runs.sort_by(f64::total_cmp);
    let (median, last) = (runs[runs.len() / 2], runs[runs.len() - 1]);
    println!("{what:<34} {median:>7.1} ms {:>7.1} to {last:>7.1} ms", runs[0]);
}

/// Somebody joins; milliseconds from the click to the seat, the key and the first message.
async fn join(people: usize) -> [f64; 3] {
    let relay = Relay::with(&UNPACED, &[]);
    let wish = Wish { capacity: FULL, ..Wish::default() };
    let (creator, invitation) = Member::create(relay.address, &wish, "Ada of Antwerp").await;
    let others = (2..people).map(|_| Member::join(relay.address, &invitation.fragment, "Nat of Naples"));
    let others = join_all(others).await;
    for member in others.iter().chain([&creator]) {
        member.ready_with(people - 1).await;
    }
    let page = Page::open("Bob of Bergamo").await;
    Marks::prepare(&page).await;
    page.go(&format!("{}/r#{}", relay.origin(), invitation.fragment)).await;
    page.finds("button", "Join").await;
    let known = arrivals(&creator.heard());
    let greeting = async {
        creator.wait_for("a newcomer", |heard| (arrivals(heard) > known).then_some(())).await;
        creator.say(FIRST);
    };
    let joining = async {
        page.press("button", "Join").await;
        page.reads(FIRST).await;
    };
    tokio::join!(greeting, joining);
    page.sees("a key", "stopwatch.some(([what]) => what === 'keyed')").await;
    let marks = Marks::since(&page, 0).await;
    let clicked_ms = marks.first("click Join", 0.0);
    ["in hello", "keyed", "read"].map(|what| marks.first(what, clicked_ms) - clicked_ms)
}

fn arrivals(heard: &[Heard]) -> usize {
    heard.iter().filter(|heard| matches!(heard.notice, Notice::Arrived(_))).count()
}

/// A page makes the key for everyone, again and again; milliseconds to make it, until it is numbered, to take it, in all.
async fn rekeys(runs: usize) -> Vec<[f64; 4]> {
    let relay = Relay::with(&UNPACED, &[]);
    let page = Page::open("Ada of Antwerp").await;
    Marks::prepare(&page).await;
    page.go(&relay.origin()).await;
    page.write_beginning("textbox", "People", &FULL.to_string()).await;
    page.press("button", "Create a burn room").await;
    page.finds("dialog", "Ask someone in").await;
    let link: String = page.value(LINK).await;
    page.press("button", "Close").await;
    let fragment = link.split_once('#').map_or_else(|| panic!("no link: {link}"), |(_, fragment)| fragment);
    let others = (2..FULL).map(|_| Member::join(relay.address, fragment, "Nat of Naples"));
    let others = join_all(others).await;
    let all_but_one = usize::from(FULL) - 1;
    let mut times = Vec::new();
    for _ in 0..runs {
        ready(&page, &others, all_but_one).await;
        let noted = Marks::count(&page).await;
        let newcomer = Member::join(relay.address, fragment, "Eve of Edinburgh").await;
        ready(&page, &others, usize::from(FULL)).await;
        newcomer.ready_with(usize::from(FULL)).await;
        let marks = Marks::since(&page, noted).await;
        let joined_ms = marks.first("in joined", 0.0);
        let sent_ms = marks.first("out rekey", joined_ms);
        let numbered_ms = marks.first("in rekey", sent_ms);
        let keyed_ms = marks.first("keyed", numbered_ms);
        let joined_ms = marks.last("in joined", sent_ms).max(joined_ms);
        times.push([sent_ms - joined_ms, numbered_ms - sent_ms, keyed_ms - numbered_ms, keyed_ms - joined_ms]);
        newcomer.ask(Command::Leave);
    }
    times
}

async fn ready(page: &Page, others: &[Member], people: usize) {
    let seen =
        format!("document.querySelectorAll('.rail .person').length === {people} && !document.querySelector('.banner')");
    page.sees(&format!("a key for {people}"), &seen).await;
    for member in others {
        member.ready_with(people).await;
    }
}
