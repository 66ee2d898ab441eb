//! What faults do to processes and links that go on: slower, with errors, by a wrong clock.

use crate::frame::{Impairment, Kind};
use crate::kernel::{LinkCondition, ProcessCondition};
use crate::time::Span;
use crate::unit::Unit;

/// The impairments of a process.
pub(super) fn of_process(condition: &ProcessCondition) -> Vec<Impairment> {
    let slow = (condition.slowness != 1.0).then(|| Impairment {
        kind: Kind::Slow,
        says: format!("work takes {} times as long", condition.slowness),
    });
    let faulty = (condition.errors > 0.0).then(|| Impairment {
        kind: Kind::Faulty,
        says: format!(
            "{} of requests get an error",
            Unit::Share.print(condition.errors)
        ),
    });
    let wrong = condition.clock_offset != 0 || condition.clock_rate != 1.0;
    let clock = wrong.then(|| {
        let offset = condition.clock_offset as f64 / 1e9;
        Impairment {
            kind: Kind::Clock,
            says: format!(
                "its clock is {offset:+} s off and runs {} times as fast",
                condition.clock_rate
            ),
        }
    });
    [slow, faulty, clock].into_iter().flatten().collect()
}

/// The links of a route, taken together.
#[derive(Clone, Default)]
pub(super) struct RouteLinks {
    all: u32,
    cut: u32,
    /// Longest time that is added to messages.
    extra: Span,
    /// Largest share of transmissions that is lost.
    loss: f64,
}

impl RouteLinks {
    /// Takes another link into account.
    pub(super) fn take(&mut self, link: &LinkCondition) {
        self.all += 1;
        self.cut += u32::from(link.cut);
        self.extra = self.extra.max(link.extra);
        self.loss = self.loss.max(link.loss);
    }

    /// Share of the links that are cut.
    pub(super) fn cut(&self) -> f64 {
        f64::from(self.cut) / f64::from(self.all.max(1))
    }

    /// The impairments of the route, by the worst of its links.
    pub(super) fn impairments(&self) -> Vec<Impairment> {
        let slow = (self.extra > Span(0)).then(|| Impairment {
            kind: Kind::Slow,
            says: format!("messages take {} longer", self.extra),
        });
        let lossy = (self.loss > 0.0).then(|| Impairment {
            kind: Kind::Lossy,
            says: format!("{} of transmissions are lost", Unit::Share.print(self.loss)),
        });
        [slow, lossy].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_is_fine_has_none() {
        assert!(of_process(&ProcessCondition::default()).is_empty());
        assert!(
            together(&[LinkCondition::default()])
                .impairments()
                .is_empty()
        );
    }

    #[test]
    fn each_kind_is_told() {
        let condition = ProcessCondition {
            slowness: 10.0,
            errors: 0.25,
            clock_offset: -2_000_000_000,
            ..ProcessCondition::default()
        };
        let all = of_process(&condition);
        let kinds: Vec<Kind> = all.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [Kind::Slow, Kind::Faulty, Kind::Clock]);
        assert_eq!(all[0].says, "work takes 10 times as long");
        assert!(all[2].says.contains("-2 s off"), "{}", all[2].says);
    }

    fn together(links: &[LinkCondition]) -> RouteLinks {
        let mut all = RouteLinks::default();
        for link in links {
            all.take(link);
        }
        all
    }

    #[test]
    fn a_route_is_as_bad_as_its_worst_link() {
        let links = [
            LinkCondition {
                cut: true,
                ..LinkCondition::default()
            },
            LinkCondition {
                extra: Span(200_000_000),
                loss: 0.1,
                ..LinkCondition::default()
            },
        ];
        let route = together(&links);
        assert_eq!(route.cut(), 0.5);
        let all = route.impairments();
        assert_eq!(all[0].says, "messages take 200ms longer");
        assert_eq!(all[1].kind, Kind::Lossy);
    }
}
