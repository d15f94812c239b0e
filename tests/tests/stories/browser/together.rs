//! The main story: a room is made, shared, entered, compared, talked in and burned.

use super::{Choice, WORDS, create, hear, join, pair, ready_with, say};
use burnroom_tests::member::Member;
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::describe;
use burnroom_tests::sayings::{EMOJI, MARKUP, two_thousand_characters};
use burnroom_tests::wire::Wire;

#[tokio::test]
async fn two_people_create_share_compare_and_talk_and_the_relay_reads_nothing() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let choice = Choice::default();
    let link = create(&ada, &wire.origin(), choice).await;
    let fragment = link.split_once('#').expect("a fragment").1.to_owned();
    assert!(link.starts_with(&format!("{}/r#", wire.origin())), "{link}");
    ada.finds("image", "The link as a QR code").await;
    let pin: String = ada.value("document.querySelector('.pin [aria-hidden]').textContent").await;
    assert_eq!(pin.chars().filter(char::is_ascii_digit).count(), 6);
    assert!(ada.holds(&pin).await, "the search finds what is there");
    ada.press("button", "I have kept it").await;
    ada.sees("the PIN to be gone", "!document.querySelector('.pin')").await;
    assert!(!ada.holds(&pin).await);
    ada.press("button", "Close").await;

    bob.go(&link).await;
    bob.finds("button", "Join").await;
    bob.reads(choice.title).await;
    bob.reads("1 of 5 inside").await;
    assert!(!bob.value::<String>("location.href").await.contains(&fragment), "the link stays in the address bar");
    let seen = describe(relay.address, &fragment).await.expect("the room is there");
    assert_eq!(seen.seats, 1, "looking took a seat");
    bob.write("textbox", "You are called", &bob.name).await;
    bob.press("button", "Join").await;
    ready_with(&[&ada, &bob], 2).await;
    assert_eq!(describe(relay.address, &fragment).await.expect("still there").seats, 2);
    bob.reads("Ada of Antwerp").await;
    ada.reads("Bob of Bergamo").await;

    let code = compared(&[&ada, &bob]).await;
    let long = two_thousand_characters();
    for text in [long.as_str(), EMOJI, MARKUP] {
        say(&ada, text).await;
        hear(&bob, text).await;
        say(&bob, text).await;
        hear(&ada, text).await;
    }
    let transcript = wire.transcript();
    let first: String = long.chars().take(8).collect();
    for secret in [&first, EMOJI, "not bold", "Ada of Antwerp", "Bob of Bergamo", choice.title, &fragment, &code] {
        assert_eq!(transcript.find(secret), None, "{secret} crossed the relay");
    }
    let entry = burnroom_shared::ids::to_base64(burnroom_tests::room::keys(&fragment).entry.as_bytes());
    assert!(transcript.find(&entry).is_some(), "the control: the entry token crosses, and is found");
    for page in [&ada, &bob] {
        for address in page.requests().await {
            let own = [wire.origin(), wire.origin().replace("http", "ws"), "data:".to_owned(), "blob:".to_owned()];
            assert!(own.iter().any(|own| address.starts_with(own)), "a request to elsewhere: {address}");
            assert!(!address.contains(&fragment) && !address.contains(&entry), "a secret in an address: {address}");
        }
        page.is_content_but_for(&[]).await;
    }
}

/// Everyone opens the code, reads the same five words and says so; the words.
pub(super) async fn compared(pages: &[&Page]) -> String {
    let mut codes = Vec::new();
    for page in pages {
        page.press_beginning("button", "Not compared yet").await;
        page.sees("five words", &format!("({WORDS}).length === 5")).await;
        codes.push(page.value::<Vec<String>>(WORDS).await);
    }
    assert!(codes.iter().all(|code| *code == codes[0]), "people read different codes: {codes:?}");
    for page in pages {
        page.press("button", "They match").await;
        page.press("button", "Back to the room").await;
        page.finds("button", "Compared").await;
    }
    codes[0].join(" ")
}

#[tokio::test]
async fn a_third_person_comes_late_reads_what_follows_and_is_compared() {
    let relay = Relay::start();
    let (ada, bob, link) = pair(&relay, Choice::default()).await;
    compared(&[&ada, &bob]).await;
    say(&ada, "the first secret").await;
    hear(&bob, "the first secret").await;
    let eve = Page::open("Eve of Edinburgh").await;
    join(&eve, &link).await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    say(&ada, "the second secret").await;
    hear(&bob, "the second secret").await;
    hear(&eve, "the second secret").await;
    say(&eve, "thank you").await;
    hear(&ada, "thank you").await;
    hear(&bob, "thank you").await;
    assert!(!eve.holds("the first secret").await, "Eve reads what came before her");
    assert!(bob.holds("the first secret").await, "the control");

    let everyone = [&ada, &bob, &eve];
    eve.press_beginning("button", "Not compared yet").await;
    compare_until(&eve, 3).await;
    let code: Vec<String> = eve.value(WORDS).await;
    for page in [&ada, &bob] {
        page.press_beginning("button", "Not compared yet").await;
        page.sees(
            "the same five words",
            &format!("JSON.stringify({WORDS}) === {:?}", serde_json::to_string(&code).unwrap()),
        )
        .await;
        page.sees("that three are covered", "document.querySelectorAll('.covers li').length === 3").await;
    }
    for page in everyone {
        page.is_content_but_for(&[]).await;
    }
}

/// Presses the button that begins a comparison until there is a code for so many: devices whose people did not ask
/// join one in twenty seconds.
async fn compare_until(page: &Page, people: usize) {
    for label in ["Make a code", "Compare again"] {
        if page.has("button", label).await {
            page.press("button", label).await;
            break;
        }
    }
    let covered = format!("document.querySelectorAll('.covers li').length === {people}");
    let broken =
        "[...document.querySelectorAll('.compare-start button')].some((one) => one.textContent === 'Compare again')";
    page.sees("a code, or that there is none", &format!("({covered}) || ({broken})")).await;
    if page.value(broken).await {
        page.press("button", "Compare again").await;
        page.sees("a code", &covered).await;
    }
}

#[tokio::test]
async fn a_browser_and_a_native_member_understand_each_other() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp").await;
    let link = create(&ada, &relay.origin(), Choice::default()).await;
    ada.press("button", "Close").await;
    let fragment = link.split_once('#').expect("a fragment").1;
    let bob = Member::join(relay.address, fragment, "Bob of Bergamo").await;
    bob.ready_with(2).await;
    ready_with(&[&ada], 2).await;
    ada.reads("Bob of Bergamo").await;
    assert!(bob.roster().iter().any(|seen| seen.name.as_deref() == Some("Ada of Antwerp") && seen.owner));
    let code = bob.code_for(2).await;
    ada.press_beginning("button", "Not compared yet").await;
    ada.sees("five words", &format!("({WORDS}).length === 5")).await;
    assert_eq!(ada.value::<Vec<String>>(WORDS).await, code.words);
    ada.press("DisclosureTriangle", "More ways to compare").await;
    let digits: String = ada.value("document.querySelector('.code-digits').textContent.replace(/\\D/g, '')").await;
    assert_eq!(digits, code.digits);
    ada.press("button", "They match").await;
    ada.press("button", "Back to the room").await;
    let long = two_thousand_characters();
    for text in [long.as_str(), EMOJI, MARKUP] {
        say(&ada, text).await;
        bob.hears(text).await;
        bob.send(text).await;
        hear(&ada, text).await;
    }
    ada.is_content_but_for(&[]).await;
}
