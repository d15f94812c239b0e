//! A name with dice: whatever one does not want to think of can be thrown.

use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Html, InputEvent, Properties, TargetCast as _, component, html};

use super::icon::{Drawn, Icon};
use crate::browser::random;
use crate::names;

/// Which name.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NameFieldProps {
    /// The element's id.
    pub id: AttrValue,
    /// What is asked for.
    pub label: AttrValue,
    /// What the dice are called.
    pub dice_label: AttrValue,
    /// The present name.
    pub value: AttrValue,
    /// Makes a name from a random number.
    pub make: NameMaker,
    /// Called with every new name.
    pub changed: Callback<String>,
}

/// A way of making names.
#[derive(Clone, Copy, Debug)]
pub struct NameMaker(pub fn(u32) -> String);

impl PartialEq for NameMaker {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

/// The field.
#[component]
pub fn NameField(props: &NameFieldProps) -> Html {
    let oninput = props
        .changed
        .reform(|event: InputEvent| names::fitting(&event.target_unchecked_into::<HtmlInputElement>().value()));
    let throw = {
        let (value, make) = (props.value.clone(), props.make.0);
        props.changed.reform(move |_| names::another(make, &value, random::number()))
    };
    html! {
        <div class="field">
            <label class="label" for={props.id.clone()}>{ &props.label }</label>
            <div class="joined">
                <input id={props.id.clone()} class="input" type="text" autocomplete="off"
                    autocapitalize="off" spellcheck="false" dir="auto" value={props.value.clone()} {oninput} />
                <button type="button" class="icon-button framed" aria-label={props.dice_label.clone()}
                    title={props.dice_label.clone()} onclick={throw}>
                    <Drawn icon={Icon::Dice} />
                </button>
            </div>
        </div>
    }
}
