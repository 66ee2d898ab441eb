//! Mode `single`: one process, no copy.

mod driver;
pub mod params;

use std::any::Any;
use std::sync::Arc;

use crate::driver::{Driver, MachineSettings};
use crate::stores::StoreMode;
use driver::SingleDriver;
use params::{Durability, Single};

/// The live values of the mode.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SingleSettings {
    /// True if a write is confirmed only when the disk has it.
    pub durable: bool,
}

impl StoreMode for Single {
    fn replicas(&self) -> u32 {
        1
    }

    fn machine(&self) -> Arc<dyn MachineSettings> {
        Arc::new(SingleSettings {
            durable: self.durability == Durability::Fsync,
        })
    }
}

impl MachineSettings for SingleSettings {
    fn driver(&self, _: u32, _: u32) -> Box<dyn Driver> {
        Box::new(SingleDriver::new(*self))
    }

    /// One sync at the end of the work.
    fn expected_events(&self) -> f64 {
        1.0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
