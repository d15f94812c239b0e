//! What is left in the binary's memory after a burn: looked for in the memory itself.

use crate::member::{Heard, Link, Member, POST_FILLER};
use crate::relay::{SOON, TestRelay};
use burnroom_shared::frame::{Base64, Join, MemberFrame, RelayFrame};
use burnroom_shared::ids::{Entry, RoomId, to_base64};
use burnroom_shared::limits::SEALED_NAME_BYTES;
use burnroom_shared::signed::Power;
use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::net::SocketAddr;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A name that nothing else contains.
fn marker() -> Vec<u8> {
    (0..=u8::MAX).map(|place| place.wrapping_mul(151).wrapping_add(43)).take(SEALED_NAME_BYTES).collect()
}

/// Starts the binary and reads where it listens.
async fn binary() -> (Child, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_burnroom"))
        .args(["--listen", "127.0.0.1:0", "--embers", "50ms"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = timeout(SOON, lines.next_line()).await.unwrap().unwrap().unwrap();
    (child, line.strip_prefix("Burnroom listens on http://").unwrap().parse().unwrap())
}

/// How often any of `needles` is in the writable memory of process `id`, in mappings whose line contains `which`.
fn found_in_memory(id: u32, which: &str, needles: &[&[u8]]) -> usize {
    let maps = fs::read_to_string(format!("/proc/{id}/maps")).unwrap();
    let mut memory = fs::File::open(format!("/proc/{id}/mem")).unwrap();
    let mut found = 0;
    for line in maps.lines().filter(|line| line.contains(" rw-p ") && line.contains(which)) {
        let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let [start, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        // Some mappings of the kernel's cannot be read.
        if memory.seek(SeekFrom::Start(start)).is_ok() && memory.read_exact(&mut bytes).is_ok() {
            let hits = |needle: &&[u8]| bytes.windows(needle.len()).filter(|window| window == needle).count();
            found += needles.iter().map(hits).sum::<usize>();
        }
    }
    found
}

#[tokio::test]
async fn r51_a_burned_room_is_nowhere_in_memory() {
    let (child, address) = binary().await;
    let relay = TestRelay::at(address);
    let link = Link::new(7);
    relay.create(&TestRelay::request(&link, Member::id_of(1))).await;
    let mut one = Member::connect(address, &link, 1).await;
    let marker = marker();
    let join = Join { name: Base64(marker.clone()), ..one.joining() };
    one.say(&MemberFrame::Join(join)).await;
    one.hello().await;
    let mut two = Member::seated(address, &link, 2).await;
    one.event().await;

    one.say(&MemberFrame::Rekey(one.signed(one.rekey()))).await;
    one.event().await;
    let header = one.header();
    one.post(&header, 5_000).await;
    assert!(matches!(one.hear().await, Heard::Post { .. }));
    let next = Link { room: RoomId(marker[70..86].try_into().unwrap()), entry: Entry([9; 32]) };
    one.rule(Power::Readdress(Box::new(one.readdress(&next, None)))).await;
    one.event().await;
    let text = to_base64(&marker);
    let (name, name_as_text, body) = (&marker[30..62], &text.as_bytes()[40..80], [POST_FILLER; 64]);
    let id = child.id().unwrap();
    assert!(found_in_memory(id, "", &[name]) > 0, "or the search finds nothing at all");
    let rooms: [&[u8]; 2] = [&link.room.0, &next.room.0];
    assert!(rooms.iter().all(|room| found_in_memory(id, "[heap]", &[room]) > 0));

    one.say(&MemberFrame::Burn {}).await;
    for member in [&mut one, &mut two] {
        while !matches!(member.hear().await, Heard::Closed(..)) {}
    }
    drop((one, two));
    let gone = async {
        // The address itself passes through stacks, which the next request overwrites; what is kept is on the heap.
        while found_in_memory(id, "", &[name, name_as_text, &body]) + found_in_memory(id, "[heap]", &rooms) > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, gone).await.unwrap();
}

#[tokio::test]
async fn the_binary_stops_when_it_is_asked_to() {
    let (mut child, address) = binary().await;
    let relay = TestRelay::at(address);
    let link = Link::new(7);
    relay.create(&TestRelay::request(&link, Member::id_of(1))).await;
    let mut one = Member::seated(address, &link, 1).await;
    let id = child.id().unwrap().to_string();
    let asked = Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
    assert!(asked.success());
    assert!(matches!(one.hear().await, Heard::Frame(RelayFrame::Burned { .. })));
    assert!(matches!(one.hear().await, Heard::Closed(..)));
    assert!(timeout(SOON, child.wait()).await.unwrap().unwrap().success());
}
