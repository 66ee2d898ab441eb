//! Smallest of many numbers that change, found without looking at all of them.
//!
//! ```text
//!              1                 each node has the smaller of the two below it
//!          2       1
//!        4   2   3   1           the numbers, in their order
//! ```
//!
//! A change and a search each take as many steps as the tree has levels.

/// Numbers in their order, with a tree of minima above them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Minima {
    /// The root is node 1, and the children of a node n are 2n and 2n + 1. The last half are the numbers, filled up with
    /// the largest one to a power of two.
    nodes: Vec<u32>,
}

impl Minima {
    /// The tree of these numbers, at least one.
    pub(super) fn of(numbers: &[u32]) -> Self {
        let leaves = numbers.len().next_power_of_two();
        let mut nodes = vec![u32::MAX; 2 * leaves];
        nodes[leaves..leaves + numbers.len()].copy_from_slice(numbers);
        for node in (1..leaves).rev() {
            nodes[node] = nodes[2 * node].min(nodes[2 * node + 1]);
        }
        Self { nodes }
    }

    /// Changes the number at a place.
    pub(super) fn set(&mut self, place: u32, number: u32) {
        let mut node = self.leaves() + place as usize;
        self.nodes[node] = number;
        while node > 1 {
            node /= 2;
            self.nodes[node] = self.nodes[2 * node].min(self.nodes[2 * node + 1]);
        }
    }

    /// The place of the smallest number; of several, the first from `start` on, around the end.
    pub(super) fn smallest_in_turn(&self, start: u32) -> u32 {
        let smallest = self.nodes[1];
        self.first(start, smallest)
            .or_else(|| self.first(0, smallest))
            .unwrap_or(start)
    }

    fn leaves(&self) -> usize {
        self.nodes.len() / 2
    }

    /// The first place from `start` on whose number is not above `most`.
    fn first(&self, start: u32, most: u32) -> Option<u32> {
        let mut node = self.leaves() + start as usize;
        while self.nodes[node] > most {
            // To the subtree on the right: up from right children, which are odd, and then over to the sibling.
            while node % 2 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
        while node < self.leaves() {
            node *= 2;
            if self.nodes[node] > most {
                node += 1;
            }
        }
        Some((node - self.leaves()) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_is_found_in_turn() {
        let mut minima = Minima::of(&[4, 2, 3, 2, 7]);
        assert_eq!(
            [0, 2, 4].map(|start| minima.smallest_in_turn(start)),
            [1, 3, 1]
        );
        minima.set(1, 9);
        assert_eq!(minima.smallest_in_turn(0), 3);
        minima.set(4, 0);
        assert_eq!(minima.smallest_in_turn(0), 4);
        assert_eq!(Minima::of(&[5]).smallest_in_turn(0), 0);
    }
}
