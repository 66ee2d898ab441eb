//! Turns a hang into a failure, where there are threads.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::mpsc;
#[cfg(not(target_arch = "wasm32"))]
use std::thread;
#[cfg(not(target_arch = "wasm32"))]
use std::time::Duration;

/// A limit far beyond what any input takes on the slowest machine.
#[cfg(not(target_arch = "wasm32"))]
const PATIENCE: Duration = Duration::from_secs(100);

/// Returns the result of `work`, which must end in time.
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

/// Returns the result of `work`. A hang would stop the test run of the browser.
#[cfg(target_arch = "wasm32")]
pub(super) fn ends<T>(_: &str, work: impl FnOnce() -> T) -> T {
    work()
}
