//! The system at the cursor: what is selected by a click, by touch or by Enter.

use std::rc::Rc;

use netsplit_core::frame::Frame;
use netsplit_core::summary::Summary;
use netsplit_picture::diagram::{self, Marks, Selected};
use netsplit_picture::layout::{Direction, Layout};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};
use yew::prelude::*;

use super::Dispatch;
use super::size::use_size;
use super::walk::walk;
use crate::scene;
use crate::shared::Shared;
use crate::state::{Action, Selection};

/// Properties of the diagram.
#[derive(Properties, PartialEq)]
pub struct DiagramProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// State of everything at the cursor.
    pub frame: Shared<Frame>,
    /// Selected part.
    pub selection: Option<Selection>,
    /// True if the picture belongs to the present settings.
    pub current: bool,
    /// Receiver of choices.
    pub dispatch: Dispatch,
}

/// No picture is enlarged by more than this.
const LARGEST: f64 = 1.15;

/// A picture that would be smaller than this is shown in part, to be scrolled, at [`READABLE`].
const SMALLEST: f64 = 0.5;

/// Scale of a picture that is shown in part: its smallest letters can still be read.
const READABLE: f64 = 0.85;

/// Places narrower than this are laid out from top to bottom.
const NARROW: f64 = 560.0;

/// The least and the most height of a wide picture, in pixels.
const HEIGHTS: (f64, f64) = (220.0, 460.0);

/// The most height of a narrow picture, in pixels.
const LONGEST: f64 = 2400.0;

/// Space around the picture in pixels.
const MARGIN: f64 = 14.0;

/// The diagram.
#[component]
pub fn Diagram(props: &DiagramProps) -> Html {
    let (place, (width, _)) = use_size();
    let narrow = width < NARROW;
    let layout = use_layout(&props.summary, narrow);
    let whole = use_state_eq(|| false);
    let fit = Fit::of(&layout, width, *whole);
    let first = props
        .summary
        .topology
        .nodes
        .iter()
        .position(|node| node.kind == "client");
    use_start(&place, &layout, &fit, first.unwrap_or_default());
    let select = {
        let dispatch = props.dispatch.clone();
        let summary = props.summary.clone();
        move |target: Option<EventTarget>| {
            dispatch.dispatch(Action::Select(chosen(target, &summary)));
        }
    };
    let onclick = {
        let select = select.clone();
        Callback::from(move |event: MouseEvent| select(event.target()))
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" | " " => {
            event.prevent_default();
            select(event.target());
        }
        _ => walk(&event, "[data-diagram] [role=button]"),
    });
    // It grows with what stands in it and never shrinks: nothing below may jump while a slider moves.
    let grown = use_mut_ref(|| 0.0_f64);
    let height = grown.borrow().max(fit.height);
    grown.replace(height);
    let most = fit.part.then(|| format!("max-height:{height:.0}px"));
    html! {
        <div class="diagram-place">
            if fit.too_small {
                { size_button(&whole) }
            }
            <div class={classes!("stage", (!props.current).then_some("stale"), narrow.then_some("narrow"), fit.part.then_some("in-part"))}
                style={format!("min-height:{height:.0}px;{}", most.unwrap_or_default())} ref={place} {onclick} {onkeydown}>
                if width > 0.0 {
                    { picture(props, &layout, fit.scale) }
                }
            </div>
        </div>
    }
}

/// The layout of the present topology, made anew when that changes.
#[hook]
fn use_layout(summary: &Shared<Summary>, narrow: bool) -> Rc<Layout> {
    let summary = summary.clone();
    use_memo(
        (narrow, summary.topology.clone()),
        move |(narrow, topology)| {
            let direction = if *narrow {
                Direction::Down
            } else {
                Direction::Across
            };
            Layout::of(topology, direction)
        },
    )
}

/// Scrolls a picture that is shown in part to a node: to where requests come from.
#[hook]
fn use_start(place: &NodeRef, layout: &Rc<Layout>, fit: &Fit, node: usize) {
    let place = place.clone();
    let middle = layout.boxes.get(node).map(|node| node.rect.center());
    let at = middle.filter(|_| fit.part).map(|middle| {
        let pixels = |place: f64| (place * fit.scale) as i32;
        (pixels(middle.x), pixels(middle.y))
    });
    use_effect_with(at, move |at| {
        if let (Some((x, y)), Some(stage)) = (*at, place.cast::<Element>()) {
            stage.set_scroll_left(x - stage.client_width() / 2);
            stage.set_scroll_top(y - stage.client_height() / 2);
        }
    });
}

/// Switches between the whole of a large picture and a part that can be read.
fn size_button(whole: &UseStateHandle<bool>) -> Html {
    let (says, next) = if **whole {
        ("Enlarge", false)
    } else {
        ("Show all", true)
    };
    let whole = whole.clone();
    let onclick = Callback::from(move |_: MouseEvent| whole.set(next));
    html! { <button class="size" {onclick}>{ says }</button> }
}

/// How a picture fits its place.
#[derive(Clone, Copy, PartialEq)]
struct Fit {
    /// Pixels of the page for one of the picture.
    scale: f64,
    /// Height of the place, in pixels.
    height: f64,
    /// True if nobody could read it were all of it shown.
    too_small: bool,
    /// True if a part of it is shown, to be scrolled.
    part: bool,
}

impl Fit {
    fn of(layout: &Layout, width: f64, whole: bool) -> Self {
        let most = match layout.direction {
            Direction::Across => HEIGHTS.1,
            Direction::Down => LONGEST,
        };
        let fitting = (width / layout.width)
            .min((most - 2.0 * MARGIN) / layout.height)
            .min(LARGEST);
        let too_small = width > 0.0 && fitting < SMALLEST;
        let part = too_small && !whole;
        let scale = if part { READABLE } else { fitting };
        let height = layout.height * (width / layout.width).min(scale) + 2.0 * MARGIN;
        let height = match layout.direction {
            _ if part => HEIGHTS.1,
            Direction::Across => height.clamp(HEIGHTS.0, HEIGHTS.1),
            Direction::Down => height,
        };
        Self {
            scale,
            height,
            too_small,
            part,
        }
    }
}

fn picture(props: &DiagramProps, layout: &Layout, scale: f64) -> Html {
    let marks = Marks {
        selected: props
            .selection
            .as_ref()
            .and_then(|selection| mark(selection, props)),
        evidence_processes: evidence(props),
        interactive: true,
    };
    let scene = diagram::draw(&props.summary.topology, layout, &props.frame, &marks);
    let extra = vec![
        ("data-diagram", String::new()),
        ("width", format!("{:.0}", scene.width * scale)),
        ("height", format!("{:.0}", scene.height * scale)),
    ];
    scene::draw(&scene, extra)
}

/// The processes that show why a verdict does not hold, at the moment of its evidence.
fn evidence(props: &DiagramProps) -> Vec<u32> {
    const NEAR: f64 = 1e-3;
    let all = props
        .summary
        .verdicts
        .iter()
        .filter_map(|verdict| verdict.evidence.as_ref());
    let here = all.filter(|evidence| (evidence.at - props.frame.at).abs() < NEAR);
    here.flat_map(|evidence| evidence.processes.clone())
        .collect()
}

/// The mark of a selection in the picture, if its part is still there.
fn mark(selection: &Selection, props: &DiagramProps) -> Option<Selected> {
    match selection {
        Selection::Node(name) => Some(Selected::Node(name.clone())),
        Selection::Call(name) => Some(Selected::Route(name.clone())),
        Selection::Process(name) => {
            let processes = &props.summary.topology.processes;
            let index = processes.iter().position(|process| process.name == *name)?;
            Some(Selected::Process(index as u32))
        }
    }
}

/// The part that an event happened on.
fn chosen(target: Option<EventTarget>, summary: &Summary) -> Option<Selection> {
    let target = target?.dyn_into::<Element>().ok()?;
    let part = target
        .closest("[data-process], [data-node], [data-call]")
        .ok()??;
    let named = |name: &str| part.get_attribute(name);
    if let Some(index) = named("data-process") {
        let process = summary
            .topology
            .processes
            .get(index.parse::<usize>().ok()?)?;
        return Some(Selection::Process(process.name.clone()));
    }
    let node = named("data-node").map(Selection::Node);
    node.or_else(|| named("data-call").map(Selection::Call))
}
