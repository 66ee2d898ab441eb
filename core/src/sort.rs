//! Sorting, compiled once.
//!
//! The sort of the standard library is compiled anew for every type and every comparison, five kilobytes of program each
//! time. It is the right one for long lists; lists of at most some thousands of entries are sorted here.

use std::cmp::Ordering;

/// Sorts in ascending order; equal items keep their order.
pub fn ascending<T: Ord>(items: &mut [T]) {
    by(items, T::cmp);
}

/// Sorts by a key, computed at each comparison; items with equal keys keep their order.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison; equal items keep their order.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut from = order(items.len(), &|one, other| {
        compare(&items[one], &items[other])
    });
    // Each cycle of the permutation is followed once, swapping; a place that is done points at itself.
    for start in 0..items.len() {
        let mut place = start;
        loop {
            let next = std::mem::replace(&mut from[place], place);
            if next == start {
                break;
            }
            items.swap(place, next);
            place = next;
        }
    }
}

/// For each place of the sorted list, the present place of its item.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers from 0 to 9 in no order, each with its place.
    fn scattered(count: u32) -> Vec<(u32, u32)> {
        let digit = |place: u32| place.wrapping_mul(0x9e37_79b9) >> 16;
        (0..count).map(|place| (digit(place) % 10, place)).collect()
    }

    #[test]
    fn lists_of_any_length_are_sorted_as_the_library_sorts_them() {
        for count in (0..40).chain([1000]) {
            let mut sorted = scattered(count);
            ascending(&mut sorted);
            let mut expected = scattered(count);
            expected.sort_unstable();
            assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn what_has_the_same_key_stays_in_its_order() {
        let mut sorted = scattered(100);
        by_key(&mut sorted, |(digit, _)| std::cmp::Reverse(*digit));
        assert!(sorted.is_sorted_by(|one, other| {
            one.0 > other.0 || (one.0 == other.0 && one.1 < other.1)
        }));
    }
}
