//! The page inside another page: what of it is shown, and how it tells its height.

use js_sys::{Object, Reflect};
use netsplit_core::link::Link;
use wasm_bindgen::JsValue;

use crate::browser::window;
use crate::theme::Theme;

/// Parts of the page that are shown.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Embed {
    /// The page stands in a frame of another page: small chrome.
    pub on: bool,
    /// Which pictures are shown.
    pub pictures: Pictures,
    /// Names of the controls to show; all of the lab's if the link says nothing.
    pub controls: Option<Vec<String>>,
    /// The theme that the link wants.
    pub theme: Option<Theme>,
    /// It plays as soon as it can.
    pub autoplay: bool,
    /// The part of the run that is played, in seconds.
    pub window: Option<(f64, f64)>,
}

/// Which pictures are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pictures {
    /// The diagram and the charts.
    #[default]
    Both,
    /// The diagram.
    Diagram,
    /// The charts.
    Charts,
}

impl Embed {
    /// The view that a link asks for.
    pub fn read(link: &Link) -> Self {
        let value = |name: &str| {
            let found = link.view.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str())
        };
        let seconds = |name: &str| {
            let span = value(name)?.parse::<netsplit_core::time::Span>().ok()?;
            Some(span.as_secs())
        };
        let window = match (seconds("from"), seconds("to")) {
            (None, None) => None,
            (from, to) => Some((from.unwrap_or(0.0), to.unwrap_or(f64::INFINITY))),
        };
        let list = |names: &str| {
            let names = names.split(',').filter(|name| !name.is_empty());
            names.map(ToOwned::to_owned).collect()
        };
        Self {
            on: value("embed") == Some("1"),
            pictures: match value("view") {
                Some("diagram") => Pictures::Diagram,
                Some("charts") => Pictures::Charts,
                _ => Pictures::Both,
            },
            controls: value("controls").map(list),
            theme: value("theme").and_then(Theme::named),
            autoplay: value("autoplay") == Some("1"),
            window: window.filter(|(from, to)| from < to),
        }
    }
}

/// Tells the page around this one how high it would like to be: in our own words and in Embedly's.
pub fn tell_height(height: f64) {
    let Ok(Some(parent)) = window().parent() else {
        return;
    };
    let own = Object::new();
    // A plain object that was just made takes every property.
    let _ = Reflect::set(&own, &"netsplit".into(), &"resize".into());
    let _ = Reflect::set(&own, &"height".into(), &height.into());
    let embedly = Object::new();
    let _ = Reflect::set(&embedly, &"context".into(), &"iframe.resize".into());
    let _ = Reflect::set(&embedly, &"height".into(), &height.into());
    let words = js_sys::JSON::stringify(&embedly).map_or(JsValue::NULL, Into::into);
    // Any page may embed this one, and a height is no secret.
    let _ = parent.post_message(&own, "*");
    let _ = parent.post_message(&words, "*");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_what_is_shown() {
        let link = Link::open(
            "lab=start&embed=1&view=charts&controls=rate,latency&theme=dark&from=10s",
            "",
        );
        let embed = Embed::read(&link);
        assert!(embed.on && !embed.autoplay);
        assert_eq!(embed.pictures, Pictures::Charts);
        assert_eq!(embed.theme, Some(Theme::Dark));
        assert_eq!(embed.window, Some((10.0, f64::INFINITY)));
        let names = embed.controls.unwrap_or_default();
        assert_eq!(names, ["rate", "latency"]);
    }
}
