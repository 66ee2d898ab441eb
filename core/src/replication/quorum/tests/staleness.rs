//! Staleness of reads with partial quorums: measured on the machine, beside published figures.

use super::*;
use crate::luck::{Distribution, Draw, DrawKey, Entity, Luck, Purpose, Sampler, Seed};

struct Dice {
    luck: Luck,
    draws: u64,
}

impl Dice {
    fn draw(&mut self) -> Draw {
        self.draws += 1;
        let key = DrawKey::ordinal(self.draws);
        self.luck
            .draw(Entity::named("staleness"), Purpose::Latency, key)
    }

    /// A random sample of the numbers below `of`, in random order.
    fn some(&mut self, count: u32, of: u32) -> Vec<u32> {
        let mut all: Vec<u32> = (0..of).collect();
        let pick = |_| all.swap_remove(self.draw().below(all.len() as u32) as usize);
        (0..count).map(pick).collect()
    }
}

fn dice() -> Dice {
    Dice {
        luck: Luck::new(Seed(3)),
        draws: 0,
    }
}

/// Replicas, and a coordinator that is not one of them.
struct Partial {
    settings: QuorumSettings,
    replicas: Vec<Quorum<char>>,
    coordinator: Quorum<char>,
}

impl Partial {
    fn new(settings: QuorumSettings) -> Self {
        let process = |me| Quorum::recover(settings, me, 0, &[]);
        Self {
            settings,
            replicas: (0..settings.replicas).map(process).collect(),
            coordinator: process(settings.replicas),
        }
    }

    /// An operation that reaches only these replicas.
    fn operate(&mut self, input: Input<char>, reached: &[u32]) -> QuorumReply {
        let mut out = step(&mut self.coordinator, 0, input);
        let mut answers = Vec::new();
        for replica in reached {
            let asked = sent(&out, *replica).expect("all are asked");
            let asked = from(self.settings.replicas, asked);
            let said = step(&mut self.replicas[*replica as usize], 0, asked);
            let said = sent(&said, self.settings.replicas).expect("an answer");
            answers.push((*replica, said));
        }
        for (replica, answer) in answers {
            out.extend(step(&mut self.coordinator, 0, from(replica, answer)));
        }
        let mut replies = out.into_iter().filter_map(|output| match output {
            Output::Reply { answer, .. } => Some(answer),
            Output::Send { .. }
            | Output::Persist(_)
            | Output::SetTimer { .. }
            | Output::CancelTimer(_) => None,
        });
        replies.next_back().expect("a reply")
    }
}

/// The first message to a process.
fn sent(out: &[Output<char>], receiver: u32) -> Option<QuorumMessage> {
    out.iter().find_map(|output| match output {
        Output::Send { to, message } => (*to == receiver).then_some(*message),
        Output::Persist(_)
        | Output::SetTimer { .. }
        | Output::CancelTimer(_)
        | Output::Reply { .. } => None,
    })
}

/// Writes that stay at W random replicas, each followed by a read of R random ones.
#[test]
fn reads_miss_k_versions_as_often_as_the_closed_form_says() {
    const ROUNDS: u32 = 20_000;
    for (replicas, write, read) in [(3, 1, 1), (3, 2, 1), (5, 2, 2), (5, 3, 2), (3, 2, 2)] {
        let settings = QuorumSettings {
            replicas,
            write,
            read,
            read_repair: false,
            ..QuorumSettings::default()
        };
        let (mut partial, mut dice) = (Partial::new(settings), dice());
        let mut missed = [0_u32; 4];
        for value in 1..=ROUNDS {
            let reached = dice.some(write, replicas);
            partial.operate(
                Input::Write {
                    request: 'a',
                    key: 0,
                    value,
                },
                &reached,
            );
            let reached = dice.some(read, replicas);
            let found = match partial.operate(
                Input::Read {
                    request: 'a',
                    key: 0,
                },
                &reached,
            ) {
                QuorumReply::Value(copy) => copy.map_or(0, |copy| copy.value),
                QuorumReply::Written(_) | QuorumReply::Unavailable { .. } => {
                    panic!("a read is answered")
                }
            };
            for (k, missed) in (0..).zip(&mut missed) {
                *missed += u32::from(value - found >= k);
            }
        }
        let miss = miss_probability(replicas, write, read);
        for (k, missed) in (0..).zip(missed) {
            let measured = 1.0 - f64::from(missed) / f64::from(ROUNDS);
            let expected = within_versions(miss, k);
            assert!(
                (measured - expected).abs() < 0.012,
                "{settings:?}: {k} versions, {measured}"
            );
        }
    }
}

/// The four latency distributions of the WARS model, as the authors measured them.
struct Legs {
    write: Sampler,
    other: Sampler,
}

impl Legs {
    fn new(write: &str, other: &str) -> Self {
        let sampler = |text: &str| {
            text.parse::<Distribution>()
                .expect("a distribution")
                .sampler()
        };
        Self {
            write: sampler(write),
            other: sampler(other),
        }
    }
}

/// Share of reads with R = 1 that see a write with W = 1, if they begin `later` after its confirmation.
fn consistent(legs: &Legs, later: Span, trials: u32) -> f64 {
    let settings = QuorumSettings {
        write: 1,
        read: 1,
        read_repair: false,
        ..QuorumSettings::default()
    };
    let mut dice = dice();
    let mut fresh = 0;
    for _ in 0..trials {
        let arrive: Vec<Span> = (0..3).map(|_| legs.write.sample(dice.draw())).collect();
        let confirmed = arrive
            .iter()
            .map(|at| *at + legs.other.sample(dice.draw()))
            .min();
        let begin = confirmed.expect("three replicas") + later;
        let asked: Vec<Span> = (0..3)
            .map(|_| begin + legs.other.sample(dice.draw()))
            .collect();
        let first =
            (0..3_u32).min_by_key(|one| asked[*one as usize] + legs.other.sample(dice.draw()));
        let first = first.expect("three replicas");
        // The write has reached the first replica to answer if it arrived there before the read.
        let mut partial = Partial::new(settings);
        let reached: Vec<u32> = (0..3)
            .filter(|one| arrive[*one as usize] <= asked[first as usize])
            .collect();
        partial.operate(
            Input::Write {
                request: 'a',
                key: 0,
                value: 1,
            },
            &reached,
        );
        let answer = partial.operate(
            Input::Read {
                request: 'a',
                key: 0,
            },
            &[first],
        );
        fresh += u32::from(matches!(answer, QuorumReply::Value(Some(_))));
    }
    f64::from(fresh) / f64::from(trials)
}

#[test]
fn reads_are_consistent_as_often_as_published() {
    let ssd = "mix(91.22%: pareto(0.235ms, 10), 8.78%: exp(0.602410ms))";
    let disk = "mix(38%: pareto(1.05ms, 1.51), 62%: exp(5.464481ms))";
    let at_once = Span::ZERO;
    for (legs, later, published) in [
        (Legs::new(ssd, ssd), at_once, 0.974),
        (Legs::new(disk, ssd), at_once, 0.437),
        (Legs::new(disk, ssd), Span::from_millis(10), 0.926),
    ] {
        let measured = consistent(&legs, later, 40_000);
        assert!(
            (measured - published).abs() < 0.005,
            "{measured} of {published}"
        );
    }
}
