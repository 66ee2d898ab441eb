//! The system at the cursor: what is selected by a click, by touch or by Enter.

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

/// What the diagram needs.
#[derive(Properties, PartialEq)]
pub struct DiagramProps {
    /// What the run came to.
    pub summary: Shared<Summary>,
    /// How everything is at the cursor.
    pub frame: Shared<Frame>,
    /// What is selected.
    pub selection: Option<Selection>,
    /// The picture belongs to the present settings.
    pub current: bool,
    /// Where a choice goes.
    pub dispatch: Dispatch,
}

/// No picture is enlarged by more than this.
const LARGEST: f64 = 1.15;

/// Places narrower than this are laid out from top to bottom.
const NARROW: f64 = 560.0;

/// The least and the most height of a wide picture, in pixels.
const HEIGHTS: (f64, f64) = (220.0, 460.0);

/// Space around the picture in pixels.
const MARGIN: f64 = 14.0;

/// The diagram.
#[component]
pub fn Diagram(props: &DiagramProps) -> Html {
    let (place, (width, _)) = use_size();
    let narrow = width < NARROW;
    let layout = {
        let summary = props.summary.clone();
        use_memo(
            (narrow, props.summary.topology.clone()),
            move |(narrow, _)| {
                let direction = if *narrow {
                    Direction::Down
                } else {
                    Direction::Across
                };
                Layout::of(&summary.topology, direction)
            },
        )
    };
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
    let room = room(&layout, width, narrow);
    // It grows with what stands in it and never shrinks: nothing below may jump while a slider moves.
    let grown = use_mut_ref(|| 0.0_f64);
    let height = grown.borrow().max(room);
    grown.replace(height);
    html! {
        <div class={classes!("stage", (!props.current).then_some("stale"), narrow.then_some("narrow"))}
            style={format!("min-height:{height:.0}px")} ref={place} {onclick} {onkeydown}>
            if width > 0.0 {
                { picture(props, &layout, (width, if narrow { f64::INFINITY } else { HEIGHTS.1 })) }
            }
        </div>
    }
}

/// The height that a picture of this width needs.
fn room(layout: &Layout, width: f64, narrow: bool) -> f64 {
    let scale = (width / layout.width).min(LARGEST);
    let height = layout.height * scale + 2.0 * MARGIN;
    if narrow {
        height
    } else {
        height.clamp(HEIGHTS.0, HEIGHTS.1)
    }
}

fn picture(props: &DiagramProps, layout: &Layout, (width, height): (f64, f64)) -> Html {
    let marks = Marks {
        selected: props
            .selection
            .as_ref()
            .and_then(|selection| mark(selection, props)),
        evidence_processes: evidence(props),
        interactive: true,
    };
    let scene = diagram::draw(&props.summary.topology, layout, &props.frame, &marks);
    let scale = (width / scene.width)
        .min((height - 2.0 * MARGIN) / scene.height)
        .min(LARGEST);
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

/// What the picture marks for a selection, if it is still there.
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
