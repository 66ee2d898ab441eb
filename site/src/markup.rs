//! Text in markup.

/// Text that no browser takes for markup, neither between tags nor in an attribute.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A family as it is read: its name with a capital.
pub(crate) fn family(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(char::to_uppercase);
    let first = first.map_or_else(String::new, Iterator::collect);
    format!("{first}{}", letters.as_str().replace('-', " "))
}

/// A list of sentences; nothing for none.
pub(crate) fn list<'a>(tag: &str, items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.map(escaped).collect();
    if items.is_empty() {
        String::new()
    } else {
        format!("<{tag}><li>{}</li></{tag}>", items.join("</li><li>"))
    }
}
