//! Storms over real TCP: lines are slow, stall, break anywhere, and every text arrives once and in order at everyone.

use burnroom_engine::effect::Notice;
use burnroom_shared::ids::MemberId;
use burnroom_tests::dice::Dice;
use burnroom_tests::member::{Heard, Member, last};
use burnroom_tests::proxy;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::Wish;
use burnroom_tests::weather::{Severity, Suffered, Weather};
use futures_util::future::join_all;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Schedules, all at once.
const SCHEDULES: u64 = 20;
/// How bad it gets. In real time, so shorter than in memory; the longest stall is still longer than the first pauses.
const SEVERITY: Severity = Severity { delay_ms: 15, stall_ms: 1_500, apart_ms: 3_000, life_ms: 4_000 };
/// How long a storm lasts: two or three lines of each member.
const STORM: Duration = Duration::from_secs(10);
/// How long a room may take to come to rest: the longest pauses one after another, with all others on two cores.
const REST: Duration = Duration::from_secs(60);

fn texts_of(heard: &[Heard], sender: MemberId) -> Vec<String> {
    let text = |heard: &Heard| match &heard.notice {
        Notice::Received(message) if message.sender == sender => Some(message.text.clone()),
        _ => None,
    };
    heard.iter().filter_map(text).collect()
}

/// Says one text after another, each when the one before is numbered, as long as the storm lasts; and one more.
async fn talk(member: &Member, who: usize, over: Instant) -> Vec<String> {
    let mut said = Vec::new();
    let mut is_stormy = true;
    while is_stormy {
        said.push(format!("{} of {who}", said.len()));
        is_stormy = timeout_at(over, member.send(&said[said.len() - 1])).await.is_ok();
    }
    said
}

async fn schedule(relay: SocketAddr, seed: u64) -> Suffered {
    let weather = Weather::new(SEVERITY);
    let way = proxy::open(relay, weather.clone(), seed).await;
    let (first, invitation) = Member::create(way, &Wish::default(), "0").await;
    let mut members = vec![first];
    for number in 1..3 + Dice::of(&[seed]).roll(3) {
        members.push(Member::join(way, &invitation.fragment, &number.to_string()).await);
    }
    for member in &members {
        member.ready_with(members.len()).await;
    }
    weather.storm();
    let over = Instant::now() + STORM;
    let said = join_all(members.iter().enumerate().map(|(who, member)| talk(member, who, over))).await;
    weather.calm();
    for (place, member) in members.iter().enumerate() {
        for (other, sender) in members.iter().enumerate().filter(|(other, _)| *other != place) {
            let all = |heard: &[Heard]| (texts_of(heard, sender.id).len() >= said[other].len()).then_some(());
            member.wait_within(REST, &format!("seed {seed}: the texts of {other} at {place}"), all).await;
            assert_eq!(texts_of(&member.heard(), sender.id), said[other], "seed {seed}: {place} of {other}");
        }
        let wrong = |notice: &Notice| {
            matches!(
                notice,
                Notice::Forked(_)
                    | Notice::Ended(_)
                    | Notice::Reseated
                    | Notice::Withheld(true)
                    | Notice::Departed(..)
                    | Notice::Missing { .. }
                    | Notice::Suspect { .. }
                    | Notice::NotSent { .. }
            )
            .then(|| notice.clone())
        };
        assert_eq!(last(&member.heard(), wrong), None, "seed {seed}: {place}");
    }
    weather.suffered()
}

#[tokio::test]
async fn r63_every_text_arrives_once_and_in_order_through_storms_over_tcp() {
    let relay = Relay::start();
    let mut sum = Suffered::default();
    for suffered in join_all((0..SCHEDULES).map(|seed| schedule(relay.address, seed))).await {
        sum += suffered;
    }
    let Suffered { delays, stalls, torn_chunks, cuts, resets, late_words, deaf } = sum;
    let controls = [delays, stalls, torn_chunks, cuts, resets, late_words, deaf];
    assert!(controls.iter().all(|count| *count > 0), "the control: {sum:?}");
}
