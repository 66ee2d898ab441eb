//! The worker: owns the session, works in slices, and listens between them so that a newer question wins.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use netsplit_core::session::{Reply, Session};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use crate::protocol;
use crate::warm_up::WarmUp;

/// Milliseconds of work before the worker listens again. A tenth of a millisecond passes meanwhile, on a busy machine many more, and
/// little is said: the page has one run out at a time and waits before it sends a newer one, so only frames of the run before wait.
const SLICE: f64 = 16.0;

/// Milliseconds of work after which a run ends where it is: better a part of it than a page that only waits. It is well
/// below the time after which the page believes that its worker hangs.
const LONGEST: f64 = 5000.0;

/// Events between two looks at the clock.
const STRIDE: u32 = 1000;

/// Milliseconds of work on a warm-up before the worker listens again: whoever asks then should not notice.
const GLANCE: f64 = 4.0;

/// Milliseconds between the first answer and a warm-up: the page draws its first picture meanwhile.
const PAUSE: u32 = 200;

/// State of the worker between two messages.
struct Desk {
    scope: DedicatedWorkerGlobalScope,
    session: Session,
    warm_up: WarmUp,
    /// Begins with the first answer, and keeps the warm-up waiting.
    pause: Option<Timeout>,
    /// True if that pause is over.
    rested: bool,
    /// A message on this port starts the next slice, behind whatever the page has said meanwhile.
    next: MessagePort,
    awake: bool,
    /// The run in progress, and the milliseconds that were spent on it.
    spent: (Option<u32>, f64),
}

/// Starts the worker: from here on it listens.
#[wasm_bindgen(js_name = startWorker, skip_typescript)]
pub fn start_worker() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    report_panics(scope.clone());
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let desk = Rc::new(RefCell::new(Desk {
        scope: scope.clone(),
        session: Session::new(),
        warm_up: WarmUp::default(),
        pause: None,
        rested: false,
        next: channel.port2(),
        awake: false,
        spent: (None, 0.0),
    }));
    let own = Rc::clone(&desk);
    let slice = Closure::<dyn FnMut()>::new(move || {
        own.borrow_mut().slice();
        warm_up_later(&own);
    });
    channel
        .port1()
        .set_onmessage(Some(slice.into_js_value().unchecked_ref()));
    let listen =
        Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| desk.borrow_mut().hear(&event));
    scope.set_onmessage(Some(listen.into_js_value().unchecked_ref()));
    // The page asks nothing before it has heard this: what comes earlier than the line above is lost.
    let _ = scope.post_message(&protocol::hello());
}

/// When the first question is answered, the rest waits until the page has drawn.
fn warm_up_later(desk: &Rc<RefCell<Desk>>) {
    let mut this = desk.borrow_mut();
    if this.pause.is_none() && this.session.is_idle() {
        let own = Rc::clone(desk);
        this.pause = Some(Timeout::new(PAUSE, move || {
            let mut desk = own.borrow_mut();
            desk.rested = true;
            desk.wake();
        }));
    }
}

fn report_panics(scope: DedicatedWorkerGlobalScope) {
    std::panic::set_hook(Box::new(move |panic| {
        let _ = scope.post_message(&protocol::broken(&panic.to_string()));
    }));
}

impl Desk {
    fn hear(&mut self, event: &MessageEvent) {
        if let Some(request) = protocol::asked(&event.data()) {
            self.warm_up.hear(&request);
            self.session.ask(request);
        }
        self.wake();
    }

    fn wake(&mut self) {
        if !self.awake {
            self.go_on();
        }
    }

    /// Lets another slice follow if there is something to do.
    fn go_on(&mut self) {
        self.awake = !self.session.is_idle() || (self.rested && !self.warm_up.is_over());
        if self.awake {
            let _ = self.next.post_message(&JsValue::NULL);
        }
    }

    fn slice(&mut self) {
        if self.session.is_idle() {
            self.warm_up();
        } else {
            self.work();
        }
        self.go_on();
    }

    fn work(&mut self) {
        let began = now();
        while !self.session.is_idle() && now() - began < SLICE {
            if let Some(reply) = self.session.work(STRIDE) {
                self.send(&reply);
            }
        }
        self.limit(now() - began);
    }

    fn warm_up(&mut self) {
        let began = now();
        while !self.warm_up.is_over() && now() - began < GLANCE {
            self.warm_up.work(STRIDE);
        }
        self.warm_up.spend(now() - began);
    }

    /// Takes down what a slice cost, and ends a run that has cost too much.
    fn limit(&mut self, cost: f64) {
        let run = self.session.running();
        let before = if run == self.spent.0 {
            self.spent.1
        } else {
            0.0
        };
        self.spent = (run, before + cost);
        if self.spent.1 > LONGEST {
            self.session.cut_short();
        }
    }

    fn send(&self, reply: &Reply) {
        let (message, handed) = protocol::answer(reply);
        let _ = self.scope.post_message_with_transfer(&message, &handed);
    }
}

/// Milliseconds since the worker started.
fn now() -> f64 {
    let clock = Reflect::get(&js_sys::global(), &"performance".into());
    clock.map_or(0.0, |clock| {
        clock.unchecked_into::<web_sys::Performance>().now()
    })
}
