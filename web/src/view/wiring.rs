//! Hooks that tie the state to the world: the worker, the address, the keys, the root element.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use netsplit_core::session::{Request, Response};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{DragEvent, EventTarget, KeyboardEvent, Worker};
use yew::prelude::*;

use super::stretch::zoom_factor;
use super::{Dispatch, controls};
use crate::embed::{self, Embed};
use crate::engine::{Engine, Report};
use crate::keys::{Command, Press};
use crate::labs::{self, Opening};
use crate::player::{Playback, Player};
use crate::state::{Action, Dialog, Looking, State, Tab};
use crate::theme::Theme;
use crate::{address, browser, file};

/// The state with its dispatcher.
pub(super) type Handle = UseReducerHandle<State>;

/// Milliseconds until the address follows a slider.
const SETTLED: u32 = 250;

/// Lines of the log, before and after the cursor.
const LOG_LINES: u32 = 60;

/// The worker, and playing on top of it.
#[hook]
pub(super) fn use_engine(state: &Handle, worker: Option<&Worker>) -> Engine {
    let player = use_mut_ref(|| None::<Player>);
    let engine = {
        let (player, dispatch) = (Rc::clone(&player), state.dispatcher());
        let worker = worker.cloned();
        let engine = use_memo((), move |()| {
            let tell = Callback::from(move |report| tell(report, &player, &dispatch));
            Engine::start(worker, tell)
        });
        (*engine).clone()
    };
    use_runs(state, &engine);
    use_frames(state, &engine);
    use_log(state, &engine);
    use_stretch(state, &engine);
    use_inside(state, &engine);
    use_playing(state, &engine, player);
    engine
}

/// Passes on what the worker says: frames to the player while it plays, all else to the state.
fn tell(report: Report, player: &RefCell<Option<Player>>, dispatch: &Dispatch) {
    match report {
        Report::Broke(why) => dispatch.dispatch(Action::Broke(why)),
        Report::Response(answer) => match (*answer, &*player.borrow()) {
            (Response::Frames { run, frames }, Some(player)) => player.load(run, frames),
            (answer, _) => dispatch.dispatch(Action::Answered(Box::new(answer))),
        },
    }
}

/// Every change of the settings is run at once. The worker is asked before the page draws the change rather than after it, so that
/// both work at the same time.
#[hook]
fn use_runs(state: &Handle, engine: &Engine) {
    let asked = use_mut_ref(|| 0);
    if asked.replace(state.run) != state.run {
        engine.ask(Request::Run {
            run: state.run,
            scenario: state.document().text(),
            seed: state.seed(),
            at: state.cursor,
        });
    }
}

/// A cursor that was moved by hand wants its picture.
#[hook]
fn use_frames(state: &Handle, engine: &Engine) {
    let (state, engine) = (state.clone(), engine.clone());
    use_effect_with((state.moves, state.shown), move |_| {
        let here = state
            .frame
            .as_ref()
            .is_some_and(|frame| (frame.at - state.cursor).abs() < 1e-9);
        if state.shown > 0 && !state.playing && !here {
            engine.ask(Request::Frames {
                run: state.shown,
                at: vec![state.cursor],
            });
        }
    });
}

/// The log follows the cursor while it is seen.
#[hook]
fn use_log(state: &Handle, engine: &Engine) {
    let (state, engine) = (state.clone(), engine.clone());
    let seen = state.tab == Tab::Log && state.shown > 0;
    use_effect_with((seen, state.cursor, state.shown), move |_| {
        if seen {
            engine.ask(Request::Log {
                run: state.shown,
                at: state.cursor,
                lines: LOG_LINES,
            });
        }
    });
}

/// Operations and messages of the stretch that is shown, while they are seen.
#[hook]
fn use_stretch(state: &Handle, engine: &Engine) {
    let run = state.shown;
    let seen = |tab| (state.tab == tab && run > 0).then_some(run);
    {
        let (state, engine) = (state.clone(), engine.clone());
        let wanted = seen(Tab::Operations).map(|run| (run, state.look.wanted_operations()));
        use_effect_with(wanted, move |wanted| {
            if let Some((run, wanted)) = wanted.clone() {
                engine.ask(Request::Operations { run, wanted });
            }
        });
    }
    let (state, engine) = (state.clone(), engine.clone());
    let wanted = seen(Tab::SpaceTime).map(|run| (run, state.look.wanted_space_time()));
    use_effect_with(wanted, move |wanted| {
        if let Some((run, wanted)) = wanted.clone() {
            engine.ask(Request::SpaceTime { run, wanted });
        }
    });
}

/// State tables of the selected node follow the cursor.
#[hook]
fn use_inside(state: &Handle, engine: &Engine) {
    let (state, engine) = (state.clone(), engine.clone());
    let node = state.selected_node().filter(|_| state.shown > 0);
    use_effect_with((node, state.cursor, state.shown), move |(node, at, run)| {
        if let Some(node) = *node {
            engine.ask(Request::Inspect {
                run: *run,
                at: *at,
                node,
            });
        }
    });
}

/// A player exists while it plays; another run, another speed or a moved cursor needs a new one.
#[hook]
fn use_playing(state: &Handle, engine: &Engine, player: Rc<RefCell<Option<Player>>>) {
    let (state, engine) = (state.clone(), engine.clone());
    let what = (state.playing, state.speed, state.shown, state.moves);
    use_effect_with(what, move |(playing, speed, run, _)| {
        let playback = Playback {
            run: *run,
            from: state.cursor,
            duration: state.duration(),
            speed: *speed,
        };
        let next = playing.then(|| Player::start(playback, engine, state.dispatcher()));
        // The one before stops here.
        let _ = player.replace(next);
    });
}

/// To the next event, or to the previous one.
pub(super) fn step(state: &State, engine: &Engine, forward: bool) {
    if state.shown > 0 {
        engine.ask(Request::Step {
            run: state.shown,
            at: state.cursor,
            forward,
        });
    }
}

/// The address bar follows what is seen; Back and Forward lead where they should.
#[hook]
pub(super) fn use_address(state: &Handle, embed: &Embed) {
    // A frame of another page has no address bar to follow.
    let follows = !embed.on && state.shown > 0;
    {
        let state = state.clone();
        use_effect_with((state.run, follows), move |_| {
            if follows && !state.is_dragging() {
                follow(&state);
            }
        });
    }
    {
        let state = state.clone();
        let moving = (state.run, state.moves, state.playing, follows);
        use_effect_with(moving, move |_| {
            let later =
                (follows && !state.playing).then(|| Timeout::new(SETTLED, move || follow(&state)));
            move || drop(later)
        });
    }
    let dispatch = state.dispatcher();
    use_listener("popstate", move |_: &web_sys::Event| {
        let (query, fragment) = address::parts();
        labs::visit(query, fragment, false, dispatch.clone());
    });
}

/// Writes what is seen into the address bar.
fn follow(state: &State) {
    address::replace(&state.link(state.moves > 0, Vec::new()).address());
}

/// Keys, from the one list of them.
#[hook]
pub(super) fn use_keys(state: &Handle, engine: &Engine) {
    let latest = use_mut_ref(|| state.clone());
    latest.replace(state.clone());
    let engine = engine.clone();
    use_listener("keydown", move |event: &KeyboardEvent| {
        let command = Press::read(event).and_then(|press| press.command());
        if let Some(command) = command {
            event.prevent_default();
            obey(command, &latest.borrow(), &engine);
        }
    });
}

fn obey(command: Command, state: &Handle, engine: &Engine) {
    let action = match command {
        Command::Event { forward } => return step(state, engine, forward),
        Command::Control(number) => return controls::focus(number),
        Command::Play => Action::Play(!state.playing),
        Command::Cue { forward } => Action::Seek(state.next_mark(forward)),
        Command::Start => Action::Seek(0.0),
        Command::End => Action::Seek(state.duration()),
        Command::Pin if state.baseline.is_some() => Action::Unpin,
        Command::Pin => Action::Pin,
        Command::Share => Action::Show(Some(Dialog::Share)),
        Command::Labs => Action::Show(Some(Dialog::Labs)),
        Command::Help => Action::Show(Some(Dialog::Help)),
        Command::Deselect => Action::Deselect,
        Command::Zoom { closer } => Action::Look(Looking::Zoom(zoom_factor(closer), None)),
        Command::Pan { forward } => Action::Look(Looking::Pan(if forward { 0.25 } else { -0.25 })),
        Command::Whole => Action::Look(Looking::Whole),
        Command::Undo => Action::Undo,
        Command::Redo => Action::Redo,
    };
    state.dispatch(action);
}

/// The root element says how it stands, for style sheets and for tests.
#[hook]
pub(super) fn use_root(state: &Handle, drawn: bool) {
    let says = if state.broken || !state.issues.is_empty() {
        "error"
    } else if state.shown == 0 || !drawn {
        "loading"
    } else if state.shown == state.run {
        "ready"
    } else {
        "running"
    };
    use_effect_with((says, state.shown), |(says, run)| {
        let root = browser::root();
        // An attribute with a plain name can always be set.
        let _ = root.set_attribute("data-state", says);
        let _ = root.set_attribute("data-run", &run.to_string());
        if *says != "loading" {
            browser::uncover();
        }
    });
    use_effect_with(state.theme, |theme| theme.show());
    use_effect_with(state.scenario.clone(), |scenario| {
        browser::document().set_title(&format!("{} - Netsplit", scenario.title));
    });
}

/// A file that is dropped anywhere on the page is opened.
#[hook]
pub(super) fn use_drop(state: &Handle) {
    use_listener("dragover", |event: &DragEvent| event.prevent_default());
    let dispatch = state.dispatcher();
    use_listener("drop", move |event: &DragEvent| {
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            file::open(&file, dispatch.clone());
        }
    });
}

/// In a frame: tell the page around it how high this one would like to be; play if the link says so.
#[hook]
pub(super) fn use_embed(state: &Handle, embed: &Embed, height: f64) {
    let on = embed.on && height > 0.0;
    use_effect_with((on, height.to_bits()), move |(on, _)| {
        if *on {
            embed::tell_height(height);
        }
    });
    let (dispatch, play) = (state.dispatcher(), embed.autoplay && state.shown > 0);
    use_effect_with(play, move |play| {
        if *play {
            dispatch.dispatch(Action::Play(true));
        }
    });
}

/// Listens to the window for as long as the component is there.
#[hook]
fn use_listener<E: JsCast + 'static>(name: &'static str, act: impl Fn(&E) + 'static) {
    use_effect_with((), move |()| {
        let listen = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            act(event.unchecked_ref());
        });
        let window: EventTarget = browser::window().into();
        // A window takes any listener.
        let _ = window.add_event_listener_with_callback(name, listen.as_ref().unchecked_ref());
        move || {
            let _ =
                window.remove_event_listener_with_callback(name, listen.as_ref().unchecked_ref());
        }
    });
}

/// A link as the page opens it first.
pub(super) fn opened(opening: Opening, embed: &Embed) -> State {
    let mut state = State::open(opening.link);
    state.missing = opening.missing;
    state.theme = embed.theme.unwrap_or_else(Theme::remembered);
    if let Some(range) = embed.window {
        state.range = range;
        state.cursor = state
            .cursor
            .clamp(range.0, range.1.max(range.0))
            .min(state.duration());
    }
    state
}
