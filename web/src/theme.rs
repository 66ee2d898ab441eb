//! Light, dark, or as the system says; remembered where the browser allows it.

use crate::browser;

/// Which set of colours the page has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Under which name it is remembered.
const KEY: &str = "netsplit.theme";

impl Theme {
    /// Its name in links and attributes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.name() == name)
    }

    /// The one that follows when the button is pressed.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }

    /// The one that was chosen last time.
    pub fn remembered() -> Self {
        let name = browser::storage().and_then(|storage| storage.get_item(KEY).ok()?);
        name.and_then(|name| Self::named(&name)).unwrap_or_default()
    }

    /// Remembers it for next time; without storage it lasts as long as the page.
    pub fn remember(self) {
        if let Some(storage) = browser::storage() {
            let _ = storage.set_item(KEY, self.name());
        }
    }

    /// Gives the page these colours.
    pub fn show(self) {
        let root = browser::root();
        let _ = match self {
            Self::Auto => root.remove_attribute("data-theme"),
            Self::Light | Self::Dark => root.set_attribute("data-theme", self.name()),
        };
    }
}
