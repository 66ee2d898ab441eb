//! Conditions of processes and links, made by the faults that are active.
//!
//! Each is computed afresh from all the effects on its process or link whenever one of them begins or ends, so
//! overlapping faults cannot undo each other. Nothing else is looked at: a fault costs what it hits.

use crate::time::Span;

/// Effect of a fault on the processes or links that it hits.
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
        /// Offset in nanoseconds; negative is behind.
        offset: i64,
        /// Rate; 1 is right.
        rate: f64,
    },
    /// Messages do not pass.
    Cut,
    /// Messages take longer.
    Latency(Span),
    /// A share of transmissions is lost.
    Loss(f64),
}

impl Effect {
    /// True if it changes anything where it hits.
    pub fn has_magnitude(self) -> bool {
        match self {
            Self::Crash | Self::HostDown | Self::Pause | Self::Cut => true,
            Self::Slow(factor) => factor != 1.0,
            Self::Errors(share) | Self::Loss(share) => share > 0.0,
            Self::Clock { offset, rate } => offset != 0 || rate != 1.0,
            Self::Latency(added) => added > Span::ZERO,
        }
    }
}

/// Condition of a process.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ProcessCondition {
    /// The process is gone; its host refuses connections.
    pub crashed: bool,
    /// The host is gone.
    pub host_down: bool,
    /// The process stands still.
    pub paused: bool,
    /// Factor by which work takes longer.
    pub slowness: f64,
    /// Share of requests answered with an error.
    pub errors: f64,
    /// Offset of the clock in nanoseconds; negative is behind.
    pub clock_offset: i64,
    /// Rate of the clock; 1 is right.
    pub clock_rate: f64,
}

/// Condition of a link.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct LinkCondition {
    /// Nothing passes.
    pub cut: bool,
    /// Added to the latency.
    pub extra: Span,
    /// Lower bound of the share of transmissions that are lost.
    pub loss: f64,
}

/// Conditions of all processes and links.
#[derive(Clone, PartialEq, Debug)]
pub struct Conditions {
    /// By index of the process.
    pub processes: Vec<ProcessCondition>,
    /// By index of the link.
    pub links: Vec<LinkCondition>,
}

/// Effects of the active faults on each process and link.
#[derive(Clone, PartialEq, Debug)]
pub struct ActiveEffects {
    processes: Vec<Effects>,
    links: Vec<Effects>,
}

/// Effects on one process or link, each with the number of its fault, in the order of these numbers.
#[derive(Clone, PartialEq, Debug, Default)]
struct Effects(Vec<(u32, Effect)>);

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
    /// True if the process exists: neither it nor its host is down.
    pub fn is_running(&self) -> bool {
        !self.crashed && !self.host_down
    }

    /// True if the process exists but does nothing.
    pub fn stands_still(&self) -> bool {
        self.paused && self.is_running()
    }

    /// True time that a span of the local clock takes.
    pub fn true_span(&self, local: Span) -> Span {
        if self.clock_rate == 1.0 {
            local
        } else {
            local.scaled(1.0 / self.clock_rate)
        }
    }
}

impl Conditions {
    /// Conditions without any fault.
    pub fn usual(processes: usize, links: usize) -> Self {
        Self {
            processes: vec![ProcessCondition::default(); processes],
            links: vec![LinkCondition::default(); links],
        }
    }

    /// Adds the effect of one active fault.
    pub fn add(&mut self, effect: Effect, processes: &[u32], links: &[u32]) {
        for process in processes {
            self.processes[*process as usize].add(effect);
        }
        for link in links {
            self.links[*link as usize].add(effect);
        }
    }
}

impl ActiveEffects {
    /// No effects on that many processes and links.
    pub fn none(processes: usize, links: usize) -> Self {
        Self {
            processes: vec![Effects::default(); processes],
            links: vec![Effects::default(); links],
        }
    }

    /// Adds the effect of a fault that begins.
    pub fn begin(&mut self, fault: u32, effect: Effect, processes: &[u32], links: &[u32]) {
        for process in processes {
            self.processes[*process as usize].begin(fault, effect);
        }
        for link in links {
            self.links[*link as usize].begin(fault, effect);
        }
    }

    /// Removes the effect of a fault that ends.
    pub fn end(&mut self, fault: u32, processes: &[u32], links: &[u32]) {
        for process in processes {
            self.processes[*process as usize].end(fault);
        }
        for link in links {
            self.links[*link as usize].end(fault);
        }
    }

    /// Condition of a process under all effects on it.
    pub fn process(&self, process: u32) -> ProcessCondition {
        let mut condition = ProcessCondition::default();
        for (_, effect) in &self.processes[process as usize].0 {
            condition.add(*effect);
        }
        condition
    }

    /// Condition of a link under all effects on it.
    pub fn link(&self, link: u32) -> LinkCondition {
        let mut condition = LinkCondition::default();
        for (_, effect) in &self.links[link as usize].0 {
            condition.add(*effect);
        }
        condition
    }
}

impl Effects {
    // In the order of the faults, whichever began first: products of floats depend on the order of their factors.
    fn begin(&mut self, fault: u32, effect: Effect) {
        let place = self.0.partition_point(|(other, _)| *other <= fault);
        self.0.insert(place, (fault, effect));
    }

    fn end(&mut self, fault: u32) {
        self.0.retain(|(other, _)| *other != fault);
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

#[cfg(test)]
mod tests {
    use super::*;

    const PROCESSES: usize = 3;
    const LINKS: usize = 2;

    /// Faults that overlap on all processes and links, with factors whose product depends on their order.
    fn faults() -> Vec<(Effect, Vec<u32>, Vec<u32>)> {
        let processes = [
            Effect::Crash,
            Effect::Slow(1.1),
            Effect::Slow(1.7),
            Effect::Slow(0.3),
            Effect::Pause,
            Effect::Errors(0.1),
            Effect::Errors(0.7),
            Effect::HostDown,
            Effect::Clock {
                offset: -5,
                rate: 1.3,
            },
        ];
        let links = [Effect::Cut, Effect::Latency(Span(7)), Effect::Loss(0.2)];
        let on_processes = processes.map(|effect| (effect, vec![0, 2], Vec::new()));
        let on_links = links.map(|effect| (effect, Vec::new(), vec![1]));
        on_processes.into_iter().chain(on_links).collect()
    }

    fn afresh(faults: &[(Effect, Vec<u32>, Vec<u32>)], active: &[bool]) -> Conditions {
        let mut conditions = Conditions::usual(PROCESSES, LINKS);
        for ((effect, processes, links), _) in
            faults.iter().zip(active).filter(|(_, active)| **active)
        {
            conditions.add(*effect, processes, links);
        }
        conditions
    }

    fn all(effects: &ActiveEffects) -> Conditions {
        Conditions {
            processes: (0..PROCESSES as u32)
                .map(|process| effects.process(process))
                .collect(),
            links: (0..LINKS as u32).map(|link| effects.link(link)).collect(),
        }
    }

    #[test]
    fn no_order_of_beginnings_and_ends_makes_a_difference() {
        let faults = faults();
        let mut effects = ActiveEffects::none(PROCESSES, LINKS);
        let mut active = vec![false; faults.len()];
        let mut state = 1_u64;
        for _ in 0..1000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let fault = (state >> 33) as usize % faults.len();
            let (effect, processes, links) = &faults[fault];
            if active[fault] {
                effects.end(fault as u32, processes, links);
            } else {
                effects.begin(fault as u32, *effect, processes, links);
            }
            active[fault] = !active[fault];
            assert_eq!(all(&effects), afresh(&faults, &active));
        }
    }
}
