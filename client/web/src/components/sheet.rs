//! What lies over the room: a sheet from below on a phone, a dialog on a desktop. The browser keeps the focus in it.

use yew::{
    AttrValue, Callback, Children, Classes, Event, Html, MouseEvent, Properties, TargetCast as _, classes, component,
    html, use_node_ref,
};

use super::icon::{Icon, drawn};
use crate::browser::dialog::use_modal;
use crate::verbs::{Verb, Verbs};

/// What is on it.
#[derive(Clone, PartialEq, Properties)]
pub struct SheetFrameProps {
    /// Its heading.
    pub title: AttrValue,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Who is asked to close it.
    pub verbs: Verbs,
    /// What is on it.
    pub children: Children,
}

burnroom_shared::debug_by_name!(SheetFrameProps);

/// The sheet. Escape, the cross and a press beside it close it.
#[component]
pub fn SheetFrame(props: &SheetFrameProps) -> Html {
    let dialog = use_node_ref();
    use_modal(dialog.clone());
    let close = props.verbs.asking::<MouseEvent>(Verb::Close);
    let oncancel = {
        let verbs = props.verbs.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            verbs.ask(Verb::Close);
        })
    };
    let beside = {
        let verbs = props.verbs.clone();
        Callback::from(move |event: MouseEvent| {
            // Only the backdrop is the dialog itself; everything on the sheet is inside it.
            let target = event.target_dyn_into::<web_sys::Element>();
            if target.is_some_and(|target| target.tag_name() == "DIALOG") {
                verbs.ask(Verb::Close);
            }
        })
    };
    html! {
        <dialog ref={dialog} class={classes!("sheet", props.class.clone())} aria-labelledby="sheet-title"
            {oncancel} onclick={beside}>
            <div class="sheet-body">
                <header class="sheet-head">
                    <h2 id="sheet-title" tabindex="-1" autofocus=true>{ &props.title }</h2>
                    <button type="button" class="icon-button" aria-label="Close" onclick={close}>
                        { drawn(Icon::Cross) }
                    </button>
                </header>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
