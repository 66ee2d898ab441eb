//! Dependencies, judged by `deny.toml`.

use crate::run::{command, step};
use crate::{Outcome, setup};

/// Judges licences, sources and bans, and asks the advisory database, which needs a network. Not a part of the lints: these
/// must not change with what others publish.
pub(crate) fn audit() -> Outcome {
    let deny = setup::for_audit()?;
    let program = deny.to_string_lossy();
    let bans = command(&program, ["check", "bans", "licenses", "sources"]);
    let advisories = command(&program, ["check", "advisories"]);
    for mut check in [bans, advisories] {
        step(
            &mut check,
            "Replace what is reported above, or accept it in deny.toml and say why.",
        )?;
    }
    Ok(())
}
