//! What hashes of acts are bound to: members, vouchers, epochs and boxes (R8, R9, R18, R20, R21).

use super::*;
use crate::ids::{AnnouncementHash, Preimage};

/// All different, `base` among them.
fn all_differ<T: Ord>(hashes: impl IntoIterator<Item = T>) -> bool {
    let hashes: Vec<_> = hashes.into_iter().collect();
    let count = hashes.len();
    hashes.into_iter().collect::<BTreeSet<_>>().len() == count
}

#[test]
fn r08_an_id_is_the_hash_of_its_signing_key_and_of_nothing_else() {
    let base = announcement();
    let elsewhere = Announcement { agreement: point(9), room: RoomId([0; 16]), incarnation: 5, ..base.clone() };
    assert_eq!(elsewhere.id(), base.id());
    assert_eq!(base.id(), MemberId::of(&base.signing));
    assert_ne!(Announcement { signing: point(2), ..base.clone() }.id(), base.id());
    assert_eq!((base.signer(), fresh().signer()), (base.id(), fresh().member));
}

#[test]
fn r09_a_voucher_is_for_everything_that_an_announcement_says() {
    let base = announcement();
    let others = [
        Announcement { signing: point(9), ..base.clone() },
        Announcement { agreement: point(9), ..base.clone() },
        Announcement { room: RoomId([0; 16]), ..base.clone() },
        Announcement { incarnation: 5, ..base.clone() },
        Announcement { erasure: ErasureCommitment([0; 32]), ..base.clone() },
        Announcement { name: NameCommitment([0; 32]), ..base.clone() },
        base.clone(),
    ];
    assert!(all_differ(others.iter().map(Announcement::vouch_input)));
    let broken = Announcement { vouch: VouchMac([0; 32]), ..base.clone() };
    assert_eq!(broken.vouch_input(), base.vouch_input());
    // And nobody can be shown another voucher than the others: hash and signature have it in them.
    assert_ne!(broken.hash(), base.hash());
    assert_ne!(signing_input(&broken), signing_input(&base));
}

fn keys(count: u8) -> Vec<ListedKeys> {
    let listed = |number: u8| ListedKeys {
        id: MemberId([number; 16]),
        announcement: AnnouncementHash([number; 32]),
        agreement: point(number + 1),
    };
    (0..count).map(listed).collect()
}

#[test]
fn r20_the_preimage_names_the_room_the_log_and_every_key_it_is_for() {
    let (base, all) = (rekey(2), keys(2));
    let others = [
        Rekey { generation: 0, ..base.clone() },
        Rekey { room: RoomId([0; 16]), ..base.clone() },
        Rekey { genesis: Transcript([0; 32]), ..base.clone() },
        Rekey { previous: Transcript([0; 32]), ..base.clone() },
        Rekey { epoch: 0, ..base.clone() },
        Rekey { at: 0, ..base.clone() },
        Rekey { log_at: LogHash([0; 32]), ..base.clone() },
        Rekey { author: MemberId([0; 16]), ..base.clone() },
        Rekey { incarnation: 0, ..base.clone() },
        Rekey { ephemeral: point(1), ..base.clone() },
    ];
    let with = |change: fn(&mut ListedKeys)| {
        let mut keys = all.clone();
        change(&mut keys[1]);
        base.preimage(&keys)
    };
    let by_keys = [
        base.preimage(&all),
        base.preimage(&all[..1]),
        base.preimage(&[all[1], all[0]]),
        with(|key| key.id = MemberId([9; 16])),
        with(|key| key.announcement = AnnouncementHash([9; 32])),
        with(|key| key.agreement = point(9)),
    ];
    assert!(all_differ(others.iter().map(|other| other.preimage(&all)).chain(by_keys)));
}

#[test]
fn r21_the_transcript_commits_to_every_slot_and_to_the_secret() {
    let (base, preimage) = (rekey(2), Preimage([1; 32]));
    let mut slot = base.clone();
    slot.slots[1].1 = Slot([0; 40]);
    let mut swapped = slot.clone();
    swapped.slots.swap(0, 1);
    let confirm = Rekey { confirm: Confirm([0; 32]), ..base.clone() };
    let transcripts = [&base, &slot, &swapped, &confirm].map(|rekey| rekey.transcript(&preimage));
    assert!(all_differ(transcripts.into_iter().chain([base.transcript(&Preimage([2; 32]))])));
    let vouched = |number| Rekey::vouch_input(&Transcript([number; 32]));
    assert_ne!(vouched(1), vouched(2));
}

#[test]
fn r18_a_box_belongs_to_everything_of_its_act_but_the_boxes() {
    let base = owner_act(Power::Readdress(Box::new(readdress(2))));
    let other_boxes = [readdress(0), readdress(5)];
    for boxes in other_boxes {
        assert_eq!(owner_act(Power::Readdress(Box::new(boxes))).box_context(), base.box_context());
    }
    let with = |readdress: Readdress| owner_act(Power::Readdress(Box::new(readdress)));
    let others = [
        OwnerAct { genesis: Transcript([0; 32]), ..base.clone() },
        OwnerAct { generation: 3, ..base.clone() },
        OwnerAct { owner: MemberId([0; 16]), ..base.clone() },
        OwnerAct { incarnation: 5, ..base.clone() },
        OwnerAct { at: 6, ..base.clone() },
        OwnerAct { log_at: LogHash([0; 32]), ..base.clone() },
        with(Readdress { room: RoomId([0; 16]), ..readdress(2) }),
        with(Readdress { entry_hash: EntryHash([0; 32]), ..readdress(2) }),
        with(Readdress { removed: None, ..readdress(2) }),
        with(Readdress { removed: Some(MemberId([0; 16])), ..readdress(2) }),
        with(Readdress { title: None, ..readdress(2) }),
        with(Readdress { title: Some(Box::new(SealedTitle([0; 158]))), ..readdress(2) }),
        base.clone(),
    ];
    let contexts: BTreeSet<_> = others.iter().map(OwnerAct::box_context).collect();
    assert_eq!(contexts.len(), others.len());
}

#[test]
fn r18_a_box_that_was_asked_for_belongs_to_everything_that_was_said_about_it() {
    let base = linkbox();
    assert_eq!(Linkbox { boxed: boxed(0), ..base.clone() }.box_context(), base.box_context());
    let others = [
        Linkbox { genesis: Transcript([0; 32]), ..base.clone() },
        Linkbox { generation: 3, ..base.clone() },
        Linkbox { from: MemberId([0; 16]), ..base.clone() },
        Linkbox { incarnation: 5, ..base.clone() },
        Linkbox { has: 0, ..base.clone() },
        Linkbox { number: 6, ..base.clone() },
        base.clone(),
    ];
    let mut contexts: BTreeSet<_> = others.iter().map(Linkbox::box_context).collect();
    contexts.insert(owner_act(Power::Readdress(Box::new(readdress(2)))).box_context());
    assert_eq!(contexts.len(), others.len() + 1);
}

#[test]
fn r18_a_box_is_bound_to_its_context_both_ends_and_both_keys() {
    let (context, from, to, agreement, ephemeral) = ([1; 32], MemberId([2; 16]), MemberId([3; 16]), point(4), point(5));
    let bindings: BTreeSet<_> = [
        Boxed::binding(&context, &from, &to, &agreement, &ephemeral),
        Boxed::binding(&[0; 32], &from, &to, &agreement, &ephemeral),
        Boxed::binding(&context, &to, &to, &agreement, &ephemeral),
        Boxed::binding(&context, &from, &from, &agreement, &ephemeral),
        Boxed::binding(&context, &to, &from, &agreement, &ephemeral),
        Boxed::binding(&context, &from, &to, &ephemeral, &ephemeral),
        Boxed::binding(&context, &from, &to, &agreement, &agreement),
        Boxed::binding(&context, &from, &to, &ephemeral, &agreement),
    ]
    .into();
    assert_eq!(bindings.len(), 8);
}
