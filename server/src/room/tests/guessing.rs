//! Guessing at the PIN from any number of seats and devices, at the door and inside, over hours.

use super::*;
use proptest::prelude::*;
use stage::room_with;

/// The defaults: wrong PINs of one room, and the time for which they count, ms.
const BUDGET: usize = 12;
const WINDOW_MS: u64 = 600_000;

#[derive(Clone, Debug)]
enum Deed {
    /// A guest of its own id comes and shows a PIN at the door.
    Knock(u8),
    /// Comes without a PIN, or comes again.
    Join(u8),
    Claim(u8),
    Leave(u8),
    Pass(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => (10..60u8).prop_map(Deed::Knock),
        2 => (10..60u8).prop_map(Deed::Join),
        6 => (10..60u8).prop_map(Deed::Claim),
        1 => (10..60u8).prop_map(Deed::Leave),
        1 => (0..400_000u64).prop_map(Deed::Pass),
    ]
}

/// When a guess was compared: every wrong one is told to be wrong, and nobody guesses right here.
fn compared(flags: &[&str], deeds: &[Deed]) -> Vec<u64> {
    let mut room = room_with(0x10, flags);
    room.terms.capacity = 100;
    let (mut elapsed, mut incarnations) = (0, [0; 256]);
    let mut times = Vec::new();
    for deed in deeds {
        let typed = || "000000".to_owned().into();
        let mut come = |who: u8, pin| {
            let mut hand = Hand::new(who);
            incarnations[usize::from(who)] += 1;
            hand.incarnation = incarnations[usize::from(who)];
            Command::Join(Box::new(Joining { pin, ..*joining(&hand) }))
        };
        let command = match *deed {
            Deed::Knock(who) => come(who, Some(typed())),
            Deed::Join(who) => come(who, None),
            Deed::Claim(who) => Command::Claim { member: Hand::new(who).id(), pin: typed() },
            Deed::Leave(who) => Command::Leave(Hand::new(who).id(), Departure::Left),
            Deed::Pass(ms) => {
                elapsed += ms;
                continue;
            }
        };
        if refused(room.apply(command, after(elapsed))) == Some(Refusal::PinWrong) {
            times.push(elapsed);
        }
    }
    times
}

/// Most within any window.
fn most(times: &[u64]) -> usize {
    let within = |start: &u64| times.iter().filter(|at| (*start..start + WINDOW_MS).contains(at)).count();
    times.iter().map(within).max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn r71_guesses_stay_within_the_rooms_budget_whoever_makes_them(
        deeds in proptest::collection::vec(deed(), 0..150),
        crowd in proptest::sample::subsequence((60..100u8).collect::<Vec<_>>(), 20..30),
    ) {
        // Whatever else happens, a crowd of strangers tries its luck at once.
        let crowd = crowd.into_iter().flat_map(|who| [Deed::Knock(who), Deed::Join(who), Deed::Claim(who)]);
        let deeds: Vec<_> = deeds.into_iter().chain(crowd).collect();
        prop_assert!(most(&compared(&[], &deeds)) <= BUDGET);
        let unbounded = compared(&["--wrong-pins", "1000000", "--joins", "10000+1/s"], &deeds);
        prop_assert!(most(&unbounded) > BUDGET, "the same schedule, if the room had no budget");
    }
}
