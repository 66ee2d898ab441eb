//! What both sides of a saga share: outputs and facts that wait for a disk, and how sagas are numbered.

use crate::kernel::Disk;
use crate::machine::Output;
use crate::vocabulary::Observed;

/// What waits for a disk.
pub(super) enum Waiting<O> {
    /// A fact, which is one once it is durable.
    Fact(Observed),
    /// An output, which may leave then.
    Output(O),
}

/// A disk, and what waits for it.
type DiskOf<M, P, T, R, V> = Disk<P, Waiting<Output<M, P, T, R, V>>>;

/// Puts what a machine persists on its disk, and keeps there what must wait for it. Returns the rest, to be
/// done at once. `fact` is to be observed once all of it is durable.
pub(super) fn part<M, P, T, R, V>(
    disk: &mut DiskOf<M, P, T, R, V>,
    doing: Vec<Output<M, P, T, R, V>>,
    mut fact: Option<Observed>,
) -> Vec<Output<M, P, T, R, V>> {
    let (mut now, mut waits) = (Vec::new(), false);
    // Nothing that waits can be ready: what it waits for was persisted a moment ago.
    for output in doing {
        match output {
            Output::Persist(record) => {
                disk.append(record);
                waits = true;
                if let Some(fact) = fact.take() {
                    disk.wait(Waiting::Fact(fact));
                }
            }
            Output::Send { .. } | Output::Reply { .. } if waits => {
                disk.wait(Waiting::Output(output));
            }
            Output::Send { .. }
            | Output::Reply { .. }
            | Output::SetTimer { .. }
            | Output::CancelTimer(_) => now.push(output),
        }
    }
    now
}
