//! Dependencies, judged by `deny.toml`.

use crate::run::{command, step};
use crate::{Outcome, setup};

/// Checks licences, sources and bans, and queries the advisory database, which needs a network. It is not a lint, because
/// the result of lints must not change with what others publish.
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
