//! Bad input against the built relay: each has its named refusal, the room stays as it was, and nobody else notices.

mod forged;
mod requests;
mod sockets;

use burnroom_tests::member::Member;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::{Invitation, Wish};

/// A room in which two talk while somebody misbehaves next to them.
struct Witnessed {
    relay: Relay,
    ada: Member,
    bob: Member,
    invitation: Invitation,
    said: usize,
}

impl Witnessed {
    async fn room() -> Self {
        // Whoever is cut off has no seat to come back to: the next one starts from the same room.
        let relay = Relay::with(&["--grace", "1ms"], &[]);
        let (ada, invitation) = Member::create(relay.address, &Wish::default(), "Ada of Antwerp").await;
        let bob = Member::join(relay.address, &invitation.fragment, "Bob of Bergamo").await;
        ada.ready_with(2).await;
        bob.ready_with(2).await;
        Self { relay, ada, bob, invitation, said: 0 }
    }

    /// Both still hear each other, nobody came or went, and nothing was refused to them.
    async fn undisturbed(&mut self, after: &str) {
        self.said += 1;
        let text = format!("{} after {after}", self.said);
        self.ada.send(&text).await;
        self.bob.hears(&text).await;
        self.bob.send(&text).await;
        self.ada.hears(&text).await;
        for member in [&self.ada, &self.bob] {
            assert_eq!((member.roster().len(), member.texts().len()), (2, self.said), "after {after}");
        }
    }
}
