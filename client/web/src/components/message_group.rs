//! What one member said in a few minutes: one name, one time, a bubble a message. Text and safe links, never markup.

use std::rc::Rc;

use burnroom_engine::effect::NotSent;
use yew::{AttrValue, Html, Properties, classes, component, html};

use super::person_mark::person_mark;
use crate::clock::time_of_day;
use crate::rich_text::{Span, spans};
use crate::verbs::{Verb, Verbs};
use crate::view::log::{Delivery, Message};
use crate::view::people::{Assurance, Member};
use crate::wording::room::delivery;

/// Whose messages.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct MessageGroupProps {
    /// Who said them.
    pub author: Member,
    /// What they said, in order.
    pub messages: Vec<Message>,
    /// Minutes east of UTC.
    pub east_of_utc_min: i32,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The group.
#[component]
pub fn MessageGroup(props: &MessageGroupProps) -> Html {
    let MessageGroupProps { author, messages, east_of_utc_min, verbs } = props;
    let own = author.assurance == Assurance::Oneself;
    let name = AttrValue::from(Rc::clone(&author.name));
    let at_ms = messages.first().map_or(0, |message| message.at_ms);
    html! {
        <div class={classes!("group", own.then_some("own"))}>
            if !own { { person_mark(&name, author.colour()) } }
            <div class="group-body">
                <p class={classes!("group-head", format!("member-{}", author.colour()))}>
                    <span class="author">
                        <bdi>{ if own { "You" } else { &name } }</bdi>
                        if author.name_clashes && !own { <span class="key-tail">{ author.key_tail() }</span> }
                    </span>
                    <time class="numerals">{ time_of_day(at_ms, *east_of_utc_min) }</time>
                </p>
                { for messages.iter().enumerate().map(|(place, message)| {
                    bubble(message, messages.get(place + 1), verbs)
                }) }
            </div>
        </div>
    }
}

fn bubble(message: &Message, next: Option<&Message>, verbs: &Verbs) -> Html {
    let state = match message.delivery {
        Delivery::Received | Delivery::Sent(_) => None,
        Delivery::Sending => Some("sending"),
        Delivery::Unreadable => Some("unreadable"),
        Delivery::NotSent(_) => Some("not-sent"),
    };
    html! {
        <div class={classes!("said", state)} key={message.number.0}>
            if message.delivery != Delivery::Unreadable {
                <div class="bubble" dir="auto">{ for spans(&message.text).into_iter().map(piece) }</div>
            }
            { fate(message, next, verbs) }
        </div>
    }
}

/// The word under one's own message, and the way back for one that did not go. As far as the next one: said there.
fn fate(message: &Message, next: Option<&Message>, verbs: &Verbs) -> Html {
    let is_said_below =
        matches!(message.delivery, Delivery::Sent(_)) && next.is_some_and(|next| next.delivery == message.delivery);
    let Some(says) = delivery(message.delivery).filter(|_| !is_said_below) else {
        return html! {};
    };
    html! {
        <p class="fate small">
            { says }
            if matches!(message.delivery, Delivery::NotSent(reason) if reason != NotSent::Ended) {
                <button type="button" class="text-button"
                    onclick={verbs.asking(Verb::Redraft(message.number))}>{ "Edit and send again" }</button>
            }
        </p>
    }
}

fn piece(span: Span<'_>) -> Html {
    match span {
        Span::Plain(text) => html! { <>{ text }</> },
        Span::Link(address) => html! {
            <a href={address.to_owned()} target="_blank" rel="noopener noreferrer nofollow"
                referrerpolicy="no-referrer">{ address }</a>
        },
    }
}
