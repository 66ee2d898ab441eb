//! Turns a hang into a failure that names its input.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{LazyLock, Mutex};
use std::thread;
use std::time::Duration;

/// A limit far beyond what any input may take on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Messages to the watching thread: a text is begun, or done.
type Watch = Mutex<mpsc::Sender<Option<String>>>;

/// Works on a text. If that takes too long, prints the text and ends the process: a hanging thread cannot be ended.
pub(crate) fn told(text: &str, work: impl FnOnce()) {
    thread_local! {
        static WATCH: LazyLock<Watch> = LazyLock::new(keep_watch);
    }
    let tell = |what| {
        WATCH.with(|watch| {
            let watch = watch.lock().expect("nothing panics while it tells");
            watch.send(what).expect("the watch never ends");
        });
    };
    tell(Some(text.to_owned()));
    work();
    tell(None);
}

fn keep_watch() -> Watch {
    let (tell, told) = mpsc::channel::<Option<String>>();
    thread::spawn(move || {
        let mut begun = told.recv();
        while let Ok(work) = begun {
            begun = match (&work, told.recv_timeout(PATIENCE)) {
                (_, Ok(next)) => Ok(next),
                (None, Err(RecvTimeoutError::Timeout)) => Ok(None),
                (Some(text), Err(RecvTimeoutError::Timeout)) => {
                    eprintln!("this is not done after {PATIENCE:?}:\n{text}");
                    std::process::exit(101);
                }
                (_, Err(RecvTimeoutError::Disconnected)) => Err(mpsc::RecvError),
            };
        }
    });
    Mutex::new(tell)
}
