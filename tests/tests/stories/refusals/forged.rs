//! What only owners may do, said by somebody seated who is none: signed with their own key, right in every other way.

use super::Witnessed;
use burnroom_shared::frame::{MemberFrame, Refused};
use burnroom_shared::ids::{EntryHash, RoomId, SealedTitle};
use burnroom_shared::limits::SEALED_TITLE_BYTES;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Power, Readdress};
use burnroom_tests::forger::Forger;

/// Every power, aimed at this room.
fn powers(witnessed: &Witnessed) -> Vec<Power> {
    let readdress = |removed| {
        let (room, entry_hash) = (RoomId([7; 16]), EntryHash([7; 32]));
        Power::Readdress(Box::new(Readdress { room, entry_hash, removed, title: None, boxes: Vec::new() }))
    };
    vec![
        readdress(None),
        readdress(Some(witnessed.bob.id)),
        readdress(Some(witnessed.ada.id)),
        Power::Lock,
        Power::Unlock,
        Power::Close,
        Power::Reopen,
        Power::Extend { deadline_ms: witnessed.invitation.deadline_ms + 1_000 },
        Power::Rename(Box::new(SealedTitle([7; SEALED_TITLE_BYTES]))),
        Power::HandOver(witnessed.bob.id),
    ]
}

#[tokio::test]
async fn r66_whatever_only_an_owner_may_do_is_refused_to_who_is_none() {
    let mut witnessed = Witnessed::room().await;
    let forger = Forger::with(&witnessed.invitation.fragment);
    let id = forger.id();
    let mut seated = forger.sit_down(witnessed.relay.address, None).await;
    for member in [&witnessed.ada, &witnessed.bob] {
        member.ready_with(3).await;
    }
    for power in powers(&witnessed) {
        let refused = seated.says(&seated.rules(power.clone())).await;
        assert_eq!(refused, Some((Refused::OwnerAct, Refusal::NotOwner)), "{power:?}");
    }
    let burned = seated.says(&MemberFrame::Burn {}).await;
    assert_eq!(burned, Some((Refused::Burn, Refusal::NotOwner)));
    drop(seated);
    for member in [&witnessed.ada, &witnessed.bob] {
        member.ready_with(2).await;
        let owners: Vec<_> = member.roster().into_iter().filter(|seen| seen.owner).map(|seen| seen.id).collect();
        assert_eq!(owners, [witnessed.ada.id], "{id:?} rules");
    }
    witnessed.undisturbed("what only an owner may do").await;
}
