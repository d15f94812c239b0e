//! One line to type or paste, and the button that hands it over. What is typed stays in the field alone, and is gone
//! from it once it was handed over.

use web_sys::{Element, HtmlInputElement};
use yew::{Callback, Html, NodeRef, SubmitEvent, TargetCast as _, classes, html};

/// What is asked for.
#[derive(Clone)]
pub struct AskField<'page> {
    /// The element's id.
    pub id: &'static str,
    /// What is asked for, in words.
    pub label: &'static str,
    /// What the button says.
    pub button: &'static str,
    /// What stands in the empty field.
    pub placeholder: &'page str,
    /// Which keys a phone offers.
    pub inputmode: &'static str,
    /// Whether nothing can be handed over now.
    pub disabled: bool,
    /// The input, where something has to lead to it.
    pub field: NodeRef,
    /// Called with what was typed, if it was anything.
    pub asked: Callback<String>,
}

burnroom_shared::debug_by_name!(AskField<'_>);

/// The field.
pub fn ask_field(ask: &AskField<'_>) -> Html {
    let onsubmit = {
        let asked = ask.asked.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = taken(&event).unwrap_or_default();
            if !typed.trim().is_empty() {
                asked.emit(typed.trim().to_owned());
            }
        })
    };
    html! {
        <form class="ask-field" {onsubmit}>
            <label class="label" for={ask.id}>{ ask.label }</label>
            <div class="joined">
                <input ref={&ask.field} id={ask.id} class={classes!("input", (ask.inputmode == "url").then_some("mono"))} type="text" inputmode={ask.inputmode}
                    autocomplete="off" autocapitalize="off" spellcheck="false"
                    placeholder={ask.placeholder.to_owned()} />
                <button type="submit" class="button quiet" disabled={ask.disabled}>{ ask.button }</button>
            </div>
        </form>
    }
}

/// Takes what stands in the form's field out of it.
fn taken(event: &SubmitEvent) -> Option<String> {
    use wasm_bindgen::JsCast as _;
    let form: Element = event.target_dyn_into()?;
    let field: HtmlInputElement = form.query_selector("input").ok()??.dyn_into().ok()?;
    let typed = field.value();
    field.set_value("");
    Some(typed)
}
