//! The gallery as a page of its own, to be read without the program.

use crate::lab::Lab;
use crate::markup::{escaped, family};

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'">
  <title>Labs - Netsplit</title>
  <meta name="description" content="Every lab of Netsplit: a distributed system that runs in your browser, and what it teaches.">
  <meta name="color-scheme" content="light dark">
  <meta property="og:title" content="The labs of Netsplit">
  <meta property="og:description" content="Every lab: a distributed system that runs in your browser, and what it teaches.">
  <meta property="og:type" content="website">
  <link rel="icon" href="../icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="../plain.css">
</head>
<body>
  <main>
    <p><a href="../">Netsplit</a></p>
    <h1>Labs</h1>
    <p>Each is a distributed system that runs in your browser: drag a slider or cut a link, and see what it costs and whether it is still right.</p>
"#;

/// The page: labs by family, in the order of the gallery.
pub(crate) fn page(labs: &[Lab]) -> String {
    let families = labs.chunk_by(|one, other| one.listed.family == other.listed.family);
    let sections: String = families.map(section).collect();
    format!("{HEAD}{sections}  </main>\n</body>\n</html>\n")
}

fn section(labs: &[Lab]) -> String {
    let name = escaped(&family(&labs[0].listed.family));
    let entries: String = labs.iter().map(entry).collect();
    format!("    <h2>{name}</h2>\n    <ul class=\"labs\">\n{entries}    </ul>\n")
}

fn entry(lab: &Lab) -> String {
    format!(
        "      <li><a href=\"{}/\">{}</a><p>{}</p></li>\n",
        escaped(&lab.listed.id),
        escaped(&lab.listed.title),
        escaped(&lab.listed.claim)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::presets;

    #[test]
    fn every_lab_is_linked_under_its_family() {
        let labs: Vec<Lab> = presets::all()
            .iter()
            .map(|preset| Lab::of(preset).unwrap())
            .collect();
        let page = page(&labs);
        for lab in &labs {
            assert!(page.contains(&format!("<a href=\"{}/\">", lab.listed.id)));
            assert!(page.contains(&format!("<h2>{}</h2>", family(&lab.listed.family))));
        }
        assert_eq!(page.matches("<h2>").count(), page.matches("</ul>").count());
    }
}
