//! A name with dice: whatever one does not want to think of can be thrown.

use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Html, InputEvent, TargetCast as _, html};

use super::icon::{Icon, drawn};
use crate::browser::random;
use crate::names;

/// Which name.
#[derive(Clone)]
pub struct NameField {
    /// The element's id.
    pub id: &'static str,
    /// What is asked for.
    pub label: &'static str,
    /// What the dice are called.
    pub dice_label: &'static str,
    /// The present name.
    pub value: AttrValue,
    /// Makes a name from a random number.
    pub make: fn(u32) -> String,
    /// Called with every new name.
    pub changed: Callback<String>,
}

burnroom_shared::debug_by_name!(NameField);

/// The field.
pub fn name_field(field: &NameField) -> Html {
    let oninput = field
        .changed
        .reform(|event: InputEvent| names::fitting(&event.target_unchecked_into::<HtmlInputElement>().value()));
    let throw = {
        let (value, make) = (field.value.clone(), field.make);
        field.changed.reform(move |_| names::another(make, &value, random::number()))
    };
    html! {
        <div class="field">
            <label class="label" for={field.id}>{ field.label }</label>
            <div class="joined">
                <input id={field.id} class="input" type="text" autocomplete="off"
                    autocapitalize="off" spellcheck="false" dir="auto" value={field.value.clone()} {oninput} />
                <button type="button" class="icon-button framed" aria-label={field.dice_label}
                    title={field.dice_label} onclick={throw}>
                    { drawn(Icon::Dice) }
                </button>
            </div>
        </div>
    }
}
