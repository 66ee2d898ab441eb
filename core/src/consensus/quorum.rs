//! Majorities: the mark that more than half of the replicas have reached, and the result of a vote.
//!
//! ```text
//! reached      5  12  4   ->  5: two of three have at least 5
//! votes        yes no ?   ->  pending: the third decides
//! ```
//!
//! Any two majorities share a replica; every promise of a consensus protocol rests on that. A change of membership needs
//! majorities of both memberships: the smaller mark, and a vote that both have won (Ongaro and Ousterhout 2014, section
//! 6). Source: Thomas 1979, "A majority consensus approach to concurrency control".

/// Result of a vote so far.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Vote {
    /// A majority said yes.
    Won,
    /// A majority can no longer say yes.
    Lost,
    /// The result depends on replicas that have not answered.
    Pending,
}

/// Smallest number of replicas that is more than half.
pub const fn majority(replicas: u64) -> u64 {
    replicas / 2 + 1
}

/// Highest mark that a majority has reached, given one mark per replica, zero for none.
///
/// Without replicas it is the largest number.
pub fn reached(marks: &(impl Iterator<Item = u64> + Clone)) -> u64 {
    let needed = majority(marks.clone().count() as u64);
    let at_least = |mark: u64| marks.clone().filter(|other| *other >= mark).count() as u64;
    let reached = marks.clone().filter(|mark| at_least(*mark) >= needed);
    reached.max().unwrap_or(u64::MAX)
}

/// Result of a vote, given one answer per replica, `None` for one that has not answered. Without replicas it is won.
pub fn vote(answers: &[Option<bool>]) -> Vote {
    let count = |answer| answers.iter().filter(|given| **given == answer).count() as u64;
    let (yes, open) = (count(Some(true)), count(None));
    let needed = if answers.is_empty() {
        0
    } else {
        majority(answers.len() as u64)
    };
    if yes >= needed {
        Vote::Won
    } else if yes + open >= needed {
        Vote::Pending
    } else {
        Vote::Lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Committed indices and results of votes from the tests of etcd.
    const CASES: &str = "data/etcd-raft/quorum_cases.csv";

    #[test]
    fn two_majorities_share_a_replica() {
        for replicas in 1..100 {
            assert!(2 * majority(replicas) > replicas);
            assert!(2 * (majority(replicas) - 1) <= replicas);
        }
    }

    #[test]
    fn a_mark_counts_when_more_than_half_have_it() {
        assert_eq!(reached(&[5, 12, 4].into_iter()), 5);
        assert_eq!(reached(&[5, 0].into_iter()), 0);
        assert_eq!(reached(&[1, 2, 3, 4].into_iter()), 2);
    }

    #[test]
    fn a_vote_is_open_until_the_rest_cannot_change_it() {
        assert_eq!(vote(&[Some(true), Some(false), None]), Vote::Pending);
        assert_eq!(vote(&[Some(true), None]), Vote::Pending);
        assert_eq!(vote(&[Some(false), None]), Vote::Lost);
        assert_eq!(vote(&[Some(true), Some(true), None]), Vote::Won);
    }

    /// Input of a case: members of the two halves, and the values of members in ascending order.
    struct Case<'a> {
        halves: [Vec<u64>; 2],
        values: BTreeMap<u64, &'a str>,
    }

    /// The list after `name=(`.
    fn list<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
        let start = text
            .find(&format!("{name}=("))
            .map(|at| at + name.len() + 2);
        let inside = start.and_then(|start| text[start..].split(')').next());
        inside.map_or_else(Vec::new, |inside| {
            inside.split(',').map(str::trim).collect()
        })
    }

    fn case(command: &str) -> Case<'_> {
        let half = |name| -> Vec<u64> {
            let members = list(command, name);
            members
                .iter()
                .map(|member| member.parse().unwrap())
                .collect()
        };
        let halves = [half("cfg"), half("cfgj")];
        let mut members: Vec<u64> = halves.concat();
        members.sort_unstable();
        members.dedup();
        let values = [list(command, "idx"), list(command, "votes")].concat();
        assert_eq!(members.len(), values.len(), "{command}");
        let values = members.into_iter().zip(values).collect();
        Case { halves, values }
    }

    fn committed(case: &Case<'_>) -> String {
        let mark = |member: &u64| case.values[member].parse().unwrap_or(0);
        let half = |members: &Vec<u64>| reached(&members.iter().map(mark));
        let both = half(&case.halves[0]).min(half(&case.halves[1]));
        if both == u64::MAX {
            "<empty majority quorum>∞".into()
        } else {
            both.to_string()
        }
    }

    fn voted(case: &Case<'_>) -> String {
        let answer = |member: &u64| match case.values[member] {
            "y" => Some(true),
            "n" => Some(false),
            other => (other != "_").then(|| panic!("{other} is no vote")),
        };
        let half = |members: &Vec<u64>| vote(&members.iter().map(answer).collect::<Vec<_>>());
        let halves = case.halves.each_ref().map(half);
        let both = if halves.contains(&Vote::Lost) {
            Vote::Lost
        } else if halves.contains(&Vote::Pending) {
            Vote::Pending
        } else {
            Vote::Won
        };
        format!("Vote{both:?}")
    }

    #[test]
    fn agrees_with_the_cases_of_etcd() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let beside = ["../../shared", "../shared"].map(|shared| here.join(shared));
        let read = |shared: &PathBuf| fs::read_to_string(shared.join(CASES)).ok();
        let Some(text) = beside.iter().find_map(read) else {
            println!("skipped: there is no {CASES} beside the checkout");
            return;
        };
        for line in text.lines().skip(1) {
            let mut fields = line.split('"');
            let command = fields.nth(1).unwrap();
            let expected = fields.next().unwrap().trim_start_matches(',');
            let case = case(command);
            let found = if command.starts_with("vote") {
                voted(&case)
            } else {
                committed(&case)
            };
            assert_eq!(found, expected, "{command}");
        }
    }
}
