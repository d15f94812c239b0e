//! Who opens a box, and who does not whatever else they have.

use super::*;
use crate::rust_crypto::{RustCrypto, ready};

const ADA: MemberId = MemberId([1; 16]);
const BOB: MemberId = MemberId([2; 16]);
const EVE: MemberId = MemberId([3; 16]);
const SECRET: [u8; 16] = [7; 16];

struct Table {
    suite: RustCrypto,
    wraps: [<RustCrypto as Suite>::MacKey; 2],
    bob: (<RustCrypto as Suite>::AgreementKey, Point),
    eve: (<RustCrypto as Suite>::AgreementKey, Point),
}

impl Table {
    fn new() -> Self {
        let suite = RustCrypto::seeded(1);
        let wrap = |seed: u8| {
            let base = ready(suite.import_base_key(&[seed; 16])).unwrap().unwrap();
            ready(suite.derive_mac_key(&base, &[], &Label::WRAP.bytes())).unwrap().unwrap()
        };
        let pair = || ready(suite.make_agreement_key()).unwrap().unwrap();
        Self { wraps: [wrap(1), wrap(2)], bob: pair(), eve: pair(), suite }
    }

    fn ends(&self, wrap: usize, to: MemberId, agreement: Point) -> Ends<'_, RustCrypto> {
        Ends { wrap: &self.wraps[wrap], context: [9; 32], from: ADA, to, agreement }
    }

    fn opens(&self, ends: &Ends<'_, RustCrypto>, own: &<RustCrypto as Suite>::AgreementKey, boxed: &Boxed) -> bool {
        let opened = ready(ends.open(&self.suite, own, boxed)).unwrap().unwrap();
        opened.is_some_and(|secret| *secret == SECRET)
    }
}

#[test]
fn r18_a_box_opens_for_its_member_and_nobody_else_with_the_link_before() {
    let table = Table::new();
    let ends = table.ends(0, BOB, table.bob.1);
    let boxed = ready(ends.seal(&table.suite, &SECRET)).unwrap().unwrap();
    assert!(table.opens(&ends, &table.bob.0, &boxed));
    // Whoever was removed has the link before, everything that crossed the relay, and a key of its own.
    assert!(!table.opens(&ends, &table.eve.0, &boxed));
    assert!(!table.opens(&table.ends(0, EVE, table.eve.1), &table.eve.0, &boxed));
    assert!(!table.opens(&table.ends(0, BOB, table.eve.1), &table.eve.0, &boxed));
    // And the member's key without that link is not enough either.
    assert!(!table.opens(&table.ends(1, BOB, table.bob.1), &table.bob.0, &boxed));
}

#[test]
fn r18_a_box_is_bound_to_its_act_and_both_its_ends() {
    let table = Table::new();
    let ends = table.ends(0, BOB, table.bob.1);
    let boxed = ready(ends.seal(&table.suite, &SECRET)).unwrap().unwrap();
    let bent = [
        Ends { context: [8; 32], ..table.ends(0, BOB, table.bob.1) },
        Ends { from: EVE, ..table.ends(0, BOB, table.bob.1) },
        table.ends(0, EVE, table.bob.1),
    ];
    for ends in &bent {
        assert!(!table.opens(ends, &table.bob.0, &boxed));
    }
    for place in 0..BoxedSecret::LENGTH {
        let mut sealed = boxed.sealed;
        sealed.0[place] ^= 1;
        assert!(!table.opens(&ends, &table.bob.0, &Boxed { sealed, ..boxed }));
    }
    let ephemeral = table.eve.1;
    assert!(!table.opens(&ends, &table.bob.0, &Boxed { ephemeral, ..boxed }));
}
