//! The controls: what the stories rely on to be seen is seen when it is planted.

use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;

#[tokio::test]
async fn a_planted_complaint_of_every_kind_is_heard() {
    let relay = Relay::start();
    let page = Page::open("Ada of Antwerp").await;
    page.go(&relay.origin()).await;
    page.finds("button", "Create a burn room").await;
    page.is_content_but_for(&[]).await;
    let planted = [
        ("console.error('planted error')", "planted error"),
        ("console.warn('planted warning')", "planted warning"),
        ("setTimeout(() => { throw new Error('planted exception') })", "planted exception"),
        ("document.body.setAttribute('style', 'color: red')", "style-src"),
        ("fetch('/planted-request').then((answer) => answer.status)", "planted-request"),
        ("fetch('https://planted.example/').catch(() => 0)", "connect-src"),
    ];
    for (plant, heard) in planted {
        page.sees(plant, &format!("(async () => {{ await ({plant}); return true; }})()")).await;
        let complaint = burnroom_tests::wait::until(heard, async || {
            page.complaints().await.into_iter().find(|complaint| complaint.contains(heard))
        });
        complaint.await;
    }
}

#[tokio::test]
async fn two_people_share_nothing_but_the_program() {
    let relay = Relay::start();
    let (ada, bob) = (Page::open("Ada of Antwerp").await, Page::open("Bob of Bergamo").await);
    for page in [&ada, &bob] {
        page.go(&relay.origin()).await;
        page.finds("button", "Create a burn room").await;
    }
    let _: bool = ada.value("localStorage.setItem('planted', 'here') === undefined").await;
    assert_eq!(ada.value::<Option<String>>("localStorage.getItem('planted')").await.as_deref(), Some("here"));
    assert!(bob.value::<bool>("localStorage.getItem('planted') === null").await);
}

#[tokio::test]
async fn words_on_the_page_at_the_first_flame_would_be_seen() {
    let relay = Relay::start();
    let page = Page::open("Ada of Antwerp").await;
    page.go(&relay.origin()).await;
    page.finds("button", "Create a burn room").await;
    let _: bool = page.value("(document.body.append('planted words'), true)").await;
    page.watch(&["planted words"]).await;
    let paint = "(() => { const canvas = document.body.appendChild(document.createElement('canvas')); \
        canvas.getContext('2d').putImageData(new ImageData(1, 1), 0, 0); return true; })()";
    let _: bool = page.value(paint).await;
    assert!(page.moment("canvas").await.present, "words beside the canvas");
    assert!(page.moment("flames").await.present, "words at the first flame");
    let _: bool = page.value("(document.body.replaceChildren(), true)").await;
    let (flames, gone) = (page.moment("flames").await, page.moment("gone").await);
    assert!(!gone.present && gone.at_ms >= flames.at_ms);
}
