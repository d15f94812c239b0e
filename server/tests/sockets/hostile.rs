//! A member whose signatures are all good, and not those that anybody else's program would make.

use crate::member::{Heard, Link, Member};
use crate::relay::TestRelay;
use burnroom_shared::frame::{EventFrame, Join, MemberFrame, RelayFrame, SignedBytes};
use burnroom_shared::ids::Signature;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Fresh, Resync};

/// With n - s in place of s: it holds as well.
fn turned_over(signed: &SignedBytes) -> SignedBytes {
    let signature = p256::ecdsa::Signature::from_slice(&signed.signature.0).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(*r, -*s).unwrap();
    assert_ne!(other, signature);
    SignedBytes { body: signed.body.clone(), signature: Signature(other.to_bytes().into()) }
}

#[tokio::test]
async fn r12_an_act_with_its_other_signature_is_heard_as_it_was_said_and_once() {
    let relay = TestRelay::start(&[]).await;
    let link = Link::new(7);
    let mut members = relay.room_of(1).await;
    let mut other = Member::connect(relay.address, &link, 2).await;
    let join = other.joining();
    other.say(&MemberFrame::Join(Join { announcement: turned_over(&join.announcement), ..join })).await;
    other.hello().await;
    assert!(matches!(members[0].event().await, EventFrame::Joined { .. }));
    members.push(other);

    let rekey = turned_over(&members[1].signed(members[1].rekey()));
    says(&mut members, &MemberFrame::Rekey(rekey)).await;
    let (genesis, member) = (members[1].state().origin(), members[1].id());
    let agreement = members[1].announcement().agreement;
    let fresh = members[1].signed(Fresh { genesis, member, incarnation: 0, number: 1, agreement });
    says(&mut members, &MemberFrame::Fresh(turned_over(&fresh))).await;
    let transcript = members[1].state().epoch().transcript;
    let resync = members[1].signed(Resync { transcript, member, incarnation: 0 });
    says(&mut members, &MemberFrame::Resync(turned_over(&resync))).await;
    assert_eq!(members[0].state(), members[1].state());
}

/// The second one says it: everyone hears that very signature, and neither it nor its twin is taken again.
async fn says(members: &mut [Member], frame: &MemberFrame) {
    members[1].say(frame).await;
    let (signed, twin) = match frame {
        MemberFrame::Rekey(signed) => (signed, MemberFrame::Rekey(turned_over(signed))),
        MemberFrame::Fresh(signed) => (signed, MemberFrame::Fresh(turned_over(signed))),
        MemberFrame::Resync(signed) => (signed, MemberFrame::Resync(turned_over(signed))),
        other => panic!("{other:?}"),
    };
    for member in members.iter_mut() {
        let event = member.event().await;
        let (EventFrame::Rekey(heard) | EventFrame::Fresh(heard) | EventFrame::Resync(heard)) = event else {
            panic!("{event:?}")
        };
        assert_eq!(heard, *signed);
    }
    for again in [frame, &twin] {
        members[1].say(again).await;
        let heard = members[1].hear().await;
        let stale = matches!(heard, Heard::Frame(RelayFrame::Refused { refusal: Refusal::Stale, .. }));
        assert!(stale, "{heard:?}");
    }
}
