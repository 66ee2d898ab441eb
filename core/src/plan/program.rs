//! Handlers as small programs: steps compiled to flat instructions with jumps.
//!
//! ```text
//! work 5ms                    0  work 5ms
//! try [ call a, call b ]      1  call a          fails -> 4
//! else [ call c ]             2  call b          fails -> 4
//!                             3  jump 5
//!                             4  call c
//!                             5  (the end: answer)
//! ```

use super::shape::Shape;
use crate::luck::Sampler;
use crate::scenario::Step;
use crate::vocabulary::Verb;

/// One instruction of a handler.
#[derive(Clone, Debug)]
pub enum Op {
    /// Works for a time.
    Work(Sampler),
    /// Calls on these routes at once, and waits for all.
    Calls(Vec<u16>),
    /// Calls on these routes at once, and waits for none.
    Async(Vec<u16>),
    /// Reads on this route.
    Read(u16),
    /// Writes on this route what was read, unless it has changed.
    CompareAndSet(u16),
    /// Hands the request to what the process runs, which replies.
    Act,
    /// Goes on at another instruction.
    Jump(u16),
}

impl Op {
    /// The routes of its calls.
    pub fn routes(&self) -> &[u16] {
        match self {
            Self::Work(_) | Self::Act | Self::Jump(_) => &[],
            Self::Calls(routes) | Self::Async(routes) => routes,
            Self::Read(route) | Self::CompareAndSet(route) => std::slice::from_ref(route),
        }
    }
}

/// The instructions of a handler. Beyond the last one the request is answered.
#[derive(Clone, Debug, Default)]
pub struct Program {
    ops: Vec<Op>,
    /// Where each instruction goes on if it fails; without, the handler fails.
    handlers: Vec<Option<u16>>,
}

impl Program {
    /// A program of these instructions, none of which is guarded.
    pub fn of(ops: Vec<Op>) -> Self {
        let handlers = vec![None; ops.len()];
        Self { ops, handlers }
    }

    /// Compiles the steps of a handler of a node. Every callee has a route, or the scenario would have been refused.
    pub fn compile(shape: &Shape, node: u16, steps: &[Step]) -> Self {
        let mut program = Self::default();
        program.add_all(&Compiler { shape, node }, steps, None);
        program
    }

    /// The instruction at that place, if there is one.
    #[inline]
    pub fn op(&self, place: u16) -> Option<&Op> {
        self.ops.get(place as usize)
    }

    /// Where the instruction at that place goes on if it fails.
    pub fn on_failure(&self, place: u16) -> Option<u16> {
        self.handlers.get(place as usize).copied().flatten()
    }

    /// The instructions.
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }

    fn add(&mut self, op: Op, on_failure: Option<u16>) -> usize {
        self.ops.push(op);
        self.handlers.push(on_failure);
        self.ops.len() - 1
    }

    fn add_all(&mut self, compiler: &Compiler<'_>, steps: &[Step], on_failure: Option<u16>) {
        for step in steps {
            if let Step::Try(guarded) = step {
                self.add_try(compiler, &guarded.r#try.0, &guarded.r#else.0, on_failure);
            } else if let Some(op) = compiler.op(step) {
                self.add(op, on_failure);
            }
        }
    }

    /// What is tried goes on at the alternative where it fails, and passes it by where it succeeds.
    fn add_try(
        &mut self,
        compiler: &Compiler<'_>,
        attempt: &[Step],
        otherwise: &[Step],
        on_failure: Option<u16>,
    ) {
        let first = self.ops.len();
        self.add_all(compiler, attempt, None);
        let jump = self.add(Op::Jump(0), None);
        let alternative = self.ops.len() as u16;
        for handler in &mut self.handlers[first..jump] {
            handler.get_or_insert(alternative);
        }
        self.add_all(compiler, otherwise, on_failure);
        self.ops[jump] = Op::Jump(self.ops.len() as u16);
    }
}

/// Whose steps are compiled.
struct Compiler<'a> {
    shape: &'a Shape,
    node: u16,
}

impl Compiler<'_> {
    fn op(&self, step: &Step) -> Option<Op> {
        let callees = step.callees();
        let mut routes = callees
            .into_iter()
            .filter_map(|callee| self.shape.route(self.node, callee));
        match step {
            Step::Work(time) => Some(Op::Work(time.sampler())),
            Step::Call(_) | Step::Parallel(_) => Some(Op::Calls(routes.collect())),
            Step::Async(_) => Some(Op::Async(routes.collect())),
            Step::Read(_) => routes.next().map(Op::Read),
            Step::CompareAndSet(_) => routes.next().map(Op::CompareAndSet),
            Step::Try(_) => None,
        }
    }
}

/// The program of each verb.
#[derive(Clone, Debug, Default)]
pub struct Handlers([Program; Verb::COUNT]);

impl Handlers {
    /// The program that `of` gives for each verb.
    pub fn each(of: impl FnMut(Verb) -> Program) -> Self {
        Self(Verb::ALL.map(of))
    }

    /// The program for a verb.
    #[inline]
    pub fn of(&self, verb: Verb) -> &Program {
        &self.0[verb as usize]
    }

    /// The program of each verb.
    pub fn all(&self) -> &[Program] {
        &self.0
    }
}
