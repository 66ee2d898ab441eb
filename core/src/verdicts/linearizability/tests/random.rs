//! Small random histories: mostly what a right system could have done, with a lie here and there.

use super::*;

/// Draws that are the same everywhere: splitmix64, Steele, Lea and Flood 2014.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

pub(super) fn options(dice: &mut Dice) -> Options {
    let models = [Model::Register, Model::CasRegister, Model::KeyValue];
    let model = models[dice.below(3) as usize];
    Options {
        model,
        initial: if dice.once_in(2) {
            Value::Nil
        } else {
            value(dice, model)
        },
        nil: if dice.once_in(3) {
            Nil::Unknown
        } else {
            Nil::Absent
        },
        failed_cas: if dice.once_in(3) {
            FailedCas::NoEffect
        } else {
            FailedCas::Observed
        },
        ..Options::default()
    }
}

pub(super) fn value(dice: &mut Dice, model: Model) -> Value {
    match model {
        Model::KeyValue => Value::Text(["a", "b", "ab", "ba"][dice.below(4) as usize].to_owned()),
        _ => Value::Int(dice.below(3).cast_signed()),
    }
}

/// Two to eight operations of three clients, one thing at a time each.
pub(super) fn history(dice: &mut Dice, options: &Options) -> History {
    let count = 2 + dice.below(7);
    let mut free_at = [0; 3];
    let mut plans = Vec::new();
    for _ in 0..count {
        let process = dice.below(3) as usize;
        let from = free_at[process] + dice.below(4);
        let to = from + dice.below(6);
        free_at[process] = to;
        let effect = from + dice.below(to - from + 1);
        let unknown = dice.once_in(4);
        let effect = if unknown {
            from + dice.below(20)
        } else {
            effect
        };
        plans.push((
            effect,
            unknown,
            operation(
                process as u32,
                call(dice, options.model),
                from,
                to,
                Completion::Done,
            ),
        ));
    }
    plans.sort_by_key(|(effect, ..)| *effect);
    let mut state = options.initial.clone();
    for (_, unknown, operation) in &mut plans {
        if *unknown && dice.once_in(2) {
            operation.outcome = Completion::Unknown;
            continue;
        }
        let (next, outcome) = brute::apply(&state, &operation.call);
        state = next;
        operation.outcome = if *unknown {
            Completion::Unknown
        } else {
            outcome
        };
        if dice.once_in(8) {
            lie(dice, options.model, operation);
        }
    }
    let mut operations: Vec<_> = plans.into_iter().map(|(.., operation)| operation).collect();
    operations.sort_by_key(|operation| (operation.invoked, operation.completed));
    super::history(operations)
}

fn call(dice: &mut Dice, model: Model) -> Call {
    let (first, second) = (value(dice, model), value(dice, model));
    match (model, dice.below(4)) {
        (_, 0 | 1) => Call::Read,
        (Model::CasRegister, 2) => Call::CompareAndSet {
            expected: first,
            new: second,
        },
        (Model::KeyValue, 2) => Call::Append(first),
        _ => Call::Write(first),
    }
}

fn lie(dice: &mut Dice, model: Model, operation: &mut Operation) {
    operation.outcome = match operation.outcome.clone() {
        Completion::Returned(_) if dice.once_in(4) => Completion::Returned(Value::Nil),
        Completion::Returned(_) => Completion::Returned(value(dice, model)),
        Completion::Mismatch => Completion::Done,
        Completion::Done if matches!(operation.call, Call::CompareAndSet { .. }) => {
            Completion::Mismatch
        }
        Completion::Done if dice.once_in(2) => Completion::Failed,
        other => other,
    };
}
