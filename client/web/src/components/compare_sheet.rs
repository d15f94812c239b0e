//! Comparing the code aloud: whom it covers, what to read, and two equal answers.
//! Neither answer is focused beforehand; a difference is red, explained, and offers the ways out.

use std::rc::Rc;

use yew::{AttrValue, Callback, Html, Properties, classes, component, html, use_state};

use super::code_forms::{Facing, code_words, other_forms};
use super::icon::{Icon, drawn};
use super::person_mark::person_mark;
use super::sheet::SheetFrame;
use crate::verbs::{Verb, Verbs};
use crate::view::comparison::{Code, Comparison};
use crate::view::people::{Assurance, People};
use crate::view::room::Room;
use crate::view::sheet::{Question, Sheet};
use crate::wording::comparison::{ALONE, DIFFERED_MEANS, GATHERING, NOT_BEGUN, READ_ALOUD, WHY, broken};

/// The sheet.
pub fn compare_sheet(room: &Room, verbs: &Verbs) -> Html {
    let (title, state) = match &room.comparison {
        Comparison::Differed(_) => ("The words differ", Some("bad")),
        Comparison::Matched(_) => ("It matched", None),
        _ => ("Compare your code", None),
    };
    html! {
        <SheetFrame key="compare" {title} class={classes!("compare", state)} {verbs}>
            { inside(room, verbs) }
        </SheetFrame>
    }
}

fn inside(room: &Room, verbs: &Verbs) -> Html {
    let alone = room.is_alone();
    match &room.comparison {
        Comparison::ToCompare(code) => to_compare(code, room, verbs),
        Comparison::Matched(code) => matched(code, room, verbs),
        Comparison::Differed(code) => differed(code, room, verbs),
        Comparison::Gathering => html! {
            <div class="compare-wait" role="status"><span class="spark" aria-hidden="true" /><p>{ GATHERING }</p></div>
        },
        _ if alone => html! { <p class="compare-say">{ ALONE }</p> },
        Comparison::NotBegun => start(NOT_BEGUN.into(), "Make a code", verbs),
        Comparison::Broken(cause) => start(broken(*cause, &room.people), "Compare again", verbs),
    }
}

/// Something to say and the button that begins.
fn start(says: String, label: &'static str, verbs: &Verbs) -> Html {
    html! {
        <div class="compare-start">
            <p class="compare-say">{ says }</p>
            <button type="button" class="button primary big" onclick={verbs.asking(Verb::Compare)}>{ label }</button>
        </div>
    }
}

fn to_compare(code: &Rc<Code>, room: &Room, verbs: &Verbs) -> Html {
    html! {
        <>
            <p class="compare-say">{ READ_ALOUD }</p>
            { covered(code, &room.people) }
            <Forms code={Rc::clone(code)} />
            <p class="small">{ WHY }</p>
            <div class="answers">
                <button type="button" class="button quiet big" onclick={verbs.asking(Verb::Match)}>
                    { drawn(Icon::Tick) }{ "They match" }
                </button>
                <button type="button" class="button quiet big" onclick={verbs.asking(Verb::Mismatch)}>
                    { drawn(Icon::Cross) }{ "They do not match" }
                </button>
            </div>
        </>
    }
}

fn matched(code: &Rc<Code>, room: &Room, verbs: &Verbs) -> Html {
    let newcomers = room.people.others().any(|member| member.assurance == Assurance::NotCompared);
    html! {
        <>
            { covered(code, &room.people) }
            <Forms code={Rc::clone(code)} />
            if newcomers {
                <p class="small">{ "Someone who came later is not covered. Compare again with everyone." }</p>
            }
            <div class="answers">
                <button type="button" class="button quiet big" onclick={verbs.asking(Verb::Compare)}>{ "Compare again" }</button>
                <button type="button" class="button primary big" onclick={verbs.asking(Verb::Close)}>{ "Back to the room" }</button>
            </div>
        </>
    }
}

fn differed(code: &Rc<Code>, room: &Room, verbs: &Verbs) -> Html {
    html! {
        <>
            <p class="compare-say" role="alert">{ DIFFERED_MEANS }</p>
            if room.may_burn() {
                <button type="button" class="button danger-fill big" onclick={verbs.asking(Verb::Open(Sheet::Ask(Question::Burn)))}>
                    { drawn(Icon::Flame) }{ "Burn the room now" }
                </button>
            }
            <div class="answers">
                <button type="button" class="button quiet big" onclick={verbs.asking(Verb::Compare)}>{ "Compare again" }</button>
                <button type="button" class="button quiet big" onclick={verbs.asking(Verb::Leave)}>{ "Leave" }</button>
            </div>
            { covered(code, &room.people) }
            <Forms code={Rc::clone(code)} />
        </>
    }
}

/// Whom the code covers, as chips.
fn covered(code: &Code, people: &People) -> Html {
    let members = code.covers.iter().filter_map(|id| people.get(*id));
    html! {
        <ul class="covers" role="list" aria-label="Covered by this code">
            { for members.map(|member| {
                let name = AttrValue::from(Rc::clone(&member.name));
                let own = member.assurance == Assurance::Oneself;
                html! {
                    <li>{ person_mark(&name, member.colour()) }
                        <bdi>{ if own { "You" } else { &name } }</bdi>
                        if member.name_clashes { <span class="key-tail">{ member.key_tail() }</span> }
                    </li>
                }
            }) }
        </ul>
    }
}

/// Which code.
#[derive(Clone, Debug, PartialEq, Properties)]
struct FormsProps {
    code: Rc<Code>,
}

/// The words, and on request the rest; they can be turned for the person opposite.
#[component]
fn Forms(props: &FormsProps) -> Html {
    let facing = use_state(|| Facing::Reader);
    let turn = {
        let facing = facing.clone();
        Callback::from(move |_| facing.set(facing.turned()))
    };
    let fingerprint = &props.code.fingerprint;
    html! {
        <>
            { code_words(&fingerprint.words, *facing) }
            <div class="row more-ways">
                <details>
                    <summary>{ "More ways to compare" }</summary>
                    { other_forms(fingerprint) }
                </details>
                <button type="button" class="button quiet" aria-pressed={(*facing == Facing::Opposite).to_string()} onclick={turn}>
                    { drawn(Icon::Turn) }{ "Turn it round" }
                </button>
            </div>
        </>
    }
}
