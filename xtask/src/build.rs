//! The finished site: static files that work under any path.

use crate::run::step;
use crate::{Outcome, places, setup, size, toolchain};

/// Builds the site into `dist/` and prints its size.
pub(crate) fn build() -> Outcome {
    setup::for_page()?;
    let mut trunk = toolchain::page_command("trunk")?;
    trunk.args(["build", "--release"]);
    step(
        &mut trunk,
        "See the message above; `cargo xtask lint` may say more.",
    )?;
    print!("\n{}", size::table(&places::dist())?);
    Ok(())
}
