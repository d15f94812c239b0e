//! Whoever comes with the PIN from elsewhere, and whoever guesses at it.

use crate::member::{Heard, Link, Member};
use crate::relay::TestRelay;
use burnroom_shared::frame::{EventFrame, Join, MemberFrame, Refused, RelayFrame};
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::Power;

fn closed(refusal: Refusal) -> Heard {
    Heard::Closed(refusal.close_code(), refusal.word().to_owned())
}

/// What whoever joins as member `number` with `pin` hears first, and who it is.
async fn knock(relay: &TestRelay, number: u8, pin: &str) -> (Heard, Member) {
    let mut guest = Member::connect(relay.address, &Link::new(7), number).await;
    let join = Join { pin: Some(pin.into()), ..guest.joining() };
    guest.say(&MemberFrame::Join(join)).await;
    (guest.hear().await, guest)
}

#[tokio::test]
async fn r71_an_owner_who_comes_from_elsewhere_takes_over_the_seat_it_is_away_from() {
    let relay = TestRelay::start(&[]).await;
    let link = Link::new(7);
    let created = relay.create(&TestRelay::request(&link, Member::id_of(1))).await;
    let one = Member::seated(relay.address, &link, 1).await;
    let mut two = Member::seated(relay.address, &link, 2).await;
    let before = one.again(relay.address).await;
    drop(one);
    assert_eq!(two.presence().await, (before.id(), true));
    let (heard, mut again) = knock(&relay, 3, &created.pin).await;
    assert!(matches!(heard, Heard::Frame(RelayFrame::Hello(_))), "{heard:?}");
    let left = EventFrame::Left { id: before.id(), departure: Departure::Replaced };
    assert_eq!(two.event().await, left);
    assert!(matches!(two.event().await, EventFrame::Joined { .. }));
    for member in [&mut two, &mut again] {
        assert_eq!(member.event().await, EventFrame::Owner { id: Member::id_of(3) });
    }
    assert_eq!(two.state(), again.state());
    let mut old = before.again(relay.address).await;
    old.say(&MemberFrame::Resume(before.resuming())).await;
    assert_eq!(old.hear().await, closed(Refusal::SeatGone));
    again.rule(Power::Lock).await;
    assert!(matches!(two.event().await, EventFrame::OwnerAct(_)));
}

#[tokio::test]
async fn r71_wrong_pins_at_the_door_and_inside_share_a_budget_and_owners_go_on() {
    let relay = TestRelay::start(&["--wrong-pins", "5"]).await;
    let link = Link::new(7);
    let created = relay.create(&TestRelay::request(&link, Member::id_of(1))).await;
    let mut one = Member::seated(relay.address, &link, 1).await;
    let wrong = if created.pin == "000000" { "000001" } else { "000000" };
    for (number, pin) in (10..).zip([wrong, "", "not a PIN at all"]) {
        assert_eq!(knock(&relay, number, pin).await.0, closed(Refusal::PinWrong));
    }
    let mut two = Member::seated(relay.address, &link, 2).await;
    assert!(matches!(one.event().await, EventFrame::Joined { .. }), "the only one who was seated");
    let mut claims = Vec::new();
    for pin in [wrong, wrong, &created.pin] {
        two.say(&MemberFrame::Claim { pin: pin.into() }).await;
        match two.hear().await {
            Heard::Frame(RelayFrame::Refused { of: Refused::Claim, refusal, tries_left, retry_after_ms, .. }) => {
                claims.push((refusal, tries_left, retry_after_ms.is_some_and(|wait_ms| wait_ms > 590_000)));
            }
            other => panic!("{other:?}"),
        }
    }
    let wrong_then_locked =
        [(Refusal::PinWrong, Some(1), false), (Refusal::PinWrong, Some(0), true), (Refusal::PinLocked, Some(0), true)];
    assert_eq!(claims, wrong_then_locked);
    assert!(knock(&relay, 20, &created.pin).await.0.wait_ms(Refusal::PinLocked) > 590_000);
    one.rule(Power::Lock).await;
    assert!(matches!(one.event().await, EventFrame::OwnerAct(_)));
    assert_eq!(knock(&relay, 20, &created.pin).await.0, closed(Refusal::RoomLocked), "not even with the PIN");
}
