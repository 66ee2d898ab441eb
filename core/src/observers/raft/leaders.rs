//! Who led each Raft group when, and for how long nobody did.

use crate::observer::{Derived, Facts};
use crate::panel::{StateTimeline, StateTimelineRow, StateTimelineSpan, Tone};
use crate::plan::{Change, Plan};
use crate::recording::{Observation, Recording};
use crate::time::{Instant, Span};
use crate::topology::NodeShape;
use crate::vocabulary::{Observed, ReplicaRole};

/// A replica, as it was seen up to now.
#[derive(Clone, Copy)]
struct Replica {
    /// How it stands, and in which term; `None` while it is down.
    role: Option<(ReplicaRole, u32)>,
    since: Instant,
}

/// The stretches of the measured window in which a Raft group had no leader that could act.
pub(super) struct Leaderless {
    /// When the window begins.
    from: Instant,
    /// In order, with something between each two.
    stretches: Vec<(Instant, Instant)>,
}

impl Leaderless {
    /// How long they are together.
    pub(super) fn in_all(&self) -> Span {
        let lengths = self.stretches.iter().map(|(from, to)| *to - *from);
        lengths.fold(Span::ZERO, |sum, length| sum + length)
    }

    /// How long from the beginning of the window the group had its first leader that could act.
    pub(super) fn at_first(&self) -> Span {
        let at_once = self
            .stretches
            .first()
            .filter(|(from, _)| *from == self.from);
        at_once.map_or(Span::ZERO, |(from, to)| *to - *from)
    }
}

/// When each Raft group was without a leader that could act.
struct AllLeaderless(Vec<Leaderless>);

impl Derived for AllLeaderless {
    fn of(facts: &Facts<'_>) -> Self {
        let of = |group| Leaderless {
            from: facts.plan.window.0,
            stretches: without_leader(facts, group),
        };
        Self(facts.plan.raft_groups().map(of).collect())
    }
}

/// The longest such time of any Raft group, in seconds; `None` if there is none.
pub(super) fn longest(facts: &Facts<'_>, time: fn(&Leaderless) -> Span) -> Option<f64> {
    let groups = facts.get::<AllLeaderless>();
    groups.0.iter().map(time).max().map(Span::as_secs)
}

/// Terms that the Raft groups began.
pub(super) fn terms(facts: &Facts<'_>) -> Option<f64> {
    let latest = |group: &NodeShape| {
        let replicas = facts.observations_of(group).filter_map(Replica::after);
        let terms = replicas.filter_map(|replica| replica.role.map(|(_, term)| term));
        f64::from(terms.max().unwrap_or(0))
    };
    let groups = facts.plan.raft_groups();
    groups.map(latest).reduce(|sum, more| sum + more)
}

/// A group in the course of a run, and which of its replicas can talk to which.
struct Course<'a> {
    plan: &'a Plan,
    recording: &'a Recording,
    group: &'a NodeShape,
    active: Vec<bool>,
    roles: Vec<Option<(ReplicaRole, u32)>>,
    /// For each two replicas, true if messages pass from the first to the second.
    passes: Vec<bool>,
    /// For each replica, true if it goes on working.
    works: Vec<bool>,
}

impl<'a> Course<'a> {
    fn new(plan: &'a Plan, recording: &'a Recording, group: &'a NodeShape) -> Self {
        let replicas = group.replicas as usize;
        Self {
            plan,
            recording,
            group,
            active: vec![false; plan.faults.len()],
            roles: vec![None; replicas],
            passes: vec![true; replicas * replicas],
            works: vec![true; replicas],
        }
    }

    fn replica(&self, process: u32) -> Option<usize> {
        let replica = process.wrapping_sub(self.group.first);
        (replica < self.group.replicas).then_some(replica as usize)
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::Begin(fault) => self.active[fault as usize] = true,
            Change::End(fault) => self.active[fault as usize] = false,
            Change::Settings(..) => return,
        }
        let resolved_targets = &self.recording.resolved_targets;
        let conditions = self
            .plan
            .conditions(|fault| self.active[fault], resolved_targets);
        let links = self.plan.shape.topology.links.iter();
        for (link, condition) in links.zip(&conditions.links) {
            if let (Some(from), Some(to)) = (self.replica(link.from), self.replica(link.to)) {
                self.passes[from * self.roles.len() + to] = !condition.cut;
            }
        }
        let first = self.group.first as usize;
        for (works, condition) in self.works.iter_mut().zip(&conditions.processes[first..]) {
            *works = condition.is_running() && !condition.stands_still();
        }
    }

    fn observe(&mut self, observation: &Observation) {
        let Some(replica) = self.replica(observation.process) else {
            return;
        };
        if let Some(after) = Replica::after(observation) {
            self.roles[replica] = after.role;
        }
    }

    /// True if a replica that works leads, and can exchange messages with a majority that works.
    fn is_led(&self) -> bool {
        let replicas = self.roles.len();
        let passes = |from: usize, to: usize| from == to || self.passes[from * replicas + to];
        let reaches = |leader: usize| {
            let reached = (0..replicas)
                .filter(|other| self.works[*other] && self.roles[*other].is_some())
                .filter(|other| passes(leader, *other) && passes(*other, leader));
            reached.count() > replicas / 2
        };
        let leads = |replica: &usize| {
            let leader = matches!(self.roles[*replica], Some((ReplicaRole::Leader, _)));
            leader && self.works[*replica] && reaches(*replica)
        };
        (0..replicas).any(|replica| leads(&replica))
    }
}

/// The stretches of the measured window in which a group was not led.
fn without_leader(facts: &Facts<'_>, group: &NodeShape) -> Vec<(Instant, Instant)> {
    let Facts {
        plan, recording, ..
    } = *facts;
    let (from, to) = (plan.window.0, plan.window.1.min(recording.end));
    let within = |moment: Instant| moment.clamp(from, to.max(from));
    let mut course = Course::new(plan, recording, group);
    let mut changes = plan.changes.iter().peekable();
    let (mut stretches, mut since, mut led) = (Vec::new(), Instant::ZERO, false);
    let mut pass = |course: &Course<'_>, at: Instant| {
        if !led {
            extend(&mut stretches, within(since), within(at));
        }
        (since, led) = (at, course.is_led());
    };
    let seen = facts.observations_of(group);
    for observation in seen.filter(|seen| Replica::after(seen).is_some()) {
        while let Some((at, change)) = changes.next_if(|(at, _)| *at <= observation.at) {
            course.change(*change);
            pass(&course, *at);
        }
        course.observe(observation);
        pass(&course, observation.at);
    }
    for (at, change) in changes.filter(|(at, _)| *at <= recording.end) {
        course.change(*change);
        pass(&course, *at);
    }
    pass(&course, recording.end);
    stretches
}

/// Adds a stretch to those before it; one that follows at once makes the last longer.
fn extend(stretches: &mut Vec<(Instant, Instant)>, from: Instant, to: Instant) {
    match stretches.last_mut() {
        _ if from == to => {}
        Some((_, end)) if *end == from => *end = to,
        Some(_) | None => stretches.push((from, to)),
    }
}

/// Who led when and who stood for election: state timelines for each Raft group.
pub(super) fn timelines(facts: &Facts<'_>) -> Vec<StateTimeline> {
    let groups: Vec<_> = facts.plan.raft_groups().collect();
    let several = groups.len() > 1;
    let of = |group: &&NodeShape| {
        StateTimeline {
        id: if several {
            format!("leaders-{}", group.name)
        } else {
            "leaders".to_owned()
        },
        title: if several {
            format!("Leaders of {}", group.label)
        } else {
            "Leaders".to_owned()
        },
        definition: "When a replica led, as it saw that itself, when it stood for election, and when it was down. \
                     Two may lead at once, in different terms: one of them does not know better."
            .to_owned(),
        rows: rows(facts, group),
    }
    };
    groups.iter().map(of).collect()
}

fn rows(facts: &Facts<'_>, group: &NodeShape) -> Vec<StateTimelineRow> {
    let mut rows: Vec<_> = group
        .processes()
        .map(|process| StateTimelineRow {
            label: facts.plan.shape.topology.processes[process as usize]
                .name
                .clone(),
            spans: Vec::new(),
        })
        .collect();
    let start = Replica {
        role: Some((ReplicaRole::Follower, 0)),
        since: Instant::ZERO,
    };
    let mut replicas = vec![start; rows.len()];
    for observation in facts.observations_of(group) {
        let place = (observation.process - group.first) as usize;
        let Some(after) = Replica::after(observation) else {
            continue;
        };
        rows[place]
            .spans
            .extend(replicas[place].span(observation.at));
        replicas[place] = after;
    }
    for (row, replica) in rows.iter_mut().zip(&replicas) {
        row.spans.extend(replica.span(facts.recording.end));
    }
    rows
}

impl Replica {
    /// How an observation leaves the replica, if it is about how that stands.
    fn after(observation: &Observation) -> Option<Self> {
        let role = match observation.what {
            Observed::Became { role, term } => Some((role, term)),
            Observed::Crashed { .. } => None,
            _ => return None,
        };
        Some(Self {
            role,
            since: observation.at,
        })
    }

    /// How it stood until now, if that is worth showing.
    fn span(&self, now: Instant) -> Option<StateTimelineSpan> {
        let (says, tone) = match self.role {
            Some((ReplicaRole::Follower, _)) => return None,
            Some((ReplicaRole::Leader, term)) => (format!("leader of term {term}"), Tone::Good),
            Some((ReplicaRole::PreCandidate, term)) => {
                (format!("asks for votes after term {term}"), Tone::Busy)
            }
            Some((ReplicaRole::Candidate, term)) => {
                (format!("candidate in term {term}"), Tone::Busy)
            }
            None => ("down".to_owned(), Tone::Bad),
        };
        (self.since < now).then(|| StateTimelineSpan {
            from: self.since.as_secs(),
            to: now.as_secs(),
            says,
            tone,
        })
    }
}
