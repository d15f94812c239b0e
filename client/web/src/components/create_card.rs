//! The one big action and what it will make. Folded on a phone behind one line that says it all.

use yew::{Callback, Html, MouseEvent, SubmitEvent, classes, html};

use super::icon::{Icon, drawn};
use super::name_field::{NameField, name_field};
use super::people_stepper::PeopleStepper;
use super::switch::{Switch, switch};
use super::time_choice::{TimeChoice, time_choice};
use crate::clock::span_in_words;
use crate::names;
use crate::view::lobby::Wish;
use crate::wording::{HISTORY_COSTS, HISTORY_OFF, REMEMBER_NAME};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct CreateCard<'page> {
    /// The room as wished for.
    pub wish: &'page Wish,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
    /// Minutes east of UTC.
    pub east_of_utc_min: i32,
    /// Whether the relay has been asked.
    pub creating: bool,
    /// Whether everything that can be chosen lies open.
    pub unfolded: bool,
    /// Called to open or fold it.
    pub toggle: Callback<MouseEvent>,
    /// Called with another wish.
    pub changed: Callback<Wish>,
    /// Called to make it.
    pub create: Callback<()>,
}

impl CreateCard<'_> {
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
pub fn create_card(card: &CreateCard<'_>) -> Html {
    let onsubmit = card.create.reform(|event: SubmitEvent| event.prevent_default());
    html! {
        <form class={classes!("card", "create", card.unfolded.then_some("unfolded"))} {onsubmit}>
            <button type="submit" class="button primary big" disabled={card.creating}>
                { if card.creating { "Opening the room…" } else { "Create a burn room" } }
            </button>
            <button type="button" class="summary" aria-expanded={card.unfolded.to_string()}
                aria-controls="options" onclick={card.toggle.clone()}>
                <span>{ summary(card.wish) }</span>
                <span class="summary-change">
                    { if card.unfolded { "Done" } else { "Change" } }{ drawn(Icon::Unfold) }
                </span>
            </button>
            <div id="options" class="options">{ options(card) }</div>
        </form>
    }
}

/// "10 minutes · just us · no history".
fn summary(wish: &Wish) -> String {
    let people = match wish.capacity() {
        2 => "just us".to_owned(),
        capacity => format!("{capacity} people"),
    };
    let history = if wish.history { " · history" } else { " · no history" };
    [&span_in_words(wish.time_to_live.ms()), " · ", &people, history].concat()
}

fn options(card: &CreateCard<'_>) -> Html {
    let wish = card.wish;
    html! {
        <>
            { time_choice(&TimeChoice {
                chosen: wish.time_to_live,
                now_ms: card.now_ms,
                east_of_utc_min: card.east_of_utc_min,
                changed: card.change(|wish, time| wish.time_to_live = time),
            }) }
            <PeopleStepper capacity={wish.capacity()} changed={card.change(Wish::set_capacity)} />
            { anyone_may_burn(card) }
            { switch(&Switch {
                id: "history",
                label: "Newcomers can read earlier messages",
                consequence: Some(if wish.history { HISTORY_COSTS } else { HISTORY_OFF }),
                on: wish.history,
                changed: card.change(|wish, history| wish.history = history),
            }) }
            { name_field(&NameField {
                id: "title",
                label: "The room is called",
                dice_label: "Another room name",
                value: wish.title.clone().into(),
                make: names::room,
                changed: card.change(|wish, title| wish.title = title),
            }) }
            { name_field(&NameField {
                id: "name",
                label: "You are called",
                dice_label: "Another name",
                value: wish.name.clone().into(),
                make: names::person,
                changed: card.change(|wish, name| wish.name = name),
            }) }
            { switch(&Switch {
                id: "remember",
                label: REMEMBER_NAME,
                consequence: None,
                on: wish.remember_name,
                changed: card.change(|wish, remember| wish.remember_name = remember),
            }) }
        </>
    }
}

fn anyone_may_burn(card: &CreateCard<'_>) -> Html {
    let on = card.wish.anyone_may_burn();
    let consequence = if on { "Everyone inside can end it early." } else { "Only you can end it early." };
    switch(&Switch {
        id: "anyone-may-burn",
        label: "Anyone may burn it",
        consequence: Some(consequence),
        on,
        changed: card.change(Wish::set_anyone_may_burn),
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
        wish.history = true;
        assert_eq!(summary(&wish), "10 minutes · 5 people · history");
    }
}
