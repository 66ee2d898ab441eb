//! Runs commands; a failure says what to do.

use crate::{Outcome, places};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A command that runs in the root of the checkout.
pub(crate) fn command<const N: usize>(program: &str, arguments: [&str; N]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(places::root());
    command
}

/// Runs a command to its end; the error has the command and `advice`.
pub(crate) fn run(command: &mut Command, advice: &str) -> Outcome {
    let status = command
        .status()
        .map_err(|cause| unstartable(command, &cause))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{}` failed. {advice}", line(command)))
}

/// The same, after printing the command as a heading.
pub(crate) fn step(command: &mut Command, advice: &str) -> Outcome {
    println!("\n== {}", line(command));
    run(command, advice)
}

/// Standard output of a command, if it starts and succeeds.
pub(crate) fn printed(command: &mut Command) -> Option<String> {
    let Output { status, stdout, .. } = command
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(stdout).ok()?;
    status.success().then(|| text.trim().to_string())
}

/// True if a command succeeds within a time limit, at which it is killed.
pub(crate) fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    const PAUSE: Duration = Duration::from_millis(100);
    let Ok(mut child) = command.stdin(Stdio::null()).spawn() else {
        return false;
    };
    for _ in 0..limit.as_millis() / PAUSE.as_millis() {
        if let Ok(Some(status)) = child.try_wait() {
            return status.success();
        }
        sleep(PAUSE);
    }
    end(&mut child);
    false
}

fn end(child: &mut Child) {
    // An error means that it has ended by itself meanwhile, which is fine.
    let _ = child.kill();
    let _ = child.wait();
}

/// A command as it would be typed.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

fn unstartable(command: &Command, cause: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    format!(
        "`{program}` does not start ({cause}): is it installed? `cargo xtask setup` installs what is missing"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_the_advice() {
        let sentence = run(
            &mut command("cargo", ["no-such-verb", "--quiet"]),
            "Do this.",
        )
        .unwrap_err();
        assert_eq!(sentence, "`cargo no-such-verb --quiet` failed. Do this.");
    }

    #[test]
    fn a_program_that_is_not_there_is_a_sentence() {
        let sentence = run(&mut command("no-such-program", []), "").unwrap_err();
        assert!(sentence.contains("cargo xtask setup"), "{sentence}");
    }

    #[test]
    fn what_a_command_prints_comes_without_the_line_end() {
        let text = printed(&mut command("cargo", ["--version"])).expect("cargo runs");
        assert!(text.starts_with("cargo ") && !text.ends_with('\n'));
    }
}
