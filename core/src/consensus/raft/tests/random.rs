//! Many seeds of a bad day: loss, duplication, reordering, slow disks, crashes and partitions; then calm.

use super::super::super::Stamp;
use super::super::{ClientCommand, Entry, Input, Parameters, Payload, RaftReply};
use super::cluster::Cluster;
use crate::time::Span;
use std::collections::BTreeMap;

/// Requests from here on are reads.
const READ: u64 = 1 << 32;

/// A client that sends each command repeatedly, to any replica. The value of a command is its sequence number.
struct Client {
    /// Next sequence number.
    next: u64,
    /// Place of each confirmed command in the journal.
    confirmed: BTreeMap<u64, u64>,
    /// Minimum length of the journal that each read must show.
    floors: BTreeMap<u64, u64>,
    /// Number of answered reads.
    reads: u64,
}

impl Client {
    fn new() -> Self {
        Self {
            next: 0,
            confirmed: BTreeMap::new(),
            floors: BTreeMap::new(),
            reads: 0,
        }
    }

    fn unanswered(&self) -> u64 {
        let open = (0..self.next).find(|sequence| !self.confirmed.contains_key(sequence));
        open.unwrap_or(self.next)
    }

    /// One more attempt at an unconfirmed command, or the first at a new one.
    fn write(&mut self, cluster: &mut Cluster, node: u32) {
        let unanswered = self.unanswered();
        let sequence = unanswered + cluster.luck.below(self.next - unanswered + 1);
        self.attempt(cluster, node, sequence);
    }

    fn attempt(&mut self, cluster: &mut Cluster, node: u32, sequence: u64) {
        self.next = self.next.max(sequence + 1);
        let stamp = Some(Stamp {
            session: 7,
            sequence,
            unanswered: self.unanswered(),
        });
        let command = ClientCommand::Execute {
            stamp,
            command: sequence as u32,
        };
        let request = sequence;
        cluster.give(node, Input::Request { request, command });
    }

    fn read(&mut self, cluster: &mut Cluster, node: u32) {
        let request = READ + self.floors.len() as u64;
        let floor = self.confirmed.values().max().copied().unwrap_or(0);
        self.floors.insert(request, floor);
        let command = ClientCommand::Read(());
        cluster.give(node, Input::Request { request, command });
    }

    /// Takes the replies: a retry has the place of the first attempt, and no read misses a command that was confirmed before
    /// it.
    fn listen(&mut self, cluster: &mut Cluster) {
        for (request, answer) in cluster.replies.drain(..) {
            let RaftReply::Done(length) = answer else {
                continue;
            };
            if let Some(floor) = self.floors.get(&request) {
                self.reads += 1;
                assert!(
                    length >= *floor,
                    "a read shows {length}, {floor} were confirmed"
                );
            } else {
                let place = *self.confirmed.entry(request).or_insert(length);
                assert_eq!(place, length, "{request} was carried out twice");
            }
        }
    }

    /// Checks that confirmed commands are committed, and applied once and in their place by each replica that is that far.
    fn judge(&self, cluster: &Cluster) {
        for (sequence, place) in &self.confirmed {
            let mut committed = cluster.checker.committed().map(value);
            let lost = !committed.any(|value| value == Some(*sequence));
            assert!(!lost, "{sequence} was confirmed and is not committed");
            for replica in cluster.up() {
                let journal = &replica.state().0;
                let found = journal.get(*place as usize - 1);
                assert!(found.is_none_or(|found| u64::from(*found) == *sequence));
            }
        }
        for replica in cluster.up() {
            let mut journal = replica.state().0.clone();
            journal.sort_unstable();
            journal.dedup();
            assert_eq!(
                journal.len(),
                replica.state().0.len(),
                "a command was carried out twice"
            );
        }
    }
}

/// The value of a command; a no-op has none.
fn value(entry: &Entry<u32>) -> Option<u64> {
    match entry.payload {
        Payload::Noop => None,
        Payload::Command { command, .. } => Some(command.into()),
    }
}

/// A random event.
fn happen(cluster: &mut Cluster, client: &mut Client) {
    let node = cluster.any_node();
    match cluster.luck.below(1_000) {
        0..550 => some_message(cluster),
        550..770 => cluster.sync(node),
        770..930 => {
            let span = Span::from_millis(cluster.luck.below(12));
            cluster.pass(span);
        }
        930..965 => client.write(cluster, node),
        965..975 => client.read(cluster, node),
        975..980 => cluster.crash(node),
        980..994 => cluster.restart(node),
        994..997 => {
            let side = cluster.luck.below(1 << cluster.size());
            cluster.partition(side);
        }
        997.. => cluster.heal(),
    }
    client.listen(cluster);
}

/// A message in flight arrives, is lost, or arrives and stays in flight.
fn some_message(cluster: &mut Cluster) {
    let count = cluster.network.len() as u64;
    if count == 0 {
        return;
    }
    let at = cluster.luck.below(count) as usize;
    match cluster.luck.below(20) {
        0 => drop(cluster.network.swap_remove(at)),
        1 => {
            let copy = cluster.network[at].clone();
            cluster.network.push(copy);
            cluster.deliver(at);
        }
        2.. => cluster.deliver(at),
    }
}

/// After the bad day all replicas are up and connected: a leader emerges, and a new command is committed.
fn recover(cluster: &mut Cluster, client: &mut Client) {
    cluster.heal();
    (0..cluster.size()).for_each(|node| cluster.restart(node));
    let sequence = client.next;
    while !client.confirmed.contains_key(&sequence) {
        assert!(cluster.now < DEADLINE, "nothing commits after healing");
        let leader = cluster.elect();
        client.attempt(cluster, leader, sequence);
        (0..100).for_each(|_| cluster.calm_millisecond());
        client.listen(cluster);
    }
    let committed = cluster.leader().unwrap().commit_index();
    assert!(
        cluster
            .up()
            .all(|replica| replica.last_applied() == committed)
    );
}

const DEADLINE: crate::time::Instant = crate::time::Instant(600 * crate::time::SECOND);

/// One day. Returns the numbers of terms with a leader, confirmed commands and answered reads.
fn bad_day(replicas: u32, parameters: Parameters, seed: u64) -> (u64, u64, u64) {
    let mut cluster = Cluster::new(replicas, parameters, seed);
    let mut client = Client::new();
    for _ in 0..8_000 {
        happen(&mut cluster, &mut client);
    }
    let terms = cluster.checker.terms_led();
    client.judge(&cluster);
    recover(&mut cluster, &mut client);
    client.judge(&cluster);
    (terms, client.confirmed.len() as u64, client.reads)
}

/// Many days, none of them idle: each has elections, confirmed commands and reads.
fn bad_days(replicas: u32, parameters: Parameters, seeds: u64) {
    let days = (0..seeds).map(|seed| bad_day(replicas, parameters, seed));
    let total = days.fold((0, 0, 0), |sum, day| {
        (sum.0 + day.0, sum.1 + day.1, sum.2 + day.2)
    });
    let mean = (total.0 / seeds, total.1 / seeds, total.2 / seeds);
    println!("{replicas} replicas, a day: {mean:?} terms with a leader, commands, reads");
    assert!(mean.0 >= 2 && mean.1 >= 5 && mean.2 >= 1);
}

#[test]
fn promises_hold_on_bad_days() {
    bad_days(3, Parameters::default(), 60);
    bad_days(5, Parameters::default(), 20);
    bad_days(1, Parameters::default(), 10);
    bad_days(2, Parameters::default(), 10);
}

#[test]
fn promises_hold_with_every_parameter() {
    let parameters = Parameters {
        pre_vote: true,
        check_quorum: true,
        max_batch: 2,
        in_flight: 1,
        ..Parameters::default()
    };
    bad_days(3, parameters, 40);
    bad_days(5, parameters, 20);
}
