//! Where one types. Enter sends, shift-enter breaks the line, and what an input method is composing is left alone.
//! A text that is too long is refused and stays whole.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::{
    AttrValue, Callback, Html, InputEvent, KeyboardEvent, Properties, SubmitEvent, TargetCast as _, classes, component,
    html, use_effect_with, use_node_ref,
};

use super::icon::{Icon, drawn};
use crate::browser::{dialog, style};
use crate::verbs::{Verb, Verbs};
use crate::view::draft::Fit;
use crate::wording::room::fit;

/// What some browsers say instead of `isComposing` while an input method is at work.
const COMPOSING_KEY_CODE: u32 = 229;

/// What is typed.
#[derive(Clone, PartialEq, Properties)]
pub struct ComposerProps {
    /// The draft.
    pub draft: Rc<str>,
    /// What the empty field says.
    pub placeholder: &'static str,
    /// Whether nothing may be sent.
    pub locked: bool,
    /// Who is asked.
    pub verbs: Verbs,
}

burnroom_shared::debug_by_name!(ComposerProps);

/// The composer.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(Rc::clone(&props.draft), move |_| style::fit_height(&field));
    }
    {
        let field = field.clone();
        use_effect_with((), move |()| dialog::focus_unless_touch(&field));
    }
    let stands = Fit::of(&props.draft);
    let send = {
        let (verbs, field, locked) = (props.verbs.clone(), field.clone(), props.locked);
        Callback::from(move |()| {
            // What stands in the field, not what was drawn last: who types fast is ahead of the drawing. And it is
            // emptied here, so that a second Enter before the next drawing says nothing twice.
            let Some(field) = field.cast::<HtmlTextAreaElement>() else { return };
            let text = field.value();
            if Fit::of(&text).sendable() && !locked {
                field.set_value("");
                verbs.ask(Verb::Say(text));
            }
        })
    };
    let onkeydown = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            if sends(&event) {
                event.prevent_default();
                send.emit(());
            }
        })
    };
    let oninput = {
        let verbs = props.verbs.clone();
        Callback::from(move |event: InputEvent| {
            verbs.ask(Verb::Type(event.target_unchecked_into::<HtmlTextAreaElement>().value()));
        })
    };
    let onsubmit = {
        let field = field.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(());
            dialog::focus(&field);
        })
    };
    let over = matches!(stands, Fit::OverCharacters { .. } | Fit::OverBytes { .. });
    let counter = fit(stands).unwrap_or_default();
    html! {
        <form class={classes!("composer", over.then_some("over"), props.locked.then_some("locked"))} {onsubmit}>
            <textarea ref={field} class="composer-field" rows="1" dir="auto" enterkeyhint="send"
                aria-label="Message" aria-describedby="counter" aria-invalid={over.to_string()}
                placeholder={props.placeholder}
                readonly={props.locked} value={AttrValue::from(Rc::clone(&props.draft))}
                {oninput} {onkeydown} />
            <span id="counter" class="counter numerals" role="status">{ counter }</span>
            <button type="submit" class="send" aria-label="Send" disabled={props.locked || !stands.sendable()}>
                { drawn(Icon::Send) }
            </button>
        </form>
    }
}

fn sends(event: &KeyboardEvent) -> bool {
    event.key() == "Enter" && !event.shift_key() && !event.is_composing() && event.key_code() != COMPOSING_KEY_CODE
}
