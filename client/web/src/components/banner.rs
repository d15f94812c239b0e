//! The one thing to say above the composer: the worst that is true now, with what can be done.

use yew::{Html, classes, html};

use crate::verbs::{Verb, Verbs};
use crate::view::room::{Banner, Sheet};
use crate::wording::room::banner;

/// The line. The live region is always there, so that what appears in it is read out.
pub fn banner_line(shown: Option<Banner>, may_burn: bool, now_ms: u64, verbs: &Verbs) -> Html {
    html! {
        <div class="banner-slot" role="status">
            if let Some(what) = shown {
                <div class={classes!("banner", weight(what))}>
                    <p>{ banner(what, now_ms) }</p>
                    if matches!(what, Banner::Lost { .. }) {
                        <button type="button" class="button quiet" onclick={verbs.asking(Verb::Reconnect)}>{ "Try now" }</button>
                    }
                    if offers_to_leave(what) {
                        <button type="button" class="button quiet" onclick={verbs.asking(Verb::Leave)}>{ "Leave" }</button>
                    }
                    if what == Banner::Differed {
                        <button type="button" class="button quiet" onclick={verbs.asking(Verb::Compare)}>{ "Compare again" }</button>
                        if may_burn {
                            <button type="button" class="button danger" onclick={verbs.asking(Verb::Open(Sheet::BurnQuestion))}>{ "Burn" }</button>
                        }
                    }
                </div>
            }
        </div>
    }
}

fn weight(banner: Banner) -> &'static str {
    match banner {
        Banner::Forked(_) | Banner::Differed => "bad",
        Banner::Lost { .. } | Banner::Returning | Banner::Stuck | Banner::ChangingSlowly => "warn",
        Banner::ChangingKeys | Banner::AwaitingKey => "info",
    }
}

fn offers_to_leave(banner: Banner) -> bool {
    matches!(banner, Banner::Forked(_) | Banner::Stuck | Banner::Differed)
}
