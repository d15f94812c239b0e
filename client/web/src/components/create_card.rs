//! The one big action and what it will make. Folded on a phone behind one line that says it all.

use yew::{Callback, Html, Properties, SubmitEvent, classes, component, html, use_state};

use super::icon::{Icon, drawn};
use super::name_field::{NameField, name_field};
use super::people_stepper::PeopleStepper;
use super::switch::{Switch, switch};
use super::time_choice::{TimeChoice, time_choice};
use crate::clock::span_in_words;
use crate::names;
use crate::view::lobby::Wish;
use crate::wording::{NO_HISTORY, REMEMBER_NAME};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct CreateCardProps {
    /// The room as wished for.
    pub wish: Wish,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
    /// Minutes east of UTC.
    pub east_of_utc_min: i32,
    /// Whether the relay has been asked.
    pub creating: bool,
    /// Called with another wish.
    pub changed: Callback<Wish>,
    /// Called to make it.
    pub create: Callback<()>,
}

impl CreateCardProps {
    /// A callback that changes one thing about the wish.
    fn change<T: 'static>(&self, set: fn(&mut Wish, T)) -> Callback<T> {
        let wish = self.wish.clone();
        self.changed.reform(move |value| {
            let mut wish = wish.clone();
            set(&mut wish, value);
            wish
        })
    }
}

/// The card.
#[component]
pub fn CreateCard(props: &CreateCardProps) -> Html {
    let unfolded = use_state(|| false);
    let toggle = {
        let unfolded = unfolded.clone();
        Callback::from(move |_| unfolded.set(!*unfolded))
    };
    let onsubmit = props.create.reform(|event: SubmitEvent| event.prevent_default());
    html! {
        <form class={classes!("card", "create", unfolded.then_some("unfolded"))} {onsubmit}>
            <button type="submit" class="button primary big" disabled={props.creating}>
                { if props.creating { "Opening the room…" } else { "Create a burn room" } }
            </button>
            <button type="button" class="summary" aria-expanded={unfolded.to_string()}
                aria-controls="options" onclick={toggle}>
                <span>{ summary(&props.wish) }</span>
                <span class="summary-change">
                    { if *unfolded { "Done" } else { "Change" } }{ drawn(Icon::Unfold) }
                </span>
            </button>
            <div id="options" class="options">{ options(props) }</div>
        </form>
    }
}

/// "10 minutes · just us · no history".
fn summary(wish: &Wish) -> String {
    let people = match wish.capacity() {
        2 => "just us".to_owned(),
        capacity => format!("{capacity} people"),
    };
    format!("{} · {people} · no history", span_in_words(wish.time_to_live.ms()))
}

fn options(props: &CreateCardProps) -> Html {
    let wish = &props.wish;
    html! {
        <>
            { time_choice(&TimeChoice {
                chosen: wish.time_to_live,
                now_ms: props.now_ms,
                east_of_utc_min: props.east_of_utc_min,
                changed: props.change(|wish, time| wish.time_to_live = time),
            }) }
            <PeopleStepper capacity={wish.capacity()} changed={props.change(Wish::set_capacity)} />
            { anyone_may_burn(props) }
            <p class="small fact">{ NO_HISTORY }</p>
            { name_field(&NameField {
                id: "title",
                label: "The room is called",
                dice_label: "Another room name",
                value: wish.title.clone().into(),
                make: names::room,
                changed: props.change(|wish, title| wish.title = title),
            }) }
            { name_field(&NameField {
                id: "name",
                label: "You are called",
                dice_label: "Another name",
                value: wish.name.clone().into(),
                make: names::person,
                changed: props.change(|wish, name| wish.name = name),
            }) }
            { switch(&Switch {
                id: "remember",
                label: REMEMBER_NAME,
                consequence: None,
                on: wish.remember_name,
                changed: props.change(|wish, remember| wish.remember_name = remember),
            }) }
        </>
    }
}

fn anyone_may_burn(props: &CreateCardProps) -> Html {
    let on = props.wish.anyone_may_burn();
    let consequence = if on { "Everyone inside can end it early." } else { "Only you can end it early." };
    switch(&Switch {
        id: "anyone-may-burn",
        label: "Anyone may burn it",
        consequence: Some(consequence),
        on,
        changed: props.change(Wish::set_anyone_may_burn),
    })
}

#[cfg(test)]
mod tests {
    use super::summary;
    use crate::view::lobby::Wish;

    #[test]
    fn the_folded_line_says_what_will_be_made() {
        let mut wish = Wish::new("Neon".into(), "fox".into(), false);
        assert_eq!(summary(&wish), "10 minutes · just us · no history");
        wish.set_capacity(5);
        assert_eq!(summary(&wish), "10 minutes · 5 people · no history");
    }
}
