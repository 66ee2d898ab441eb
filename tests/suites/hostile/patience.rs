//! A hang becomes a failure, where there are threads to tell.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::mpsc;
#[cfg(not(target_arch = "wasm32"))]
use std::thread;
#[cfg(not(target_arch = "wasm32"))]
use std::time::Duration;

/// Far beyond what anything here takes on the slowest machine: not a measurement, only the end of hope.
#[cfg(not(target_arch = "wasm32"))]
const PATIENCE: Duration = Duration::from_secs(100);

/// What `work` gives. It must end.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn ends<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(work()));
    match told.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name}: hangs"),
        Err(mpsc::RecvTimeoutError::Disconnected) => panic!("{name}: panics"),
    }
}

/// What `work` gives. A hang would stop the browser's test run.
#[cfg(target_arch = "wasm32")]
pub(super) fn ends<T>(_: &str, work: impl FnOnce() -> T) -> T {
    work()
}
