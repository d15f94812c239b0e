//! What was said and what happened. The newest is at the foot and stays in sight; reading further up is left in peace.

use std::rc::Rc;

use burnroom_engine::effect::{Done, Flaw, Rules};
use yew::{Html, Properties, component, html};

use super::alone_card::alone_card;
use super::message_group::MessageGroup;
use crate::browser::page::use_parting_question;
use crate::verbs::{Verb, Verbs};
use crate::view::invitation::Invitation;
use crate::view::log::{Group, Log, Message, Note};
use crate::view::people::{Assurance, Member, People};
use crate::view::sheet::Sheet;
use crate::wording::note::note;
use crate::wording::relay::TITLE;

/// Which log.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct RoomLogProps {
    /// The log.
    pub log: Rc<Log>,
    /// Everyone, for names and colours.
    pub people: Rc<People>,
    /// The link, for when nobody else is here.
    pub invitation: Rc<Invitation>,
    /// What owners have set, and whether the link in force is here.
    pub rules: Rules,
    /// Minutes east of UTC.
    pub east_of_utc_min: i32,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The log. The outer box is turned upside down in the stylesheet, which is what keeps the foot in sight.
#[component]
pub fn RoomLog(props: &RoomLogProps) -> Html {
    use_parting_question();
    let alone = props.people.others().next().is_none();
    let past = props.log.past_groups();
    html! {
        <div class="log-scroll" role="region" tabindex="0" aria-label="Messages">
            <div class="log">
                if !past.is_empty() {
                    <section class="past" aria-label="Before you came">
                        <h2 class="divider">{ "Before you came" }</h2>
                        { for past.into_iter().map(|group| drawn(group, props)) }
                    </section>
                }
                <div role="log" aria-live="polite" class="log-lines">
                    { for props.log.groups().into_iter().map(|group| drawn(group, props)) }
                </div>
                if alone && !props.people.is_empty() {
                    { alone_card(&props.invitation, &props.people) }
                }
            </div>
        </div>
    }
}

fn drawn(group: Group<'_>, props: &RoomLogProps) -> Html {
    match group {
        Group::Said(messages) => said(&messages, props),
        Group::Happened(what) => happened(what, props),
    }
}

fn said(messages: &[&Message], props: &RoomLogProps) -> Html {
    let Some(first) = messages.first() else {
        return html! {};
    };
    let author = props
        .people
        .get(first.author)
        .cloned()
        .unwrap_or_else(|| Member::new(first.author, "someone", Assurance::NotCompared));
    let messages: Vec<Message> = messages.iter().map(|message| (*message).clone()).collect();
    html! {
        <MessageGroup key={first.number.0} {author} {messages}
            east_of_utc_min={props.east_of_utc_min} verbs={&props.verbs} />
    }
}

fn happened(what: &Note, props: &RoomLogProps) -> Html {
    let class = match what {
        Note::Suspect(_, Flaw::Unauthentic) => "note bad",
        Note::Suspect(_, Flaw::Unreadable) | Note::Missing(_) => "note warn",
        Note::Arrived(id) if props.people.is_intruder(*id) => "note bad",
        Note::Compared(_) => "note good",
        Note::CameLaterWithHistory => "note divider",
        _ => "note",
    };
    html! {
        <p {class}>
            <bdi>{ note(what, &props.people, props.east_of_utc_min) }</bdi>
            if !props.rules.lacks_link && tells_of_link(what, &props.people) {
                <button type="button" class="text-button" onclick={props.verbs.asking(Verb::Open(Sheet::Share))}>
                    { "Show the new link" }
                </button>
            }
            if matches!(what, Note::Opened | Note::CameLater | Note::CameLaterWithHistory) {
                <button type="button" class="text-button" onclick={props.verbs.asking(Verb::Open(Sheet::Relay(None)))}>
                    { TITLE }
                </button>
            }
        </p>
    }
}

/// Whether there is a link to be shown that this person has not been shown yet.
fn tells_of_link(what: &Note, people: &People) -> bool {
    match what {
        Note::LinkCame => true,
        Note::Done { by, done: Done::Removed(_) | Done::ChangedLink, .. } => !people.is_oneself(*by),
        _ => false,
    }
}
