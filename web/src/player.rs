//! Playing: the cursor moves by itself, over frames that were asked for ahead of it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use netsplit_core::frame::Frame;
use netsplit_core::session::Request;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use yew::UseReducerDispatcher;

use crate::browser::{now, prefers, window};
use crate::engine::Engine;
use crate::shared::Shared;
use crate::state::{Action, State};

/// Seconds between two pictures.
const BEAT: f64 = 1.0 / 60.0;

/// Seconds between two pictures for those who want little motion.
const CALM_BEAT: f64 = 0.5;

/// Frames that are asked for at once.
const BATCH: usize = 20;

/// Fewer frames than this ahead of the cursor: time to ask for more.
const FEW: usize = 12;

/// Longest time in seconds that one picture makes up for; a page that slept does not leap.
const LEAP: f64 = 0.1;

/// A run that is played, the moment it starts from, and the speed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Playback {
    /// Number of the run.
    pub run: u32,
    /// From which moment, in seconds.
    pub from: f64,
    /// Length of the run in seconds.
    pub duration: f64,
    /// Seconds of the run in a second.
    pub speed: f64,
}

/// Plays until it is dropped.
pub struct Player {
    tape: Rc<RefCell<Tape>>,
    _pulse: Pulse,
}

/// Frames ahead of the cursor.
struct Tape {
    playback: Playback,
    beat: f64,
    frames: VecDeque<Frame>,
    /// The moment of the last frame that was asked for.
    asked: f64,
    /// Frames are on their way.
    waiting: bool,
    cursor: f64,
    shown: f64,
}

impl Player {
    /// Starts to play.
    pub fn start(
        playback: Playback,
        engine: Engine,
        dispatch: UseReducerDispatcher<State>,
    ) -> Self {
        let calm = prefers("(prefers-reduced-motion: reduce)");
        let tape = Rc::new(RefCell::new(Tape {
            playback,
            beat: if calm { CALM_BEAT } else { BEAT },
            frames: VecDeque::new(),
            asked: playback.from,
            waiting: false,
            cursor: playback.from,
            shown: now(),
        }));
        let own = Rc::clone(&tape);
        let pulse = Pulse::start(move || {
            let (frame, request) = own.borrow_mut().turn(now());
            if let Some(request) = request {
                engine.ask(request);
            }
            if let Some(frame) = frame {
                dispatch.dispatch(Action::Tick(Shared::new(frame)));
            }
        });
        Self {
            tape,
            _pulse: pulse,
        }
    }

    /// Frames that were asked for are here.
    pub fn load(&self, run: u32, frames: Vec<Frame>) {
        let mut tape = self.tape.borrow_mut();
        tape.waiting = false;
        if run == tape.playback.run {
            tape.frames.extend(frames);
        }
    }
}

impl Tape {
    /// The frame to show now, if it is time for it, and the frames to ask for.
    fn turn(&mut self, now: f64) -> (Option<Frame>, Option<Request>) {
        let passed = ((now - self.shown) / 1000.0).min(self.beat.max(LEAP));
        // Half a beat of patience keeps pictures of a steady clock from coming in ones and twos.
        let reached = self.cursor + (passed + self.beat / 2.0) * self.playback.speed;
        let mut frame = None;
        while self.frames.front().is_some_and(|next| next.at <= reached) {
            frame = self.frames.pop_front();
        }
        if let Some(frame) = &frame {
            self.cursor = frame.at;
            self.shown = now;
        }
        (frame, self.ask())
    }

    fn ask(&mut self) -> Option<Request> {
        let Playback {
            run,
            duration,
            speed,
            ..
        } = self.playback;
        if self.waiting || self.frames.len() > FEW || self.asked >= duration {
            return None;
        }
        self.waiting = true;
        let mut at = Vec::with_capacity(BATCH);
        while at.len() < BATCH && self.asked < duration {
            self.asked = (self.asked + self.beat * speed).min(duration);
            at.push(self.asked);
        }
        Some(Request::Frames { run, at })
    }
}

/// Calls a function before every picture of the browser, until it is dropped.
struct Pulse {
    id: Rc<Cell<i32>>,
    turn: Rc<Turn>,
}

type Turn = RefCell<Option<Closure<dyn FnMut()>>>;

impl Pulse {
    fn start(mut act: impl FnMut() + 'static) -> Self {
        let turn: Rc<Turn> = Rc::default();
        let id = Rc::new(Cell::new(0));
        // Weak, or the closure would hold itself alive for ever.
        let (weak, own) = (Rc::downgrade(&turn), Rc::clone(&id));
        let again = Closure::new(move || {
            act();
            if let Some(turn) = weak.upgrade() {
                request(&own, &turn);
            }
        });
        turn.replace(Some(again));
        request(&id, &turn);
        Self { id, turn }
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        // An id that was given out can be cancelled at any time.
        let _ = window().cancel_animation_frame(self.id.get());
        self.turn.replace(None);
    }
}

fn request(id: &Cell<i32>, turn: &Turn) {
    let asked = turn
        .borrow()
        .as_ref()
        .map(|turn| window().request_animation_frame(turn.as_ref().unchecked_ref()));
    if let Some(Ok(next)) = asked {
        id.set(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tape(speed: f64) -> Tape {
        Tape {
            playback: Playback {
                run: 1,
                from: 0.0,
                duration: 1.0,
                speed,
            },
            beat: BEAT,
            frames: VecDeque::new(),
            asked: 0.0,
            waiting: false,
            cursor: 0.0,
            shown: 0.0,
        }
    }

    fn frame(at: f64) -> Frame {
        Frame {
            at,
            ..Frame::default()
        }
    }

    #[test]
    fn frames_are_asked_for_up_to_the_end_and_not_beyond() {
        let mut tape = tape(7.0);
        let Some(Request::Frames { at, .. }) = tape.ask() else {
            panic!("nothing is asked");
        };
        assert_eq!(at.len(), 9);
        assert_eq!(at.last(), Some(&1.0));
        tape.waiting = false;
        assert_eq!(tape.ask(), None);
    }

    #[test]
    fn a_slow_page_skips_frames_and_a_fast_one_waits() {
        let mut tape = tape(1.0);
        tape.frames
            .extend((1..=6).map(|n| frame(f64::from(n) * BEAT)));
        assert_eq!(tape.turn(1.0).0, None);
        assert_eq!(tape.turn(BEAT * 1000.0).0.map(|frame| frame.at), Some(BEAT));
        let later = tape.turn(BEAT * 4000.0).0.map(|frame| frame.at);
        assert_eq!(later, Some(4.0 * BEAT));
    }
}
