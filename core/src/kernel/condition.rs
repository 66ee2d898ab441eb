//! What faults make of processes and links at the moment.
//!
//! Conditions are computed afresh from the faults that are active whenever one begins or ends, so
//! overlapping faults need no bookkeeping: none can undo another.

use crate::time::Span;

/// What a fault does to the processes or links that it hits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Effect {
    /// Processes are gone; their hosts refuse connections.
    Crash,
    /// Hosts are gone: silence.
    HostDown,
    /// Processes stand still.
    Pause,
    /// Work takes longer by a factor.
    Slow(f64),
    /// A share of requests is answered with an error.
    Errors(f64),
    /// Clocks are wrong.
    Clock {
        /// How far ahead, in nanoseconds; negative is behind.
        offset: i64,
        /// How fast they run; 1 is right.
        rate: f64,
    },
    /// Messages do not pass.
    Cut,
    /// Messages take longer.
    Latency(Span),
    /// A share of transmissions is lost.
    Loss(f64),
}

/// How a process is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ProcessCondition {
    /// It is gone; its host refuses connections.
    pub crashed: bool,
    /// Its host is gone.
    pub host_down: bool,
    /// It stands still.
    pub paused: bool,
    /// How many times longer work takes.
    pub slowness: f64,
    /// Share of requests answered with an error.
    pub errors: f64,
    /// How far its clock is ahead, in nanoseconds.
    pub clock_offset: i64,
    /// How fast its clock runs.
    pub clock_rate: f64,
}

/// How a link is.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct LinkCondition {
    /// Nothing passes.
    pub cut: bool,
    /// Added to the latency.
    pub extra: Span,
    /// At least this share of transmissions is lost.
    pub loss: f64,
}

/// How every process and link is.
#[derive(Clone, PartialEq, Debug)]
pub struct Conditions {
    /// By index of the process.
    pub processes: Vec<ProcessCondition>,
    /// By index of the link.
    pub links: Vec<LinkCondition>,
}

impl Default for ProcessCondition {
    fn default() -> Self {
        Self {
            crashed: false,
            host_down: false,
            paused: false,
            slowness: 1.0,
            errors: 0.0,
            clock_offset: 0,
            clock_rate: 1.0,
        }
    }
}

impl ProcessCondition {
    /// Whether it is there at all.
    pub fn is_running(&self) -> bool {
        !self.crashed && !self.host_down
    }

    /// Whether it is there but does nothing.
    pub fn stands_still(&self) -> bool {
        self.paused && self.is_running()
    }

    /// How long a span of its own clock takes in true time.
    pub fn true_span(&self, local: Span) -> Span {
        if self.clock_rate == 1.0 {
            local
        } else {
            local.scaled(1.0 / self.clock_rate)
        }
    }
}

impl Conditions {
    /// Everything as it should be.
    pub fn usual(processes: usize, links: usize) -> Self {
        Self {
            processes: vec![ProcessCondition::default(); processes],
            links: vec![LinkCondition::default(); links],
        }
    }

    /// Adds what one active fault does.
    pub fn add(&mut self, effect: Effect, processes: &[u32], links: &[u32]) {
        for process in processes {
            self.processes[*process as usize].add(effect);
        }
        for link in links {
            self.links[*link as usize].add(effect);
        }
    }
}

impl ProcessCondition {
    fn add(&mut self, effect: Effect) {
        match effect {
            Effect::Crash => self.crashed = true,
            Effect::HostDown => self.host_down = true,
            Effect::Pause => self.paused = true,
            Effect::Slow(factor) => self.slowness *= factor,
            Effect::Errors(share) => self.errors = 1.0 - (1.0 - self.errors) * (1.0 - share),
            Effect::Clock { offset, rate } => {
                self.clock_offset = self.clock_offset.saturating_add(offset);
                self.clock_rate *= rate;
            }
            Effect::Cut | Effect::Latency(_) | Effect::Loss(_) => {}
        }
    }
}

impl LinkCondition {
    fn add(&mut self, effect: Effect) {
        match effect {
            Effect::Cut => self.cut = true,
            Effect::Latency(extra) => self.extra = self.extra + extra,
            Effect::Loss(share) => self.loss = self.loss.max(share),
            Effect::Crash
            | Effect::HostDown
            | Effect::Pause
            | Effect::Slow(_)
            | Effect::Errors(_)
            | Effect::Clock { .. } => {}
        }
    }
}
