//! The page's side of the worker: asks, listens, and starts another one when it hangs.
//!
//! Of each sort of question at most one is out, and the newest waits behind it: a slider that moves faster than
//! runs are done skips what nobody would see.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Interval;
use netsplit_core::session::{Request, Response};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use crate::address;
use crate::browser::{self, now};
use crate::program;
use crate::protocol::{self, Heard};

/// Milliseconds without a word after which a worker that owes an answer is given up.
const GIVEN_UP: f64 = 10_000.0;

/// Milliseconds after which a run that is out is abandoned for a newer one.
const OVERDUE: f64 = 300.0;

/// Sorts of questions: runs, frames, steps, logs, what is inside, operations, messages.
const LANES: usize = 7;

/// The lane of runs.
const RUNS: usize = 0;

/// Report of the engine to the page.
#[derive(Debug)]
pub enum Report {
    /// An answer.
    Response(Box<Response>),
    /// The worker is gone, and why. Another one waits for questions.
    Broke(String),
}

/// The page's side of the worker.
#[derive(Clone)]
pub struct Engine(Rc<RefCell<Line>>);

/// The line to a worker.
struct Line {
    worker: Option<Worker>,
    /// It has said hello: nothing is sent before that.
    greeted: bool,
    lanes: [Lane; LANES],
    /// When it last said something, or was first asked.
    heard: f64,
    tell: Callback<Report>,
    watch: Option<Interval>,
}

/// Questions of one sort.
#[derive(Default)]
struct Lane {
    out: Option<Out>,
    next: Option<Request>,
}

/// A question that is out.
struct Out {
    run: u32,
    since: f64,
}

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Engine {
    /// Tells the page what a worker finds: this one, or one that is started now.
    pub fn start(worker: Option<Worker>, tell: Callback<Report>) -> Self {
        let engine = Self(Rc::new(RefCell::new(Line {
            worker: None,
            greeted: false,
            lanes: Default::default(),
            heard: now(),
            tell,
            watch: None,
        })));
        engine.employ(worker.or_else(hire));
        let weak = Rc::downgrade(&engine.0);
        let watch = Interval::new(1000, move || Self::with(&weak, Self::check));
        engine.0.borrow_mut().watch = Some(watch);
        engine
    }

    /// Asks; a newer question of the same sort takes the place of one that still waits.
    pub fn ask(&self, request: Request) {
        let gone = self.0.borrow().worker.is_none();
        if gone {
            self.employ(hire());
        }
        self.0.borrow_mut().ask(request);
    }

    fn with(weak: &Weak<RefCell<Line>>, act: impl FnOnce(&Self)) {
        if let Some(line) = weak.upgrade() {
            act(&Self(line));
        }
    }

    /// Gives the program to a worker that takes the place of the one before.
    fn employ(&self, worker: Option<Worker>) {
        let Some(worker) = worker else {
            return self.say_broken("this browser does not allow a worker here");
        };
        let weak = Rc::downgrade(&self.0);
        let hear = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            Self::with(&weak, |engine| engine.hear(&event));
        });
        worker.set_onmessage(Some(hear.into_js_value().unchecked_ref()));
        let weak = Rc::downgrade(&self.0);
        let fail = Closure::<dyn FnMut(_)>::new(move |event: Event| {
            event.prevent_default();
            Self::with(&weak, |engine| engine.replace("it stopped with an error"));
        });
        worker.set_onerror(Some(fail.into_js_value().unchecked_ref()));
        // A module can be sent to a worker of the same site.
        let _ = worker.post_message(&program::program());
        let mut line = self.0.borrow_mut();
        line.worker = Some(worker);
        line.greeted = false;
    }

    fn hear(&self, event: &MessageEvent) {
        self.0.borrow_mut().heard = now();
        match Heard::read(&event.data()) {
            Some(Heard::Hello) => self.greet(),
            Some(Heard::Response(answer)) => {
                let tell = self.0.borrow_mut().settle(&answer);
                tell.emit(Report::Response(answer));
            }
            Some(Heard::Broken(why)) => self.replace(&why),
            None => {}
        }
    }

    fn greet(&self) {
        let mut line = self.0.borrow_mut();
        line.greeted = true;
        line.send_waiting();
    }

    /// Gives the worker up if it owes an answer and has been silent for too long.
    fn check(&self) {
        let line = self.0.borrow();
        let owes = line.lanes.iter().any(|lane| lane.out.is_some());
        let waits = !line.greeted && line.lanes.iter().any(|lane| lane.next.is_some());
        let hangs = (owes || waits) && now() - line.heard > GIVEN_UP;
        drop(line);
        if hangs {
            self.replace("it did not answer for ten seconds");
        }
    }

    fn replace(&self, why: &str) {
        let mut line = self.0.borrow_mut();
        if let Some(worker) = line.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        line.lanes = Default::default();
        line.heard = now();
        // One that never came up would not come up at once either: it waits for the next question.
        let try_again = line.greeted;
        drop(line);
        self.say_broken(why);
        if try_again {
            self.employ(hire());
        }
    }

    fn say_broken(&self, why: &str) {
        let tell = self.0.borrow().tell.clone();
        let sentence =
            format!("The simulation was stopped: {why}. Change something, or run it again.");
        tell.emit(Report::Broke(sentence));
    }
}

/// A new worker, if the browser allows one here.
fn hire() -> Option<Worker> {
    if browser::window().origin() == "null" {
        let script = program::boot_from_afar(&address::base());
        return browser::for_a_while(&script, "text/javascript", |address| {
            Worker::new(address).ok()
        });
    }
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(&program::boot(), &options).ok()
}

impl Line {
    fn ask(&mut self, request: Request) {
        let lane = lane_of(&request);
        let overdue = |out: &Out| lane == RUNS && now() - out.since > OVERDUE;
        let free = self.lanes[lane].out.as_ref().is_none_or(overdue);
        if free && self.greeted {
            self.send(&request);
        } else {
            self.lanes[lane].next = Some(request);
        }
    }

    fn post(&self, message: &wasm_bindgen::JsValue) {
        if let Some(worker) = &self.worker {
            // Plain data can always be sent.
            let _ = worker.post_message(message);
        }
    }

    fn send(&mut self, request: &Request) {
        if self.lanes.iter().all(|lane| lane.out.is_none()) {
            self.heard = now();
        }
        let lane = &mut self.lanes[lane_of(request)];
        lane.next = None;
        lane.out = Some(Out {
            run: run_of(request),
            since: now(),
        });
        self.post(&protocol::ask(request));
    }

    fn send_waiting(&mut self) {
        for lane in 0..LANES {
            let lane = &mut self.lanes[lane];
            if lane.out.is_none()
                && let Some(request) = lane.next.take()
            {
                self.send(&request);
            }
        }
    }

    /// Notes that an answer came, and sends what waited for it.
    fn settle(&mut self, answer: &Response) -> Callback<Report> {
        let (lane, run) = match answer {
            Response::Ran { run, .. } | Response::Refused { run, .. } => (RUNS, *run),
            Response::Frames { run, .. } => (1, *run),
            Response::Stepped { run, .. } => (2, *run),
            Response::Log { run, .. } => (3, *run),
            Response::Inspected { run, .. } => (4, *run),
            Response::Operations { run, .. } => (5, *run),
            Response::SpaceTime { run, .. } => (6, *run),
        };
        if lane == RUNS {
            // Questions about the run before are void: nobody will answer them.
            self.lanes[1..]
                .iter_mut()
                .for_each(|lane| *lane = Lane::default());
        }
        let out = &mut self.lanes[lane].out;
        if out.as_ref().is_some_and(|out| out.run == run) {
            *out = None;
        }
        self.send_waiting();
        self.tell.clone()
    }
}

fn lane_of(request: &Request) -> usize {
    match request {
        Request::Run { .. } => RUNS,
        Request::Frames { .. } => 1,
        Request::Step { .. } => 2,
        Request::Log { .. } => 3,
        Request::Inspect { .. } => 4,
        Request::Operations { .. } => 5,
        Request::SpaceTime { .. } => 6,
    }
}

fn run_of(request: &Request) -> u32 {
    match request {
        Request::Run { run, .. }
        | Request::Frames { run, .. }
        | Request::Step { run, .. }
        | Request::Log { run, .. }
        | Request::Inspect { run, .. }
        | Request::Operations { run, .. }
        | Request::SpaceTime { run, .. } => *run,
    }
}
