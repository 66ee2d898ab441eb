//! A store in a single process, with a write-ahead log and no replicas.
//!
//! ```text
//! durable:  write ----> Persist, Sync, Reply      the reply leaves when the disk has the record
//!           read  ----> Reply                     or Sync, Reply if the key has a write that the disk
//!                                                 does not have yet: no answer may be undone by a crash
//! memory:   write ----> Reply, Persist            a crash loses what was confirmed in between
//!           read  ----> Reply
//! both:     compare-and-set is a write if the key has the expected value, else answered like a read
//! crash     memory is gone; recover() reads the log
//! ```
//!
//! Use it where one machine is enough. It costs one fsync per write, shared by writes that wait together, and the
//! availability of all data while it is down. Source: Gray and Reuter 1992, "Transaction Processing", chapter 9.

use std::collections::BTreeMap;

/// A write in the log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Record {
    /// The key.
    pub key: u32,
    /// New value of the key.
    pub value: u32,
}

/// Input of the store. `T` identifies a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input<T> {
    /// Read request.
    Read {
        /// The request.
        request: T,
        /// The key.
        key: u32,
    },
    /// Write request.
    Write {
        /// The request.
        request: T,
        /// Record to write.
        record: Record,
    },
    /// Request to write if the key has the expected value.
    CompareAndSet {
        /// The request.
        request: T,
        /// Expected value; `None` expects that the key has no value.
        expected: Option<u32>,
        /// Record to write if it has.
        record: Record,
    },
    /// The first `records` records are durable.
    Synced {
        /// Number of records since the process started.
        records: u64,
    },
}

/// Output of the store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Output<T> {
    /// Append a record to the log.
    Persist(Record),
    /// Hold back later outputs until every record so far is durable.
    Sync,
    /// Answer a request.
    Reply {
        /// The request.
        request: T,
        /// The answer.
        answer: SingleReply,
    },
}

/// Answer to a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SingleReply {
    /// Value that was read; `None` if the key has no value.
    Value(Option<u32>),
    /// The key has the new value.
    Written,
    /// The key has a value other than the expected one, and keeps it.
    Differs,
}

/// State of the store.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Single {
    /// Volatile: the values, as of the last write.
    values: BTreeMap<u32, u32>,
    /// Volatile: for each key with a record that is not durable, the number of records up to that one.
    unsynced: BTreeMap<u32, u64>,
    /// Volatile: records since the process started.
    records: u64,
    /// Volatile: durable records since the process started.
    synced: u64,
}

impl Single {
    /// The store after a crash, from the records of its log.
    pub fn recover(log: &[Record]) -> Self {
        let values = log
            .iter()
            .map(|record| (record.key, record.value))
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    /// Takes an input and appends the outputs. If `durable`, only durable writes are confirmed.
    pub fn step<T>(&mut self, durable: bool, input: Input<T>, out: &mut Vec<Output<T>>) {
        match input {
            Input::Read { request, key } => self.read(durable, request, key, out),
            Input::Write { request, record } => self.write(durable, request, record, out),
            Input::CompareAndSet {
                request,
                expected,
                record,
            } => {
                if self.values.get(&record.key).copied() == expected {
                    self.write(durable, request, record, out);
                } else {
                    self.tell(durable, request, record.key, SingleReply::Differs, out);
                }
            }
            Input::Synced { records } => self.note_synced(records),
        }
    }

    fn read<T>(&mut self, durable: bool, request: T, key: u32, out: &mut Vec<Output<T>>) {
        let answer = SingleReply::Value(self.values.get(&key).copied());
        self.tell(durable, request, key, answer, out);
    }

    /// Answers with the value of a key, which a crash must not undo.
    fn tell<T>(
        &self,
        durable: bool,
        request: T,
        key: u32,
        answer: SingleReply,
        out: &mut Vec<Output<T>>,
    ) {
        if durable && self.unsynced.contains_key(&key) {
            out.push(Output::Sync);
        }
        out.push(Output::Reply { request, answer });
    }

    fn write<T>(&mut self, durable: bool, request: T, record: Record, out: &mut Vec<Output<T>>) {
        self.values.insert(record.key, record.value);
        self.records += 1;
        self.unsynced.insert(record.key, self.records);
        let reply = Output::Reply {
            request,
            answer: SingleReply::Written,
        };
        if durable {
            out.extend([Output::Persist(record), Output::Sync, reply]);
        } else {
            out.extend([reply, Output::Persist(record)]);
        }
    }

    fn note_synced(&mut self, records: u64) {
        self.synced = self.synced.max(records);
        let synced = self.synced;
        self.unsynced.retain(|_, record| *record > synced);
    }

    /// Number of keys that have a value.
    pub fn keys(&self) -> u64 {
        self.values.len() as u64
    }

    /// Number of records that are not durable yet.
    pub fn unsynced(&self) -> u64 {
        self.records - self.synced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: Record = Record { key: 7, value: 42 };

    fn step(store: &mut Single, durable: bool, input: Input<char>) -> Vec<Output<char>> {
        let mut out = Vec::new();
        store.step(durable, input, &mut out);
        out
    }

    #[test]
    fn a_durable_write_is_confirmed_after_the_disk_has_it() {
        let mut store = Single::default();
        let out = step(
            &mut store,
            true,
            Input::Write {
                request: 'w',
                record: RECORD,
            },
        );
        let reply = Output::Reply {
            request: 'w',
            answer: SingleReply::Written,
        };
        assert_eq!(out, [Output::Persist(RECORD), Output::Sync, reply]);
    }

    #[test]
    fn a_read_never_shows_what_a_crash_could_undo() {
        let mut store = Single::default();
        step(
            &mut store,
            true,
            Input::Write {
                request: 'w',
                record: RECORD,
            },
        );
        let reply = Output::Reply {
            request: 'r',
            answer: SingleReply::Value(Some(42)),
        };
        let read = Input::Read {
            request: 'r',
            key: 7,
        };
        assert_eq!(step(&mut store, true, read), [Output::Sync, reply]);
        step(&mut store, true, Input::Synced { records: 1 });
        assert_eq!(step(&mut store, true, read), [reply]);
        assert_eq!(store.unsynced(), 0);
    }

    #[test]
    fn the_disk_has_records_in_the_order_in_which_they_were_made() {
        let mut store = Single::default();
        for key in [7, 8, 9] {
            let record = Record { key, value: 42 };
            let request = 'w';
            step(&mut store, true, Input::Write { request, record });
        }
        assert_eq!((store.keys(), store.unsynced()), (3, 3));
        step(&mut store, true, Input::Synced { records: 2 });
        assert_eq!((store.keys(), store.unsynced()), (3, 1));
        for (key, waits) in [(7, false), (8, false), (9, true)] {
            let request = 'r';
            let out = step(&mut store, true, Input::Read { request, key });
            assert_eq!(out.first() == Some(&Output::Sync), waits, "key {key}");
        }
    }

    #[test]
    fn memory_confirms_first_and_loses_in_a_crash() {
        let mut store = Single::default();
        let out = step(
            &mut store,
            false,
            Input::Write {
                request: 'w',
                record: RECORD,
            },
        );
        assert_eq!(
            out,
            [
                Output::Reply {
                    request: 'w',
                    answer: SingleReply::Written
                },
                Output::Persist(RECORD)
            ]
        );
        let mut recovered = Single::recover(&[]);
        let read = step(
            &mut recovered,
            false,
            Input::Read {
                request: 'r',
                key: 7,
            },
        );
        assert_eq!(
            read,
            [Output::Reply {
                request: 'r',
                answer: SingleReply::Value(None)
            }]
        );
    }

    #[test]
    fn recovery_takes_the_last_record_of_a_key() {
        let mut store = Single::recover(&[RECORD, Record { key: 7, value: 43 }]);
        let read = step(
            &mut store,
            true,
            Input::Read {
                request: 'r',
                key: 7,
            },
        );
        assert_eq!(
            read,
            [Output::Reply {
                request: 'r',
                answer: SingleReply::Value(Some(43))
            }]
        );
    }

    fn compare_and_set(expected: Option<u32>, value: u32) -> Input<char> {
        Input::CompareAndSet {
            request: 'c',
            expected,
            record: Record { key: 7, value },
        }
    }

    fn reply(answer: SingleReply) -> Output<char> {
        Output::Reply {
            request: 'c',
            answer,
        }
    }

    #[test]
    fn compare_and_set_writes_over_what_it_expects_and_nothing_else() {
        let mut store = Single::default();
        let refused = step(&mut store, true, compare_and_set(Some(1), 42));
        assert_eq!(refused, [reply(SingleReply::Differs)]);
        let written = [
            Output::Persist(RECORD),
            Output::Sync,
            reply(SingleReply::Written),
        ];
        assert_eq!(step(&mut store, true, compare_and_set(None, 42)), written);
        // A crash must not undo the value that differed either.
        let refused = step(&mut store, true, compare_and_set(None, 43));
        assert_eq!(refused, [Output::Sync, reply(SingleReply::Differs)]);
        step(&mut store, true, Input::Synced { records: 1 });
        let refused = step(&mut store, true, compare_and_set(None, 43));
        assert_eq!(refused, [reply(SingleReply::Differs)]);
        let over = step(&mut store, true, compare_and_set(Some(42), 43));
        assert_eq!(over.last(), Some(&reply(SingleReply::Written)));
    }
}
