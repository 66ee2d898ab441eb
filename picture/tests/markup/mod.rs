//! A strict reader of the little XML that pictures are made of, and what else tests of scenes share.

use netsplit_picture::scene::{Anchor, Element, Scene, Shape};
use netsplit_picture::svg;
use netsplit_picture::theme::Theme;

/// Attributes whose values are numbers.
const NUMBERS: [&str; 14] = [
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "width",
    "height",
    "stroke-width",
    "font-size",
];

/// Whether the text is well-formed, every number is finite and short, and nothing is raw that must be escaped.
fn check(text: &str) -> Result<(), String> {
    if let Some(bad) = text.chars().find(|c| c.is_control() && *c != '\n') {
        return Err(format!("control character {bad:?}"));
    }
    let mut open: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        entities(&rest[..start])?;
        let (tag, after) = tag(&rest[start + 1..])?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop().as_deref() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        check_attributes(attributes)?;
        open.push(name.to_owned());
        if name == "style" {
            let (_, after) = rest.split_once("</style>").ok_or("style is not closed")?;
            open.pop();
            rest = after;
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(format!("{open:?} are not closed"))
    }
}

/// A tag up to the `>` that is not within quotes, and what follows.
fn tag(text: &str) -> Result<(&str, &str), String> {
    let mut quoted = false;
    for (index, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '<' => return Err(format!("raw < in {}", &text[..index])),
            '>' if !quoted => return Ok((&text[..index], &text[index + 1..])),
            _ => {}
        }
    }
    Err("a tag is not closed".to_owned())
}

fn check_attributes(text: &str) -> Result<(), String> {
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = rest
            .split_once("=\"")
            .ok_or_else(|| format!("attribute in {text}"))?;
        let (value, after) = after
            .split_once('"')
            .ok_or_else(|| format!("quotes in {text}"))?;
        entities(value)?;
        check_value(name.trim(), value)?;
        rest = after.trim_start();
    }
    Ok(())
}

fn check_value(name: &str, value: &str) -> Result<(), String> {
    let numbers: Vec<&str> = match name {
        "d" => value
            .split(|c: char| c.is_ascii_alphabetic() || c == ' ')
            .collect(),
        "viewBox" => value.split(' ').collect(),
        name if NUMBERS.contains(&name) => vec![value],
        _ => return Ok(()),
    };
    if name == "d" && (value.contains("NaN") || value.contains("inf")) {
        return Err(format!("{name}={value}"));
    }
    for number in numbers.into_iter().filter(|number| !number.is_empty()) {
        let finite = number.parse::<f64>().is_ok_and(f64::is_finite);
        let decimals = number
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len());
        if !finite || decimals > 2 {
            return Err(format!("{name}={number}"));
        }
    }
    Ok(())
}

fn entities(text: &str) -> Result<(), String> {
    for part in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
        if !known.iter().any(|entity| part.starts_with(entity)) {
            return Err(format!("raw & before {part}"));
        }
    }
    Ok(())
}

/// Panics unless both forms of the scene are sound markup, and each element says all names of its attributes.
pub(crate) fn sound(case: &str, scene: &Scene) {
    walk(&scene.elements, &mut |element| {
        for (name, _) in element.attributes() {
            assert!(element.names().contains(&name), "{case}: {name}");
        }
    });
    for text in [svg::to_text(scene), svg::standalone(scene, Theme::Dark)] {
        if let Err(problem) = check(&text) {
            panic!("{case}: {problem}");
        }
    }
}

/// Visits all elements, groups before what they hold.
pub(crate) fn walk(elements: &[Element], visit: &mut impl FnMut(&Element)) {
    for element in elements {
        visit(element);
        walk(element.children(), visit);
    }
}

/// Names that are long, empty, foreign or hostile.
pub(crate) const NAMES: [&str; 8] = [
    "app",
    "a-service-with-a-rather-long-name",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "",
    "<b>&\"'</b>",
    "\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd}\u{0}",
    "\u{1f980}\u{1f980}\u{1f980}",
    "store",
];

/// The words of a scene: where they begin, where they end, their base line.
pub(crate) fn words(scene: &Scene) -> Vec<(f64, f64, f64, String)> {
    let mut all = Vec::new();
    walk(&scene.elements, &mut |element| {
        if let Shape::Text {
            at,
            anchor,
            face,
            content,
        } = &element.shape
        {
            let width = face.width(content);
            let start = match anchor {
                Anchor::Start => at.x,
                Anchor::Middle => at.x - width / 2.0,
                Anchor::End => at.x - width,
            };
            all.push((start, start + width, at.y, content.clone()));
        }
    });
    all
}

/// No word leaves the sheet, and no two lie on each other.
pub(crate) fn words_stay(case: &str, scene: &Scene) {
    let all = words(scene);
    for (index, (start, end, base, content)) in all.iter().enumerate() {
        assert!(
            *start >= -0.5 && *end <= scene.width + 0.5,
            "{case}: {content} leaves the sheet"
        );
        assert!(
            *base <= scene.height + 0.5,
            "{case}: {content} leaves the sheet"
        );
        for (other_start, other_end, other_base, other) in &all[index + 1..] {
            let apart = end <= other_start || other_end <= start || (base - other_base).abs() > 9.0;
            assert!(apart, "{case}: {content:?} and {other:?} collide");
        }
    }
}
