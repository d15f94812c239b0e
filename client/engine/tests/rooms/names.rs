//! A relay that was given the link seals names in other members' places: nobody is taken for somebody else.

use crate::pair;
use crate::simulator::{Frame, World};
use burnroom_engine::input::Input;
use burnroom_engine::link::LinkKeys;
use burnroom_engine::profile::Name;
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_shared::frame::{Base64, EventFrame, RelayFrame, decode_relay_frame, encode_frame};
use burnroom_shared::ids::MemberId;

/// A name as whoever has the link can seal it for anybody.
fn forged(world: &World, member: &MemberId, name: &str) -> Base64 {
    let suite = RustCrypto::seeded(9);
    let link = ready(LinkKeys::derive(&suite, &world.link)).unwrap().unwrap();
    let name = Name::new(&suite, name).unwrap();
    Base64(ready(name.seal(&suite, &link, member, 0)).unwrap().unwrap().0.to_vec())
}

fn names(world: &World, place: usize) -> Vec<Option<String>> {
    world.peers[place].roster().into_iter().map(|member| member.name).collect()
}

fn some(name: &str) -> Option<String> {
    Some(name.to_owned())
}

#[test]
fn r16_a_relay_with_the_link_cannot_let_two_members_change_names() {
    for lies in [false, true] {
        let (mut world, ada, bob) = pair(411);
        let eve = world.join("Eve");
        let Some(Frame::Text(join)) = world.peers[eve].up.pop_front() else { panic!("a join") };
        world.relay_text(eve, join);
        let Some(Frame::Text(hello)) = world.peers[eve].down.pop_front() else { panic!("a hello") };
        let RelayFrame::Hello(mut hello) = decode_relay_frame(&hello).unwrap() else { panic!("no hello") };
        if lies {
            let others = [(world.peers[ada].id, "Bob"), (world.peers[bob].id, "Ada")];
            for (id, name) in others {
                let place = hello.names.iter().position(|named| named.id == id).unwrap();
                hello.names[place].name = forged(&world, &id, name);
            }
        }
        world.input(eve, Input::Text(encode_frame(&RelayFrame::Hello(hello))));
        world.pass(3_000);
        let expected = if lies { [None, None, some("Eve")] } else { ["Ada", "Bob", "Eve"].map(some) };
        assert_eq!(names(&world, eve), expected);
    }
}

#[test]
fn r16_a_relay_with_the_link_cannot_bring_a_newcomer_in_under_another_name() {
    for lies in [false, true] {
        let (mut world, ada, _) = pair(412);
        let eve = world.join("Eve");
        while world.peers[ada].down.is_empty() {
            assert!(world.step());
        }
        let Some(Frame::Text(text)) = world.peers[ada].down.pop_back() else { panic!("an event") };
        let RelayFrame::Event(mut event) = decode_relay_frame(&text).unwrap() else { panic!("no event") };
        let EventFrame::Joined { name, .. } = &mut event.event else { panic!("nobody came") };
        if lies {
            *name = forged(&world, &world.peers[eve].id, "Bob");
        }
        world.peers[ada].down.push_back(Frame::Text(encode_frame(&RelayFrame::Event(event))));
        world.pass(3_000);
        assert_eq!(names(&world, ada), [some("Ada"), some("Bob"), if lies { None } else { some("Eve") }]);
    }
}
