//! Scenes of the picture crate as elements of the page: one small function for all of them.

use netsplit_picture::scene::{Element, Scene};
use yew::virtual_dom::{VNode, VTag, VText};

/// A scene as an `svg` element, with further attributes of its own.
pub fn draw(scene: &Scene, extra: Vec<(&'static str, String)>) -> VNode {
    let mut svg = tag("svg", scene.attributes());
    for (name, value) in extra {
        svg.add_attribute(name, value);
    }
    svg.add_children(scene.elements.iter().map(|element| shape(element, false)));
    svg.into()
}

/// An element; the words inside a button are part of its picture, and its label says them better.
fn shape(element: &Element, in_button: bool) -> VNode {
    let attributes = element.attributes();
    let in_button = in_button || attributes.contains(&("role", "button".to_owned()));
    let mut tag = tag(element.tag(), attributes);
    tag.key = element.key.clone().map(Into::into);
    if let Some(title) = &element.title {
        let mut node = VTag::new("title");
        node.add_child(VText::new(title.clone()).into());
        tag.add_child(node.into());
    }
    if let Some(text) = element.text() {
        tag.add_child(VText::new(text.to_owned()).into());
        if in_button {
            tag.add_attribute("aria-hidden", "true");
        }
    }
    tag.add_children(
        element
            .children()
            .iter()
            .map(|child| shape(child, in_button)),
    );
    tag.into()
}

fn tag(name: &'static str, attributes: Vec<(&'static str, String)>) -> VTag {
    let mut tag = VTag::new(name);
    for (name, value) in attributes {
        tag.add_attribute(name, value);
    }
    tag
}
