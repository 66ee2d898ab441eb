//! Pages that tell and draw a lab before the program is there, and without it.
//!
//! Each is `index.html` as Trunk has built it, with what stands between `<!-- lab:NAME -->` and `<!-- /lab -->` replaced.

use netsplit_core::scenario::Story;
use netsplit_picture::layout::Direction;
use netsplit_picture::svg;

use crate::lab::Lab;
use crate::markup::{escaped, family, list};

/// The page of the site, which opens the first lab.
///
/// # Errors
/// A sentence, if the template lacks one of the places.
pub(crate) fn first(template: &str, lab: &Lab) -> Result<String, String> {
    filled(template, lab, None)
}

/// The page of a lab, two folders below that of the site.
///
/// # Errors
/// The same.
pub(crate) fn of(template: &str, lab: &Lab) -> Result<String, String> {
    filled(template, lab, Some(head(lab)))
}

fn filled(template: &str, lab: &Lab, head: Option<String>) -> Result<String, String> {
    let named = format!("data-state=\"loading\" data-lab=\"{}\"", lab.listed.id);
    let mut page = template.replacen("data-state=\"loading\"", &named, 1);
    let base = head.as_ref().map(|_| "<base href=\"../../\">".to_owned());
    let parts = [
        ("base", base),
        ("head", head),
        ("intro", Some(intro(lab))),
        ("notes", Some(notes(&lab.scenario.story))),
        ("diagram", Some(diagram(lab))),
    ];
    for (name, text) in parts {
        page = replaced(&page, name, text.as_deref())?;
    }
    Ok(page)
}

/// The page with another text at a place, or with its own.
fn replaced(page: &str, name: &str, text: Option<&str>) -> Result<String, String> {
    const END: &str = "<!-- /lab -->";
    let start = format!("<!-- lab:{name} -->");
    let lacks = || format!("index.html has no place {start} ... {END}");
    let (before, rest) = page.split_once(&start).ok_or_else(lacks)?;
    let (own, after) = rest.split_once(END).ok_or_else(lacks)?;
    let text = text.unwrap_or(own);
    Ok(format!("{before}{text}{after}"))
}

/// What search engines and other programs are told.
fn head(lab: &Lab) -> String {
    let (title, claim) = (escaped(&lab.listed.title), escaped(&lab.listed.claim));
    format!(
        "<title>{title} - Netsplit</title>
  <meta name=\"description\" content=\"{claim}\">
  <meta property=\"og:title\" content=\"{title}\">
  <meta property=\"og:description\" content=\"{claim}\">
  <meta property=\"og:type\" content=\"article\">
  <meta property=\"og:site_name\" content=\"Netsplit\">
  <meta name=\"twitter:card\" content=\"summary\">"
    )
}

fn intro(lab: &Lab) -> String {
    format!(
        "<p class=\"kicker\">{}</p>
          <h1>{}</h1>
          <p class=\"claim\">{}</p>",
        escaped(&family(&lab.listed.family)),
        escaped(&lab.listed.title),
        escaped(&lab.listed.claim)
    )
}

/// The rest of the story, as the page tells it.
fn notes(story: &Story) -> String {
    let cues = story.cues.iter();
    let cues: Vec<String> = cues.map(|cue| format!("{} {}", cue.at, cue.says)).collect();
    let parts = [
        wrapped("<p class=\"whole\">", &escaped(&story.claim), "</p>"),
        wrapped(
            "<section class=\"try\"><h2>Try</h2>",
            &list("ol", story.tries.0.iter().map(|one| one.says.as_str())),
            "</section>",
        ),
        wrapped(
            "<section><h2>Watch</h2><p>",
            &escaped(&story.watch),
            "</p></section>",
        ),
        wrapped(
            "<section><h2>Moments</h2>",
            &list("ul", cues.iter().map(String::as_str)),
            "</section>",
        ),
        wrapped(
            "<details><summary>Not modelled</summary>",
            &list("ul", story.not_modelled.iter().map(String::as_str)),
            "</details>",
        ),
        wrapped(
            "<p class=\"source\">Source: ",
            &escaped(&story.source),
            "</p>",
        ),
    ];
    parts.concat()
}

/// Text between tags; nothing for none.
fn wrapped(before: &str, text: &str, after: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{before}{text}{after}")
    }
}

/// The diagram twice: the style sheet shows the one that has room.
fn diagram(lab: &Lab) -> String {
    let drawn = |direction: Direction, class: &str| {
        let scene = lab.scene(direction);
        let (width, height) = (scene.width, scene.height);
        format!(
            "<div class=\"{class}\" style=\"--width:{width:.0};--height:{height:.0}\">{}</div>",
            svg::to_text(&scene)
        )
    };
    drawn(Direction::Across, "at-wide") + &drawn(Direction::Down, "at-narrow")
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::presets;

    const TEMPLATE: &str = "<html data-state=\"loading\"><head><!-- lab:base --><!-- /lab -->\n\
        <!-- lab:head --><title>own</title><!-- /lab --></head>\n\
        <!-- lab:intro --><!-- /lab --><!-- lab:notes --><!-- /lab --><!-- lab:diagram --><!-- /lab -->";

    #[test]
    fn every_lab_is_told_and_drawn() {
        for preset in presets::all() {
            let lab = Lab::of(preset).unwrap();
            let page = of(TEMPLATE, &lab).unwrap();
            let title = escaped(&lab.listed.title);
            assert!(page.contains(&format!("<title>{title} - Netsplit</title>")));
            assert!(page.contains(&format!("<h1>{title}</h1>")), "{}", preset.id);
            assert!(page.contains(&format!(
                "<p class=\"claim\">{}</p>",
                escaped(&lab.listed.claim)
            )));
            assert!(page.contains("<base href=\"../../\">") && !page.contains("lab:"));
            assert!(page.contains(&format!("data-lab=\"{}\"", preset.id)));
            assert!(page.contains("at-wide") && page.contains("at-narrow"));
            for node in lab.scene(Direction::Across).elements {
                assert!(node.text().is_none() || page.contains(node.text().unwrap_or_default()));
            }
        }
    }

    #[test]
    fn the_first_page_keeps_its_head() {
        let lab = Lab::of(&presets::first()).unwrap();
        let page = first(TEMPLATE, &lab).unwrap();
        assert!(page.contains("<title>own</title>") && !page.contains("<base"));
    }

    #[test]
    fn a_template_without_a_place_is_refused() {
        let lab = Lab::of(&presets::first()).unwrap();
        let without = TEMPLATE.replace("lab:notes", "lab:other");
        assert!(
            first(&without, &lab)
                .unwrap_err()
                .contains("<!-- lab:notes -->")
        );
    }

    #[test]
    fn text_never_becomes_markup() {
        let mut lab = Lab::of(&presets::first()).unwrap();
        lab.listed.title = "<b>\"a\" & b".to_owned();
        let page = of(TEMPLATE, &lab).unwrap();
        assert!(page.contains("<h1>&lt;b&gt;&quot;a&quot; &amp; b</h1>") && !page.contains("<b>"));
    }
}
