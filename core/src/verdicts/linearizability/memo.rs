//! A set of configurations that were tried: open addressing on digests, whole keys compared.
//!
//! A digest alone would make the checker wrong once in a great while; the keys make it exact. They stand one
//! after another in one vector, so that adding one allocates nothing in the steady state.

/// A set of sequences of words.
pub(super) struct Memo {
    /// Index of the key in `keys`, plus one; 0 where there is none. The length is a power of two.
    slots: Vec<u32>,
    /// Beginning of each key in `words`, and its digest.
    keys: Vec<(u32, u64)>,
    words: Vec<u64>,
    /// Limit of words that are remembered.
    room: usize,
}

/// Beyond this many words (128 MB) nothing is remembered any more: the search is slower, not wrong.
const WORDS: usize = 1 << 24;

impl Memo {
    pub(super) fn new() -> Self {
        Self::with_room(WORDS)
    }

    fn with_room(room: usize) -> Self {
        Self {
            slots: vec![0; 64],
            keys: Vec::new(),
            words: Vec::new(),
            room,
        }
    }

    /// Adds a key; false if it was there.
    pub(super) fn insert(&mut self, key: &[u64]) -> bool {
        let digest = digest(key);
        let mut slot = digest as usize & (self.slots.len() - 1);
        while self.slots[slot] != 0 {
            if self.holds(self.slots[slot] as usize - 1, digest, key) {
                return false;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        if self.words.len() + key.len() <= self.room {
            self.slots[slot] = self.keys.len() as u32 + 1;
            self.keys.push((self.words.len() as u32, digest));
            self.words.extend_from_slice(key);
            if self.keys.len() * 2 > self.slots.len() {
                self.grow();
            }
        }
        true
    }

    fn holds(&self, index: usize, digest: u64, key: &[u64]) -> bool {
        let (start, own) = self.keys[index];
        let end = self
            .keys
            .get(index + 1)
            .map_or(self.words.len(), |(next, _)| *next as usize);
        own == digest && self.words[start as usize..end] == *key
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        self.slots = vec![0; mask + 1];
        for (index, (_, digest)) in self.keys.iter().enumerate() {
            let mut slot = *digest as usize & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = index as u32 + 1;
        }
    }
}

/// Multiply and fold, word by word; any function would do, since keys are compared.
fn digest(key: &[u64]) -> u64 {
    let mut digest = 0x9e37_79b9_7f4a_7c15_u64;
    for word in key {
        let product = u128::from(digest ^ word) * 0xd6e8_feb8_6659_fd93_u128;
        digest = (product as u64) ^ ((product >> 64) as u64) ^ 0xa076_1d64_78bd_642f;
    }
    digest ^ (digest >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_added_and_nothing_else() {
        let mut memo = Memo::new();
        let key = |n: u64| vec![n % 7, n / 7, n, 0][..2 + (n % 3) as usize].to_vec();
        for n in 0..5000 {
            assert!(memo.insert(&key(n)), "{n} is new");
            assert!(!memo.insert(&key(n)), "{n} is there");
        }
        for n in 0..5000 {
            assert!(!memo.insert(&key(n)), "{n} is still there");
        }
    }

    #[test]
    fn at_most_half_of_the_slots_are_taken() {
        let mut memo = Memo::new();
        for n in 1..1000 {
            memo.insert(&[n]);
            let wanted = (2 * n as usize).next_power_of_two().max(64);
            assert_eq!(memo.slots.len(), wanted, "{n} keys");
        }
    }

    #[test]
    fn what_there_is_no_room_for_is_new_each_time() {
        let mut memo = Memo::with_room(7);
        for (key, is_kept) in [(&[1, 2, 3][..], true), (&[4, 5, 6, 7], true), (&[8], false)] {
            assert!(memo.insert(key));
            assert_eq!(!memo.insert(key), is_kept, "{key:?}");
        }
        assert!(!memo.insert(&[1, 2, 3]));
    }

    #[test]
    fn keys_of_one_digest_are_told_apart() {
        // The rest of the first word, before the last fold.
        let left = |word: u64| {
            let folded = digest(&[word]);
            folded ^ folded >> 29 ^ folded >> 58
        };
        // The second makes up for the difference.
        let (one, other) = ([1, 7], [2, 7 ^ left(1) ^ left(2)]);
        assert_eq!(digest(&one), digest(&other));
        let mut memo = Memo::new();
        assert!(memo.insert(&one));
        assert!(memo.insert(&other));
    }

    #[test]
    fn a_bit_of_a_key_changes_about_half_of_the_digest() {
        for base in [[0, 0, 0], [1, 2, 3], [u64::MAX, 7, 1 << 40]] {
            for bit in 0..192 {
                let mut other = base;
                other[bit / 64] ^= 1 << (bit % 64);
                let changed = (digest(&base) ^ digest(&other)).count_ones();
                assert!((12..=52).contains(&changed), "bit {bit}: {changed}");
            }
        }
    }
}
