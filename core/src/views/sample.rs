//! A part of a long list that stands for the whole of it.

/// As many things as there is room for, in their order.
///
/// Things of a lower rank go first. Of a rank that has more things than there is room, one is kept at regular intervals: any part
/// of the list then has its share, so that no stretch of time looks more silent than another.
pub(super) fn evenly<T>(all: Vec<T>, room: usize, rank: impl Fn(&T) -> Rank) -> Vec<T> {
    let mut found = [0; RANKS];
    for one in &all {
        found[rank(one) as usize] += 1;
    }
    let mut left = room;
    let rooms = found.map(|count: usize| {
        let room = count.min(left);
        left -= room;
        room
    });
    let mut seen = [0; RANKS];
    let mut kept = |one: &T| {
        let rank = rank(one) as usize;
        let place = seen[rank];
        seen[rank] += 1;
        share(place + 1, rooms[rank], found[rank]) > share(place, rooms[rank], found[rank])
    };
    all.into_iter().filter(|one| kept(one)).collect()
}

/// How many of the first so many things are kept, if `room` of `all` are.
fn share(first: usize, room: usize, all: usize) -> u64 {
    first as u64 * room as u64 / all.max(1) as u64
}

/// Number of ranks.
const RANKS: usize = 3;

/// The order in which things get a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rank {
    /// What was asked for.
    Wanted,
    /// What is rare and matters.
    Rare,
    /// Everything else.
    Common,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "ranks are asked of whatever is listed, by reference"
    )]
    fn rank(number: &u32) -> Rank {
        match number {
            500 | 501 => Rank::Wanted,
            n if n % 100 == 7 => Rank::Rare,
            _ => Rank::Common,
        }
    }

    #[test]
    fn every_part_of_the_list_has_its_share() {
        let kept = evenly((0..1000).collect(), 112, rank);
        assert_eq!(kept.len(), 112);
        assert!(kept.is_sorted());
        for part in 0..10 {
            let own = kept.iter().filter(|number| **number / 100 == part);
            let expected = if part == 5 { 13 } else { 11 };
            assert!(own.count().abs_diff(expected) <= 1, "part {part}");
        }
    }

    #[test]
    fn lower_ranks_go_first() {
        assert_eq!(evenly((0..1000).collect(), 2, rank), [500, 501]);
        let few = evenly((0..1000).collect(), 12, rank);
        assert!(few.iter().all(|number| rank(number) != Rank::Common));
        assert_eq!(evenly(vec![1, 2, 3], 3, rank), [1, 2, 3]);
        assert!(evenly(Vec::new(), 3, rank).is_empty());
        assert!(evenly(vec![1, 2, 3], 0, rank).is_empty());
    }
}
