//! Every type of this crate that may come to hold a secret, shown in every way there is.

#[path = "../../../shared/src/redacted/search.rs"]
mod search;

use crate::chain::{Chain, ChainKey};
use crate::content::{Body, Bundle, Content};
use crate::effect::{Comparison, Earlier, Effect, Entered, Fingerprint, Member, Message, Notice, Voucher};
use crate::fingerprint::Step;
use crate::identity::Identity;
use crate::input::{Command, Deed, DraftId, Input};
use crate::link::{Link, LinkKeys};
use crate::outgoing::Outgoing;
use crate::profile;
use crate::rust_crypto::{RustCrypto, ready};
use crate::session::Session;
use crate::suite::Suite as _;
use crate::text;
use burnroom_shared::frame::{MemberFrame, Resume, encode_frame};
use burnroom_shared::ids::{MemberId, SeatToken};
use burnroom_shared::limits::TEXT_BYTES_MAX;
use search::{KEY, PIN, Search, TEXT, fragment, key};
use std::panic::catch_unwind;
use zeroize::Zeroizing;

fn link() -> Link {
    let link = Link::parse(&fragment()).unwrap();
    assert_eq!(*link.fragment(), fragment(), "the control: it holds the secret that is searched for");
    link
}

fn keys() -> LinkKeys<RustCrypto> {
    ready(LinkKeys::derive(&RustCrypto::new(), &link())).unwrap().unwrap()
}

fn text_of(body: Body) -> Content {
    Content { id: key(), body }
}

fn secrets() -> Bundle {
    Bundle::new([(1, &KEY)].into_iter())
}

fn code() -> Fingerprint {
    Fingerprint { words: [TEXT; 5], emoji: key(), digits: format!("{PIN}{PIN}") }
}

#[test]
fn nothing_that_a_device_holds_is_shown() {
    let (suite, keys) = (RustCrypto::seeded(1), keys());
    let mut search = Search::default();
    search.debug(&link()).debug(&keys).debug(&suite);
    let mut session = ready(Session::new(RustCrypto::seeded(2), &link(), TEXT)).unwrap().unwrap();
    session.show_pin(PIN);
    search.debug(&session).debug(&ready(session.creation(60, 2, Some(TEXT))).unwrap().unwrap());
    search.debug(&ready(Identity::make(&suite, &keys, TEXT)).unwrap().ok());
    search.debug(&ChainKey::new(Zeroizing::new(KEY))).debug(&Chain::new(ChainKey::new(Zeroizing::new(KEY))));
    search.debug(&ready(suite.import_aead_key(Zeroizing::new(KEY))).unwrap().unwrap());
    search.debug(&ready(suite.import_base_key(&KEY)).unwrap().unwrap());
    search
        .debug(&ready(suite.make_signing_key()).unwrap().unwrap())
        .debug(&ready(suite.make_agreement_key()).unwrap().unwrap());
    assert!(search.control() > 15);
}

#[test]
fn nothing_that_is_said_is_shown() {
    let mut search = Search::default();
    let (session, commitment) = (key(), KEY);
    let bodies = [
        Body::Text(TEXT.into()),
        Body::Compare(vec![MemberId(key())]),
        Body::Commit { session, commitment },
        Body::Reveal { session, nonce: KEY },
        Body::History(secrets()),
        Body::Pulse,
    ];
    search.debug(&secrets());
    for body in bodies {
        search.debug(&Step::Post(body.clone())).debug(&body).debug(&text_of(body));
    }
    let mut outgoing = Outgoing::default();
    outgoing.push(crate::outgoing::Draft { id: Some(DraftId(1)), content: text_of(Body::Text(TEXT.into())) }).ok();
    search.debug(&outgoing).debug(&code());
    assert!(search.control() > 35);
}

#[test]
fn nothing_that_a_session_is_told_is_shown() {
    let mut search = Search::default();
    let commands = || {
        [
            Command::Say { draft: DraftId(1), text: TEXT.into() },
            Command::Claim(PIN.into()),
            Command::Own(Deed::Rename(TEXT.into())),
            Command::TakeLink(link()),
        ]
    };
    for command in commands() {
        search.debug(&command).debug(&Input::Do(command));
    }
    search.debug(&Deed::Rename(TEXT.into())).debug(&Input::Binary(KEY.to_vec()));
    search
        .debug(&Input::Text(format!("{{\"type\":\"token\",\"token\":\"{}\"}}", fragment())))
        .debug(&Input::Text(TEXT.into()));
    assert!(search.control() > 20);
}

#[test]
fn nothing_that_a_session_asks_for_is_shown() {
    let (me, name, text) = (MemberId(key()), Some(TEXT.to_owned()), TEXT.to_owned());
    let member = Member {
        id: me,
        name: name.clone(),
        voucher: Voucher::Good,
        compared: true,
        owner: true,
        away: false,
        silent: false,
    };
    let entered = Entered { me, capacity: 2, title: name.clone(), anyone_may_burn: true, history: true };
    let message = Message { sender: me, seq: 1, time_ms: 2, text };
    let earlier = Earlier { name: name.clone(), text: name.clone(), sender: me, seq: 1, time_ms: 2 };
    let ready = Comparison::Ready { members: vec![me], fingerprint: code() };
    let mut search = Search::default();
    search.debug(&member).debug(&entered).debug(&message).debug(&earlier).debug(&ready);
    let notices = [
        Notice::Title(name),
        Notice::Entered(entered),
        Notice::Roster(vec![member]),
        Notice::Received(message),
        Notice::Past(vec![earlier]),
        Notice::Comparison(ready.clone()),
    ];
    for notice in notices {
        search.debug(&notice).debug(&Effect::Show(notice));
    }
    let resume = MemberFrame::Resume(Resume { version: 1, id: me, token: SeatToken(key()), seq: 1 });
    let claim = encode_frame(&MemberFrame::Claim { pin: PIN.into() });
    search.debug(&Effect::SendText(encode_frame(&resume))).debug(&Effect::SendText(claim));
    search.debug(&Effect::SendBinary(KEY.to_vec())).debug(&Step::Show(ready));
    assert!(search.control() > 40);
}

#[test]
fn nothing_that_goes_wrong_shows_a_secret() {
    let mut search = Search::default();
    let longer = format!("{}{TEXT}", fragment());
    for wrong in [TEXT, longer.as_str(), &fragment()[..20], PIN] {
        search.debug(&Link::parse(wrong).unwrap_err());
    }
    let too_long = TEXT.repeat(TEXT_BYTES_MAX / TEXT.len() + 1);
    search.debug(&text::check(&too_long).unwrap_err()).debug(&Content::decode(TEXT.as_bytes()).unwrap_err());
    search.debug(&ready(Session::new(RustCrypto::new(), &link(), &TEXT.repeat(99))).unwrap().unwrap_err());
    search.debug(&ready(profile::seal_title(&RustCrypto::new(), &keys(), &TEXT.repeat(99))).unwrap().unwrap_err());
    search.text(&panics(|| Link::parse(&fragment()).map_err(|_| ()).unwrap_err()));
    search.text(&panics(|| [Body::Text(TEXT.into())].map(Err::<(), _>).map(Result::unwrap)));
    search.text(&panics(|| assert_eq!(Effect::SendText(PIN.into()), Effect::SendBinary(KEY.to_vec()))));
    assert!(search.control() > 15);
}

/// The message of a panic: what it panicked over is in there.
fn panics<T>(over: impl FnOnce() -> T + std::panic::UnwindSafe) -> String {
    let panicked = catch_unwind(over).map(|_| ()).unwrap_err();
    panicked.downcast_ref::<String>().cloned().unwrap()
}
