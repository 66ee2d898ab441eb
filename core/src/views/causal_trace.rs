//! The trace as events of processes and the messages between them: what causality is defined on.

use std::collections::{BTreeMap, VecDeque};

use crate::plan::Plan;
use crate::recording::{Entry, Observation, Recording, What};
use crate::time::Instant;
use crate::vocabulary::{MessageKind, NO_REQUEST, Outcome, Status};

/// Events in an order in which every cause comes before its effects, and messages in the order of their sending.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct CausalTrace {
    pub(super) events: Vec<Event>,
    pub(super) messages: Vec<Message>,
    /// How many chains there are.
    pub(super) chains: u32,
    /// Requests that are traced.
    pub(super) requests: u64,
}

/// Something that happened at a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Event {
    pub(super) at: Instant,
    pub(super) process: u32,
    /// Events of one chain follow each other: those of a process, or of one user of a client.
    pub(super) chain: u32,
    pub(super) what: Happened,
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Happened {
    /// A message left.
    Sent(u32),
    /// A message arrived.
    Received(u32),
    /// A client's request began.
    Invoked(u32),
    /// A client's request ended.
    Completed(u32, Outcome),
    /// The process went up, down, or stands still.
    Status(Status),
    /// A machine did something; its index among the observations.
    Observed(u32),
}

/// A message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Message {
    pub(super) link: u32,
    pub(super) request: u32,
    pub(super) kind: MessageKind,
    pub(super) attempt: u16,
    pub(super) sent: Instant,
    /// The event of its sending.
    pub(super) source: u32,
    pub(super) end: End,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// It arrived: when, and the event.
    Received(Instant, u32),
    /// It was lost.
    Lost(Instant),
    /// It is in flight when the run ends, and would arrive then.
    Flying(Instant),
}

impl Message {
    /// When it was over, or would have been.
    pub(super) fn until(&self) -> Instant {
        match self.end {
            End::Received(at, _) | End::Lost(at) | End::Flying(at) => at,
        }
    }
}

/// What tells messages apart while they travel: arrival, link, request, kind, attempt.
type Identity = (Instant, u32, u32, u8, u16);

/// Writes a causal trace.
struct Scribe<'a> {
    plan: &'a Plan,
    recording: &'a Recording,
    causal_trace: CausalTrace,
    flying: BTreeMap<Identity, VecDeque<u32>>,
    /// Chains of users, by client and user.
    users: BTreeMap<(u16, u32), u32>,
}

impl CausalTrace {
    /// The causal trace of a recording of that plan.
    pub(super) fn new(plan: &Plan, recording: &Recording) -> Self {
        let mut scribe = Scribe {
            plan,
            recording,
            causal_trace: Self {
                chains: plan.shape.processes.len() as u32,
                ..Self::default()
            },
            flying: BTreeMap::new(),
            users: BTreeMap::new(),
        };
        scribe.write();
        scribe.causal_trace
    }
}

impl Scribe<'_> {
    fn write(&mut self) {
        let mut observed = 0;
        let observations = &self.recording.observations;
        for moment in self
            .recording
            .entries
            .chunk_by(|one, next| one.at == next.at)
        {
            let at = moment[0].at;
            while observations.get(observed).is_some_and(|next| next.at < at) {
                self.observe(observed);
                observed += 1;
            }
            let rest = &observations[observed..];
            let now = rest.partition_point(|observation| observation.at == at);
            self.write_moment(moment, observed..observed + now);
            observed += now;
        }
        (observed..observations.len()).for_each(|index| self.observe(index));
    }

    /// What a machine did stands behind what its process received at that moment, and before what it sent.
    fn write_moment(&mut self, moment: &[Entry], observed: std::ops::Range<usize>) {
        let observations = &self.recording.observations;
        let places: Vec<_> = observed
            .map(|index| (self.place(moment, &observations[index]), index))
            .collect();
        let due = |place: usize| {
            let due = places.iter().filter(move |(own, _)| *own == place);
            due.map(|(_, index)| *index)
        };
        for (place, entry) in moment.iter().enumerate() {
            due(place).for_each(|index| self.observe(index));
            self.enter(entry);
        }
        due(moment.len()).for_each(|index| self.observe(index));
    }

    fn place(&self, moment: &[Entry], observation: &Observation) -> usize {
        let links = &self.plan.shape.topology.links;
        let received = |entry: &Entry| match entry.what {
            What::Received { link, .. } => links[link as usize].to == observation.process,
            _ => false,
        };
        moment.iter().rposition(received).map_or(0, |last| last + 1)
    }

    fn observe(&mut self, index: usize) {
        let Observation { at, process, what } = self.recording.observations[index];
        if what.says().is_some() {
            self.push(at, process, process, Happened::Observed(index as u32));
        }
    }

    fn enter(&mut self, entry: &Entry) {
        let at = entry.at;
        match entry.what {
            What::Sent {
                link,
                request,
                arrives,
                kind,
                attempt,
            } => {
                let message = (link, request, kind, attempt);
                let number = self.send(at, message, End::Flying(arrives));
                let identity = (arrives, link, request, kind as u8, attempt);
                self.flying.entry(identity).or_default().push_back(number);
            }
            What::Received {
                link,
                request,
                kind,
                attempt,
            } => {
                if let Some(number) = self.land((at, link, request, kind as u8, attempt)) {
                    let to = self.plan.shape.topology.links[link as usize].to;
                    let event = self.push_for(at, to, request, Happened::Received(number));
                    self.causal_trace.messages[number as usize].end = End::Received(at, event);
                }
            }
            What::Lost {
                link,
                request,
                kind,
                attempt,
            } => match self.land((at, link, request, kind as u8, attempt)) {
                Some(number) => self.causal_trace.messages[number as usize].end = End::Lost(at),
                // It did not even leave its host.
                None => drop(self.send(at, (link, request, kind, attempt), End::Lost(at))),
            },
            What::Status { process, status } => {
                self.push(at, process, process, Happened::Status(status));
            }
            What::Invoked { request } => {
                self.causal_trace.requests += 1;
                self.push_for(
                    at,
                    self.client(request),
                    request,
                    Happened::Invoked(request),
                );
            }
            What::Completed { request, outcome } => {
                let what = Happened::Completed(request, outcome);
                self.push_for(at, self.client(request), request, what);
            }
            // What a breaker does is observed too; load and reports cause nothing.
            _ => {}
        }
    }

    fn send(
        &mut self,
        sent: Instant,
        (link, request, kind, attempt): (u32, u32, MessageKind, u16),
        end: End,
    ) -> u32 {
        let number = self.causal_trace.messages.len() as u32;
        let from = self.plan.shape.topology.links[link as usize].from;
        let source = self.push_for(sent, from, request, Happened::Sent(number));
        self.causal_trace.messages.push(Message {
            link,
            request,
            kind,
            attempt,
            sent,
            source,
            end,
        });
        number
    }

    /// The message that arrives, or is lost, now; of two that look the same the one that was sent first.
    fn land(&mut self, identity: Identity) -> Option<u32> {
        let flying = self.flying.get_mut(&identity)?;
        let number = flying.pop_front();
        if flying.is_empty() {
            self.flying.remove(&identity);
        }
        number
    }

    fn client(&self, request: u32) -> u32 {
        let client = self.recording.operations[request as usize].client;
        self.plan.shape.topology.nodes[client as usize].first
    }

    /// An event that is about a request: the users of a client know nothing of each other.
    fn push_for(&mut self, at: Instant, process: u32, request: u32, what: Happened) -> u32 {
        let node = self.plan.shape.processes[process as usize].node;
        let is_client = self.plan.shape.is_client(node);
        let chain = if is_client && request != NO_REQUEST {
            let user = self.recording.operations[request as usize].user;
            let chains = &mut self.causal_trace.chains;
            *self.users.entry((node, user)).or_insert_with(|| {
                *chains += 1;
                *chains - 1
            })
        } else {
            process
        };
        self.push(at, process, chain, what)
    }

    fn push(&mut self, at: Instant, process: u32, chain: u32, what: Happened) -> u32 {
        let number = self.causal_trace.events.len() as u32;
        self.causal_trace.events.push(Event {
            at,
            process,
            chain,
            what,
        });
        number
    }
}
