//! Faults with their moments and targets, and the settings that `set` interventions bring.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::target::{self, Found};
use crate::kernel::Effect;
use crate::params::{Field, Issue, Issues, Path, is_item_name, shorten};
use crate::plan::{
    Change, DynamicTarget, Hits, LeaderTarget, Notice, Outages, PlannedFault, Settings, Shape,
    Sides, Tables, links_between,
};
use crate::scenario::{self, Document, FaultKind, Scenario, Scope, Set};
use crate::sort;
use crate::time::{Instant, Span};

/// Maximum number of processes and links that all faults together hit: each is looked at when its fault begins and ends.
const HITS: usize = 500_000;

/// The most that all `set` interventions together read anew, in bytes: each brings the settings of a whole scenario.
const READ_ANEW: usize = 20_000_000;

/// Weight of a combination of route and distance among these bytes.
const DISTANCE: usize = 100;

/// Faults, resolved.
pub(super) struct Resolved {
    pub faults: Vec<PlannedFault>,
    pub changes: Vec<(Instant, Change)>,
    pub notices: Vec<Notice>,
}

/// Resolves every fault and adds the settings that `set` interventions bring.
///
/// # Errors
/// If a target or path leads nowhere, or a value is not allowed.
pub(super) fn resolve(
    scenario: &Scenario,
    shape: &Shape,
    settings: &mut Vec<Arc<Settings>>,
    tables: &mut Tables,
) -> Result<Resolved, Issues> {
    let mut hits = 0;
    let mut issues = Issues::default();
    check_names(scenario, &mut issues);
    let mut resolved = Resolved {
        faults: Vec::new(),
        changes: Vec::new(),
        notices: Vec::new(),
    };
    for (index, fault) in scenario.faults.iter().enumerate() {
        let path = fault.path(index);
        let from = Instant::ZERO + fault.at();
        let to = fault.lasts().map_or(Instant::NEVER, |lasts| from + lasts);
        let mut finder = Finder {
            shape,
            path: &path,
            issues: &mut issues,
            notices: &mut resolved.notices,
            leaders: Vec::new(),
        };
        let hit = finder.resolve(&fault.kind);
        hits += hit.most(shape);
        if hits > HITS {
            issues.add(
                &path,
                format!("found faults that hit more than {HITS} processes and links in all; allowed are fewer faults or replicas"),
            );
            break;
        }
        if from >= Instant::ZERO + scenario.duration {
            let late = Notice::late(&path, fault.at(), scenario.duration);
            resolved.notices.push(late);
        }
        if hit.effect.is_some() {
            resolved.changes.push((from, Change::Begin(index as u32)));
            if to != Instant::NEVER {
                resolved.changes.push((to, Change::End(index as u32)));
            }
        }
        resolved.faults.push(PlannedFault {
            path,
            label: label(&fault.kind),
            from,
            to,
            effect: hit.effect,
            processes: hit.processes,
            links: hit.links,
            dynamic_target: hit.dynamic_target,
            outages: outages(&fault.kind, &resolved.faults),
        });
    }
    add_settings(
        scenario,
        shape,
        (settings, tables),
        &mut resolved.changes,
        &mut issues,
    );
    // A fault that begins when another ends: the end first, in the order of the scenario.
    sort::by_key(&mut resolved.changes, |(at, change)| {
        (*at, matches!(change, Change::Begin(_)))
    });
    issues.or(resolved)
}

/// Each name is one, and stands once.
fn check_names(scenario: &Scenario, issues: &mut Issues) {
    let mut names = BTreeSet::new();
    for (index, fault) in scenario.faults.iter().enumerate() {
        let path = || {
            let faults = Path::root().child("faults");
            faults.child(&index.to_string()).child("name")
        };
        match fault.name() {
            Some(name) if !is_item_name(name) => {
                let allowed = "allowed are 1 to 40 of a-z, 0-9, - and _, not all of them digits";
                issues.add(&path(), format!("this is not a name; {allowed}"));
            }
            Some(name) if !names.insert(name) => {
                issues.add(&path(), format!("the name {name} is taken"));
            }
            _ => {}
        }
    }
}

/// Applies `set` interventions in the order of their moments, each on top of those before it.
fn add_settings(
    scenario: &Scenario,
    shape: &Shape,
    (settings, tables): (&mut Vec<Arc<Settings>>, &mut Tables),
    changes: &mut Vec<(Instant, Change)>,
    issues: &mut Issues,
) {
    let all = scenario.faults.iter().enumerate();
    let mut sets: Vec<_> = all
        .filter_map(|(index, fault)| match &fault.kind {
            FaultKind::Set(set) => Some((index, fault, set)),
            _ => None,
        })
        .collect();
    sort::by_key(&mut sets, |(_, fault, _)| fault.at());
    if sets.is_empty() {
        return;
    }
    let mut base = Base::new(scenario);
    if let Err(problem) = base.allows(sets.len(), shape) {
        return issues.add(&Path::root().child("faults"), problem);
    }
    for (index, fault, set) in sets {
        let path = fault.path(index);
        match base.change(set, shape, tables) {
            Ok(next) => {
                settings.push(Arc::new(next));
                let change = Change::Settings(index as u32, settings.len() as u32 - 1);
                changes.push((Instant::ZERO + fault.at(), change));
            }
            Err(problems) => {
                for issue in problems.0 {
                    issues.add(&path.child("set"), issue.to_string());
                }
            }
        }
    }
}

/// The part of a scenario that settings are made from, as it is after some of the `set` interventions.
struct Base(Document);

impl Base {
    /// That part as it is at first. No `set` reaches the rest, and so none reads it again.
    fn new(scenario: &Scenario) -> Self {
        Self(Document::of(Scenario {
            faults: Vec::new(),
            controls: Vec::new(),
            objectives: Vec::new(),
            claims: Vec::new(),
            story: crate::scenario::defaults(),
            ..scenario.clone()
        }))
    }

    /// Refuses more interventions than may read it anew.
    fn allows(&self, sets: usize, shape: &Shape) -> Result<(), String> {
        let each = self.0.text().len() + shape.distances.len() * DISTANCE;
        if sets * each <= READ_ANEW {
            return Ok(());
        }
        let allowed = READ_ANEW / each;
        Err(format!(
            "found {sets} that set a parameter, allowed are {allowed} in a scenario as large as this"
        ))
    }

    /// Makes one more change. One that is refused leaves everything as it was.
    fn change(
        &mut self,
        set: &Set,
        shape: &Shape,
        tables: &mut Tables,
    ) -> Result<Settings, Issues> {
        let now = self.0.scenario()?;
        check_path(&now, &set.path)?;
        let mut changed = self.0.clone();
        changed.set(&set.path, set.value.clone())?;
        let next = changed.scenario()?;
        let mut issues = Issues::default();
        super::check::check(&next, &mut issues);
        issues.or(())?;
        // A handler that calls somebody else would need other links.
        if super::calls::all(&next) != super::calls::all(&now) {
            let problem = "who calls whom cannot change in the middle of a run";
            return Err(refused(&set.path, problem).into());
        }
        let settings = super::settings::resolve(&next, shape, tables)?;
        self.0 = changed;
        Ok(settings)
    }
}

/// Refuses a path without a parameter that may change in the middle of a run.
fn check_path(scenario: &Scenario, path: &str) -> Result<(), Issue> {
    let param = scenario.find(&path.split('.').collect::<Vec<_>>());
    let part = path.split('.').next().unwrap_or_default();
    match param {
        None => Err(refused(path, "there is no parameter at this path")),
        Some(param)
            if !param.live || !["nodes", "calls", "network", "workload"].contains(&part) =>
        {
            let problem = "this parameter cannot change in the middle of a run";
            Err(refused(path, problem))
        }
        Some(_) => Ok(()),
    }
}

/// Effect of a crash on a process.
fn gone(scope: Scope) -> Effect {
    match scope {
        Scope::Process => Effect::Crash,
        Scope::Host => Effect::HostDown,
    }
}

fn refused(path: &str, problem: &str) -> Issue {
    Issue {
        path: shorten(path),
        problem: problem.to_owned(),
    }
}

/// Finds what faults hit, and reports what is not there.
struct Finder<'a> {
    shape: &'a Shape,
    path: &'a Path,
    issues: &'a mut Issues,
    notices: &'a mut Vec<Notice>,
    /// Leaders among the targets so far.
    leaders: Vec<LeaderTarget>,
}

/// Effect of a fault, with its targets.
#[derive(Default)]
struct Hit {
    effect: Option<Effect>,
    processes: Vec<u32>,
    links: Vec<u32>,
    dynamic_target: Option<DynamicTarget>,
}

impl Hit {
    /// The most processes and links that are hit, whoever leads.
    fn most(&self, shape: &Shape) -> usize {
        if self.dynamic_target.is_some() {
            shape.processes.len() + shape.topology.links.len()
        } else {
            self.processes.len() + self.links.len()
        }
    }
}

impl Finder<'_> {
    fn resolve(&mut self, fault: &FaultKind) -> Hit {
        match fault {
            FaultKind::Crash(crash) => self.hit_servers(gone(crash.scope), &crash.target),
            FaultKind::Outages(outages) => self.hit_servers(gone(outages.scope), &outages.target),
            FaultKind::Restart(restart) => self.hit_servers(Effect::Crash, &restart.target),
            FaultKind::Pause(pause) => self.hit_servers(Effect::Pause, &pause.target),
            FaultKind::Slow(slow) => self.hit_servers(Effect::Slow(slow.factor), &slow.target),
            FaultKind::Errors(errors) => {
                self.hit_servers(Effect::Errors(errors.share.0), &errors.target)
            }
            FaultKind::Clock(clock) => {
                let offset = clock.offset.0.cast_signed();
                let effect = Effect::Clock {
                    offset: if clock.behind { -offset } else { offset },
                    rate: clock.rate,
                };
                let processes = self.processes(&clock.target, "target", false);
                self.hit_processes(effect, processes)
            }
            FaultKind::Cut(cut) => {
                self.hit_links(Effect::Cut, Some(&cut.from), cut.to.as_deref(), cut.one_way)
            }
            FaultKind::Latency(latency) => {
                let effect = Effect::Latency(latency.add);
                self.hit_links(
                    effect,
                    latency.from.as_deref(),
                    latency.to.as_deref(),
                    false,
                )
            }
            FaultKind::Loss(loss) => {
                let effect = Effect::Loss(loss.share.0);
                self.hit_links(effect, loss.from.as_deref(), loss.to.as_deref(), false)
            }
            FaultKind::Set(_) => Hit::default(),
        }
    }

    /// Hits processes of a target, which must not be a client: users do not crash.
    fn hit_servers(&mut self, effect: Effect, target: &str) -> Hit {
        let processes = self.processes(target, "target", false);
        let (clients, servers): (Vec<_>, Vec<_>) = processes
            .into_iter()
            .partition(|process| target::is_client(self.shape, *process));
        if !clients.is_empty() && servers.is_empty() {
            let problem = format!(
                "found the client {}, allowed is what serves requests",
                shorten(target)
            );
            self.issues.add(&self.path.child("target"), problem);
        }
        self.hit_processes(effect, servers)
    }

    fn hit_processes(&mut self, effect: Effect, processes: Vec<u32>) -> Hit {
        Hit {
            effect: Some(effect),
            processes,
            dynamic_target: self.dynamic_target(Hits::Processes),
            ..Hit::default()
        }
    }

    fn hit_links(
        &mut self,
        effect: Effect,
        from: Option<&[String]>,
        to: Option<&[String]>,
        one_way: bool,
    ) -> Hit {
        let sides = Sides {
            from: from.map(|targets| self.group(targets, "from")),
            to: to.map(|targets| self.group(targets, "to")),
            one_way,
        };
        let is_dynamic = !self.leaders.is_empty();
        let links = if is_dynamic {
            Vec::new()
        } else {
            links_between(self.shape, &sides)
        };
        if links.is_empty() && !is_dynamic {
            self.notices.push(Notice::between_nobody(self.path));
        }
        Hit {
            effect: Some(effect),
            links,
            dynamic_target: self.dynamic_target(Hits::Links(sides)),
            ..Hit::default()
        }
    }

    /// Target that depends on who leads when the fault begins, if there is one.
    fn dynamic_target(&mut self, hits: Hits) -> Option<DynamicTarget> {
        let leaders = std::mem::take(&mut self.leaders);
        (!leaders.is_empty()).then_some(DynamicTarget { leaders, hits })
    }

    /// The processes of a target; those that depend on who leads are kept for later.
    fn processes(&mut self, target: &str, field: &str, second: bool) -> Vec<u32> {
        match target::find(self.shape, target) {
            Found::Processes(processes) => return processes,
            Found::Leader { store, beside } => self.leaders.push(LeaderTarget {
                text: target.to_owned(),
                store,
                beside,
                second,
            }),
            Found::Vanished => self.notices.push(Notice::vanished(self.path, target)),
            Found::Unknown => {
                let problem = format!(
                    "found \"{}\", allowed is {}",
                    shorten(target),
                    target::allowed(self.shape)
                );
                self.issues.add(&self.path.child(field), problem);
            }
        }
        Vec::new()
    }

    /// For each process whether it is one of the targets.
    fn group(&mut self, targets: &[String], field: &str) -> Vec<bool> {
        let mut group = vec![false; self.shape.processes.len()];
        for target in targets {
            for process in self.processes(target, field, field == "to") {
                group[process as usize] = true;
            }
        }
        group
    }
}

/// Mean times of random outages, with the place of the fault among those of its kind.
fn outages(fault: &FaultKind, before: &[PlannedFault]) -> Option<Outages> {
    let FaultKind::Outages(scenario::Outages { mttf, mttr, .. }) = fault else {
        return None;
    };
    let alike = before.iter().filter(|fault| fault.outages.is_some());
    Some(Outages {
        mttf: *mttf,
        mttr: *mttr,
        place: alike.count() as u32,
    })
}

fn label(fault: &FaultKind) -> String {
    let group = |targets: &Option<Vec<String>>| {
        targets
            .as_ref()
            .map_or("the rest".to_owned(), |names| names.join(", "))
    };
    match fault {
        FaultKind::Crash(fault) => match fault.scope {
            Scope::Process => format!("{} crashes", fault.target),
            Scope::Host => format!("host of {} down", fault.target),
        },
        FaultKind::Restart(fault) => format!("{} restarts", fault.target),
        FaultKind::Outages(fault) => format!("{} fails at random", fault.target),
        FaultKind::Pause(fault) => format!("{} paused", fault.target),
        FaultKind::Slow(fault) => format!("{} slow x{}", fault.target, fault.factor),
        FaultKind::Cut(fault) => format!("{} | {} cut", fault.from.join(", "), group(&fault.to)),
        FaultKind::Latency(fault) => format!("latency +{}", fault.add),
        FaultKind::Loss(fault) => format!("loss {}", fault.share),
        FaultKind::Errors(fault) => format!("{} errors {}", fault.target, fault.share),
        FaultKind::Clock(fault) if fault.offset == Span::ZERO && fault.rate == 1.0 => {
            format!("clock of {} right after all", fault.target)
        }
        FaultKind::Clock(fault) => format!("clock of {} wrong", fault.target),
        FaultKind::Set(fault) => format!("{} set", fault.path),
    }
}
