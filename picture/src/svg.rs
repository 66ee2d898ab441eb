//! Scenes as SVG text.

use crate::geometry::Rect;
use crate::scene::{Element, Scene};
use crate::theme::{self, Theme};

/// The scene as an `svg` element that takes its look from the style sheet of the page.
pub fn to_text(scene: &Scene) -> String {
    written(scene, |_| {})
}

/// The scene as a file of its own: on a ground, with the style sheet inside, every colour resolved.
///
/// Programs that set papers know no variables of CSS, so none are left.
pub fn standalone(scene: &Scene, theme: Theme) -> String {
    written(scene, |out| {
        out.push_str("<style>");
        out.push_str(&theme::resolved(theme));
        out.push_str("</style>\n");
        let sheet = Rect::new(0.0, 0.0, scene.width, scene.height);
        element(out, &Element::rect("p-ground", sheet, 0.0));
    })
}

fn written(scene: &Scene, preamble: impl FnOnce(&mut String)) -> String {
    let mut out = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    attributes(&mut out, &scene.attributes());
    out.push_str(">\n");
    preamble(&mut out);
    for shape in &scene.elements {
        element(&mut out, shape);
    }
    out.push_str("</svg>\n");
    out
}

fn element(out: &mut String, shape: &Element) {
    out.push('<');
    out.push_str(shape.tag());
    attributes(out, &shape.attributes());
    out.push('>');
    if let Some(title) = &shape.title {
        out.push_str("<title>");
        escape(out, title);
        out.push_str("</title>");
    }
    escape(out, shape.text().unwrap_or_default());
    if !shape.children().is_empty() {
        out.push('\n');
    }
    for child in shape.children() {
        element(out, child);
    }
    out.push_str("</");
    out.push_str(shape.tag());
    out.push_str(">\n");
}

fn attributes(out: &mut String, all: &[(&'static str, String)]) {
    for (name, value) in all {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(out, value);
        out.push('"');
    }
}

/// Writes text so that no reader of XML takes it for markup, without what XML forbids.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use crate::lettering::Face;
    use crate::scene::Anchor;

    fn greeting() -> Scene {
        let mut scene = Scene::new("p-test", 100.0, 50.0);
        scene.label = "a \"label\"".to_owned();
        let words = Element::words(
            "",
            Face::Name,
            Point::new(1.0, 1.0 / 3.0),
            Anchor::Middle,
            "<b>\u{1}&",
        );
        scene.push(words.titled("it's"));
        scene
    }

    #[test]
    fn markup_in_names_stays_text() {
        let text = to_text(&greeting());
        assert!(text.contains("&lt;b&gt;&amp;</text>"));
        assert!(text.contains("aria-label=\"a &quot;label&quot;\""));
        assert!(text.contains("<title>it&#39;s</title>"));
        assert!(text.contains("y=\"0.33\""));
        assert!(!text.contains('\u{1}'));
    }

    #[test]
    fn a_file_of_its_own_needs_no_variables() {
        for theme in [Theme::Light, Theme::Dark] {
            let text = standalone(&greeting(), theme);
            assert!(text.contains("<style>"));
            assert!(!text.contains("var("));
            assert!(text.contains("p-ground"));
        }
    }
}
