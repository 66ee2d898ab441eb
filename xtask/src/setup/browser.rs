//! Browser of the tests, and its driver.

use super::apt;
use crate::{Outcome, places};
use std::env;
use std::path::PathBuf;

/// A Chromium and the driver of the same version.
pub(crate) struct Browser {
    /// Executable of the browser.
    pub(crate) program: PathBuf,
    /// Executable of the driver.
    pub(crate) driver: PathBuf,
}

/// Flags of the browser in tests: no sandbox, for containers run as root, and no traffic of its own.
pub(crate) const FLAGS: [&str; 7] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
];

const PROGRAMS: [&str; 4] = [
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
];

/// Finds the browser and its driver, and installs them if they are missing.
pub(crate) fn install() -> Outcome<Browser> {
    if let Some(browser) = present() {
        return Ok(browser);
    }
    apt::install(&["chromium", "chromium-driver"], "Chromium with its driver")?;
    present().ok_or_else(|| {
        "Chromium was installed and cannot be found: set CHROME and CHROMEDRIVER".into()
    })
}

/// Finds Firefox, and installs it if it is missing.
pub(crate) fn install_firefox() -> Outcome<PathBuf> {
    if let Some(program) = firefox() {
        return Ok(program);
    }
    apt::install(&["firefox-esr"], "Firefox")?;
    firefox().ok_or_else(|| "Firefox was installed and cannot be found: set FIREFOX".into())
}

fn firefox() -> Option<PathBuf> {
    let known = ["firefox", "firefox-esr"];
    named_by("FIREFOX").or_else(|| known.into_iter().find_map(places::on_path))
}

fn present() -> Option<Browser> {
    let program = named_by("CHROME").or_else(|| PROGRAMS.into_iter().find_map(places::on_path))?;
    let driver = named_by("CHROMEDRIVER")
        .or_else(hosted_driver)
        .or_else(|| places::on_path("chromedriver"))?;
    Some(Browser { program, driver })
}

fn named_by(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|file| file.is_file())
}

/// GitHub's runners name the folder of the driver that fits their Chrome.
fn hosted_driver() -> Option<PathBuf> {
    let folder = env::var_os("CHROMEWEBDRIVER")?;
    Some(PathBuf::from(folder).join("chromedriver")).filter(|file| file.is_file())
}
