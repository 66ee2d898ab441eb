//! One editor for every parameter: a slider beside a number, a choice, a switch, or text.

use netsplit_core::params::Kind;
use netsplit_core::scenario::{ControlState, Editor};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{Dispatch, typed};
use crate::scale::Scale;
use crate::state::{Action, Refusal};

/// More options than these are a list rather than buttons.
const BUTTONS: usize = 4;

/// More letters than these do not stand side by side.
const BUTTON_LETTERS: usize = 26;

/// Steps that Page Up and Page Down go.
const PAGE: i64 = 10;

/// Properties of an editor.
#[derive(Clone, Properties, PartialEq)]
pub struct ControlProps {
    /// Control that is edited.
    pub control: ControlState,
    /// Text that was typed and refused.
    pub refusal: Option<Refusal>,
    /// Where new values go.
    pub dispatch: Dispatch,
}

impl ControlProps {
    fn set(&self, text: String, dragging: bool) {
        self.dispatch.dispatch(Action::Set {
            name: self.control.name.clone(),
            text,
            dragging,
        });
    }

    /// A callback that sets a value.
    fn setter(&self, text: String) -> Callback<MouseEvent> {
        let (name, dispatch) = (self.control.name.clone(), self.dispatch.clone());
        Callback::from(move |_| {
            dispatch.dispatch(Action::Set {
                name: name.clone(),
                text: text.clone(),
                dragging: false,
            });
        })
    }

    /// An id for elements that name each other; names may hold anything, ids only some signs.
    fn id(&self, part: &str) -> String {
        let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let name: String = self.control.name.chars().map(safe).collect();
        format!("c-{part}-{name}")
    }
}

/// The editor of one parameter.
#[component]
pub fn Control(props: &ControlProps) -> Html {
    let control = &props.control;
    let changed = control.is_changed();
    let field = match &control.editor {
        Editor::Slider { .. } | Editor::Text => html! { <Number ..props.clone() /> },
        Editor::Flag => flag(props),
        Editor::Choice { .. } => Html::default(),
    };
    let below = match &control.editor {
        Editor::Slider {
            kind,
            min,
            max,
            magnitude,
            logarithmic,
        } => {
            let scale = Scale::new(*kind, *min, *max, *logarithmic);
            html! { <Slider scale={scale} kind={*kind} magnitude={*magnitude} control={props.clone()} /> }
        }
        Editor::Choice { options } => choice(props, options),
        Editor::Flag | Editor::Text => Html::default(),
    };
    html! {
        <div class={classes!("field", changed.then_some("changed"))} data-control={control.name.clone()}>
            <div class="row">
                <span class="label" id={props.id("label")} title={control.help.clone()}>{ &control.label }</span>
                if changed {
                    <button type="button" class="reset" onclick={props.setter(control.original.clone())}
                        title={format!("Back to {}", control.original)} aria-label={format!("Reset {} to {}", control.label, control.original)} />
                }
                <span class="gap" />
                { field }
            </div>
            { below }
            if let Some(refusal) = &props.refusal {
                <p class="refusal" id={props.id("problem")} role="status">{ &refusal.problem }</p>
            }
        </div>
    }
}

/// A value that can be typed. What is refused stays as it was typed, with the reason below.
#[component]
fn Number(props: &ControlProps) -> Html {
    let draft = use_state(|| None::<String>);
    let refused = props.refusal.as_ref().map(|refusal| refusal.text.clone());
    let shown = (*draft).clone().or(refused);
    let value = shown.unwrap_or_else(|| props.control.text.clone());
    let oninput = {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| draft.set(Some(typed(&event))))
    };
    let commit = {
        let (draft, props) = (draft.clone(), props.clone());
        Callback::from(move |_: Event| {
            if let Some(text) = (*draft).clone() {
                props.set(text, false);
                draft.set(None);
            }
        })
    };
    let escape = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            draft.set(None);
        }
    });
    let wide = matches!(props.control.editor, Editor::Text);
    let wrong = props.refusal.is_some();
    html! {
        <input type="text" class={classes!("num", wide.then_some("wide"))} {value} {oninput} onchange={commit} onkeydown={escape}
            spellcheck="false" autocomplete="off" size="8"
            aria-labelledby={props.id("label")}
            aria-invalid={wrong.then_some("true")}
            aria-describedby={wrong.then(|| props.id("problem"))} />
    }
}

/// Properties of a slider.
#[derive(Properties, PartialEq)]
struct SliderProps {
    /// Where it can stand.
    scale: Scale,
    /// Kind of its values.
    kind: Kind,
    /// Its value, if it is not left out.
    magnitude: Option<f64>,
    /// The control it belongs to.
    control: ControlProps,
}

#[component]
fn Slider(props: &SliderProps) -> Html {
    let SliderProps {
        scale,
        kind,
        magnitude,
        control,
    } = props;
    let last = scale.last();
    // What is left out is without limit: the slider stands at its end, and says "none".
    let position = magnitude.map_or(last, |magnitude| scale.position(magnitude));
    let slide = {
        let (scale, kind, control) = (scale.clone(), *kind, control.clone());
        move |position: u32, dragging| control.set(kind.print(scale.value(position)), dragging)
    };
    let oninput = {
        let slide = slide.clone();
        Callback::from(move |event: InputEvent| slide(typed(&event).parse().unwrap_or(0), true))
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if let Some(step) = step_of(&event.key()) {
            event.prevent_default();
            let next = (i64::from(position) + step).clamp(0, i64::from(last));
            slide(next as u32, false);
        }
    });
    let settle = {
        let dispatch = control.dispatch.clone();
        Callback::from(move |_: Event| dispatch.dispatch(Action::Settle))
    };
    html! {
        <div class="slide">
            <input type="range" min="0" max={last.to_string()} step="1" value={position.to_string()}
                {oninput} {onkeydown} onchange={settle} ondblclick={control.setter(control.control.original.clone())}
                aria-labelledby={control.id("label")} aria-valuetext={control.control.text.clone()} />
            if control.control.optional {
                { none_button(control, *kind, scale) }
            }
        </div>
    }
}

/// How far a key moves a slider.
fn step_of(key: &str) -> Option<i64> {
    match key {
        "ArrowRight" | "ArrowUp" => Some(1),
        "ArrowLeft" | "ArrowDown" => Some(-1),
        "PageUp" => Some(PAGE),
        "PageDown" => Some(-PAGE),
        _ => None,
    }
}

/// A button that leaves a value out, or puts one in.
fn none_button(props: &ControlProps, kind: Kind, scale: &Scale) -> Html {
    let none = props.control.text == "none";
    let other = if none {
        kind.print(scale.value(scale.last() / 2))
    } else {
        "none".to_owned()
    };
    html! {
        <button type="button" class="none" aria-pressed={none.to_string()} onclick={props.setter(other)}
            aria-label={format!("{}: none", props.control.label)}>{ "none" }</button>
    }
}

fn flag(props: &ControlProps) -> Html {
    let on = props.control.text == "true";
    html! {
        <button type="button" class="switch" role="switch" aria-checked={on.to_string()}
            aria-labelledby={props.id("label")} onclick={props.setter((!on).to_string())}>
            <span class="knob" />
        </button>
    }
}

fn choice(props: &ControlProps, options: &[String]) -> Html {
    let letters: usize = options.iter().map(String::len).sum();
    if options.len() > BUTTONS || letters > BUTTON_LETTERS {
        return select(props, options);
    }
    let button = |option: &String| {
        let on = *option == props.control.text;
        html! {
            <button key={option.clone()} type="button" aria-pressed={on.to_string()} onclick={props.setter(option.clone())}>
                { option }
            </button>
        }
    };
    html! {
        <div class="seg" role="group" aria-labelledby={props.id("label")}>{ for options.iter().map(button) }</div>
    }
}

fn select(props: &ControlProps, options: &[String]) -> Html {
    let chosen = {
        let props = props.clone();
        Callback::from(move |event: Event| {
            let select = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            if let Some(select) = select {
                props.set(select.value(), false);
            }
        })
    };
    let text = &props.control.text;
    // A document that was edited past the control stands on none of its options.
    let custom = (!options.contains(text)).then(|| text.clone());
    html! {
        <select aria-labelledby={props.id("label")} onchange={chosen}>
            { for custom.iter().chain(options).map(|option| html! {
                <option key={option.clone()} value={option.clone()} selected={option == text}>{ option }</option>
            }) }
        </select>
    }
}

/// Focuses the editor of the control of that number.
pub fn focus(number: u32) {
    let fields = crate::browser::document().query_selector_all(".controls [data-control]");
    let field = fields.ok().and_then(|fields| fields.item(number));
    let field = field.and_then(|field| field.dyn_into::<web_sys::Element>().ok());
    let input =
        field.and_then(|field| field.query_selector("input, button, select").ok().flatten());
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        // An element that is shown can take the focus.
        let _ = input.focus();
    }
}
