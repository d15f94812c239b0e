//! Inputs to begin with: what really crosses the wire in a room where everything happens once.

use crate::simulator::{Frame, START_MS, World};
use burnroom_engine::content::{Body, Bundle, Content};
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_engine::link::Parameters;
use burnroom_shared::api::Description;
use burnroom_shared::frame::{MemberFrame, RelayFrame, decode_member_frame, decode_relay_frame};
use burnroom_shared::log::Departure;

/// Seeds of a target, always the same.
#[must_use]
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let world = room();
    let texts =
        || world.frames.iter().filter_map(|frame| if let Frame::Text(text) = frame { Some(text) } else { None });
    match target {
        "member-frame" => kinds(texts().filter(|text| decode_member_frame(text).is_ok())),
        "relay-frame" => kinds(texts().filter(|text| decode_relay_frame(text).is_ok())),
        "binary-frame" => binaries(&world),
        "acts" => texts().filter_map(|text| act(&decode_member_frame(text).ok()?)).collect(),
        "snapshot" => texts().filter_map(|text| snapshot(decode_relay_frame(text).ok()?)).collect(),
        "point" => point(),
        "link" => link(&world),
        "content" => contents(),
        "http" => http(&world),
        _ => scripts(),
    }
}

/// One of each kind and length: the rest says nothing new.
fn kinds<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<Vec<u8>> {
    let mut seen = std::collections::BTreeSet::new();
    let head = |text: &str| (text.chars().take(60).collect::<String>(), text.len() / 256);
    texts.filter(|text| seen.insert(head(text))).map(|text| text.clone().into_bytes()).collect()
}

fn room() -> World {
    let mut world = World::with_parameters(7, Parameters::PLAIN.with_history());
    let ada = world.create("Ada", "Argon");
    let bob = world.join("Bob");
    world.pass(5_000);
    world.say(ada, "hello");
    world.say(bob, "世界");
    world.pass(40_000);
    world.own(ada, Deed::Extend { by_ms: 60_000 });
    world.own(ada, Deed::Rename("Boron".to_owned()));
    world.own(ada, Deed::Close);
    world.own(ada, Deed::Reopen);
    world.own(ada, Deed::Lock);
    world.own(ada, Deed::Unlock);
    world.pass(2_000);
    let eve = world.join("Eve");
    world.pass(10_000);
    world.input(bob, Input::Do(Command::Compare));
    world.pass(30_000);
    world.cut(bob);
    world.own(ada, Deed::Kick(world.peers[eve].id));
    world.pass(20_000);
    world.input(bob, Input::Do(Command::Claim("000000".into())));
    world.pass(1_000);
    world.own(ada, Deed::HandOver(world.peers[bob].id));
    world.pass(700_000);
    world.drop_peer(bob, Departure::Lost);
    world.pass(20_000);
    world.input(ada, Input::Do(Command::Leave));
    world.settle();
    world
}

fn binaries(world: &World) -> Vec<Vec<u8>> {
    let binary = |frame: &Frame| if let Frame::Binary(bytes) = frame { Some(bytes.clone()) } else { None };
    let mut all: Vec<_> = world.frames.iter().filter_map(binary).take(12).collect();
    let inside: Vec<_> = all.iter().map(|bytes| bytes[1..].to_vec()).collect();
    all.extend(inside);
    all
}

fn act(frame: &MemberFrame) -> Option<Vec<u8>> {
    let (kind, signed) = match frame {
        MemberFrame::Join(join) => (0, &join.announcement),
        MemberFrame::Fresh(signed) => (1, signed),
        MemberFrame::Rekey(signed) => (2, signed),
        MemberFrame::Resync(signed) => (3, signed),
        MemberFrame::OwnerAct(signed) => (4, signed),
        MemberFrame::Relink(signed) => (5, signed),
        MemberFrame::Linkbox(signed) => (6, signed),
        MemberFrame::Profile(signed) => (7, signed),
        _ => return None,
    };
    Some([&[kind], &signed.body.0[..]].concat())
}

fn snapshot(frame: RelayFrame) -> Option<Vec<u8>> {
    if let RelayFrame::Hello(hello) = frame { Some(hello.snapshot.0) } else { None }
}

fn point() -> Vec<Vec<u8>> {
    seeds("acts").into_iter().filter(|act| act[0] == 0).map(|act| act[1..66].to_vec()).collect()
}

fn link(world: &World) -> Vec<Vec<u8>> {
    let fragment = world.link.fragment();
    let url = world.link.url("https://example.org");
    let around = format!("Come to <{}>, it burns soon.", url.as_str());
    [fragment.as_str(), url.as_str(), &around, "#", "https://example.org/r"].map(|text| text.as_bytes().to_vec()).into()
}

fn contents() -> Vec<Vec<u8>> {
    let id = [1; 16];
    let secrets = [(1, &[7; 32]), (2, &[8; 32])];
    let bodies = [
        Body::Text("hello, 世界".to_owned()),
        Body::Compare(vec![burnroom_shared::ids::MemberId([2; 16]); 2]),
        Body::Commit { session: [3; 16], commitment: [4; 32] },
        Body::Reveal { session: [3; 16], nonce: [5; 32] },
        Body::History(Bundle::new(secrets.into_iter())),
        Body::Pulse,
    ];
    let encoded = bodies.map(|body| Content { id, body }.encode());
    let padded = encoded.iter().map(|content| burnroom_engine::padding::pad(content.clone()).to_vec());
    padded.chain(encoded.iter().map(|content| content.to_vec())).collect()
}

fn http(world: &World) -> Vec<Vec<u8>> {
    let created = format!(
        r#"{{"room":"{}","entry_hash":"{}","parameters":16,"ttl_s":600,"capacity":2,"creator":"{}"}}"#,
        burnroom_shared::ids::to_base64(&[1; 16]),
        burnroom_shared::ids::to_base64(&[2; 32]),
        burnroom_shared::ids::to_base64(&world.peers[0].id.0),
    );
    let described = format!(
        r#"{{"now_ms":{START_MS},"deadline_ms":{START_MS},"seats":1,"capacity":2,"locked":false,"history":true}}"#
    );
    assert!(serde_json::from_str::<Description>(&described).is_ok(), "the seed is one");
    let problem = r#"{"type":"urn:burnroom:refusal:stale","title":"stale","status":409}"#;
    [created.as_str(), &described, problem].map(|text| text.as_bytes().to_vec()).into()
}

/// Scripts for the hostile relay: each kind of mischief after a while of peace.
fn scripts() -> Vec<Vec<u8>> {
    let mischief = |kind: u8| {
        let peace = [0, kind, 200, 10, 0, 31, 1, 31];
        let deed = [kind, 90, 40, 3, 7, 0, 20];
        [&peace[..], &deed, &[10], &deed, &[2, 31, 9, 100, 12, 0, 1, 31], &deed].concat()
    };
    (3..14).map(mischief).collect()
}
