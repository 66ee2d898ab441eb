//! The part of a link that says how to show a lab: a value that means nothing is said, and left out.

use super::Link;
use crate::kinds;
use crate::params::{Issue, shorten};
use crate::scenario::Tab;
use crate::time::Span;

/// Names that say how to show a lab rather than what it is; no control may be called so.
pub const VIEW_NAMES: [&str; 9] = [
    "embed", "view", "controls", "theme", "autoplay", "from", "to", "tab", "select",
];

impl Link {
    /// Checks what the link says about its view, once the scenario is known that it shows.
    pub(super) fn check_view(&mut self) {
        let mut view = std::mem::take(&mut self.view);
        view.retain(|(name, value)| {
            let allowed = self.allowed(name, value);
            let is_fine = allowed.is_none();
            self.problems.extend(allowed.map(|allowed| Issue {
                path: name.clone(),
                problem: format!("found \"{}\", allowed is {allowed}", shorten(value)),
            }));
            is_fine
        });
        self.view = view;
        self.check_window();
    }

    /// What is allowed in place of a value; `None` if the value is.
    fn allowed(&self, name: &str, value: &str) -> Option<String> {
        let one_of = |words: &[&str]| {
            let is_one = words.contains(&value);
            (!is_one).then(|| format!("one of {}", words.join(", ")))
        };
        match name {
            "embed" | "autoplay" => one_of(&["0", "1"]),
            "view" => one_of(&["both", "diagram", "charts"]),
            "theme" => one_of(&["auto", "light", "dark"]),
            "tab" => one_of(Tab::WORDS),
            "from" | "to" => {
                let is_time = value.parse::<Span>().is_ok();
                (!is_time).then(|| "a time such as 12.43s".to_owned())
            }
            "controls" => self.unknown_control(value),
            "select" => self.unknown_part(value),
            _ => None,
        }
    }

    fn unknown_control(&self, names: &str) -> Option<String> {
        let scenario = self.document.scenario().ok()?;
        let known: Vec<_> = scenario
            .controls
            .iter()
            .map(|control| control.name.as_str())
            .collect();
        let mut wanted = names.split(',').filter(|name| !name.is_empty());
        let are_known = wanted.all(|name| known.contains(&name));
        (!are_known).then(|| format!("a list of {}, or nothing", known.join(", ")))
    }

    fn unknown_part(&self, name: &str) -> Option<String> {
        let scenario = self.document.scenario().ok()?;
        let is_known = match (name.split_once("->"), name.split_once('/')) {
            (Some((caller, callee)), _) => [caller, callee]
                .iter()
                .all(|node| scenario.nodes.contains_key(*node)),
            (None, Some((node, process))) => {
                let number = process.strip_prefix('c').unwrap_or(process).parse();
                let node = scenario.nodes.get(node);
                node.is_some_and(|node| {
                    number.is_ok_and(|k| (1..=kinds::of(node).hosting().processes()).contains(&k))
                })
            }
            (None, None) => scenario.nodes.contains_key(name),
        };
        (!is_known).then(|| {
            let nodes = crate::params::listed(scenario.nodes.keys().map(String::as_str));
            format!("a node ({nodes}), one of its processes, or a call")
        })
    }

    /// The part of the run that is played has an end behind its beginning.
    fn check_window(&mut self) {
        let seconds = |name: &str| {
            let found = self.view.iter().find(|(key, _)| key == name);
            found.and_then(|(_, value)| value.parse::<Span>().ok())
        };
        if let (Some(from), Some(to)) = (seconds("from"), seconds("to"))
            && from >= to
        {
            let problem = format!("found {to}, allowed is a time after from, {from}");
            self.view.retain(|(name, _)| name != "to");
            self.problems.push(Issue {
                path: "to".to_owned(),
                problem,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_that_mean_nothing_are_told_and_left_out() {
        for (part, words) in [
            ("view=map", "one of both, diagram, charts"),
            ("embed=yes", "one of 0, 1"),
            ("autoplay=2", "one of 0, 1"),
            ("theme=blue", "one of auto, light, dark"),
            ("tab=chart", "one of charts, latencies"),
            ("select=moon", "a node (app, db, lb, users)"),
            ("select=app/9", "one of its processes"),
            ("select=app->moon", "or a call"),
            ("controls=rate,colour", "a list of rate"),
            ("from=soon", "a time such as"),
            ("to=-1s", "a time such as"),
            ("from=5s&to=5s", "a time after from, 5s"),
        ] {
            let link = Link::open(&format!("lab=start&{part}"), "");
            let [problem] = link.problems.as_slice() else {
                panic!("{part}: {:?}", link.problems);
            };
            assert!(problem.problem.contains(words), "{part}: {problem}");
            let (name, value) = part
                .rsplit_once('&')
                .unwrap_or(("", part))
                .1
                .split_once('=')
                .unwrap();
            assert!(!link.view.contains(&(name.to_owned(), value.to_owned())));
        }
    }

    #[test]
    fn views_that_mean_something_are_kept() {
        for part in [
            "embed=1&view=diagram&theme=dark&autoplay=1&controls=rate,latency",
            "from=1s&to=2.5s&tab=space-time&select=app/2",
            "select=lb->app&controls=",
            "replicas=5&select=app/5",
        ] {
            let link = Link::open(&format!("lab=start&{part}"), "");
            assert_eq!(link.problems, [], "{part}");
        }
    }
}
