//! Scenes of the picture crate as elements of the page: one small function for all of them.

use netsplit_picture::scene::{Element, Scene};
use yew::virtual_dom::{VNode, VTag, VText};

/// A scene as an `svg` element, with further attributes of its own.
pub fn draw(scene: &Scene, extra: Vec<(&'static str, String)>) -> VNode {
    let mut svg = tag("svg", scene.attributes());
    for (name, value) in extra {
        svg.add_attribute(name, value);
    }
    svg.add_children(scene.elements.iter().map(shape));
    svg.into()
}

fn shape(element: &Element) -> VNode {
    let mut attributes = element.attributes();
    if element.title.is_some() {
        // The title names it already, and need not repeat the words inside as a label must.
        attributes.retain(|(name, _)| *name != "aria-label");
    }
    let mut tag = tag(element.tag(), attributes);
    tag.key = element.key.clone().map(Into::into);
    if let Some(title) = &element.title {
        let mut node = VTag::new("title");
        node.add_child(VText::new(title.clone()).into());
        tag.add_child(node.into());
    }
    if let Some(text) = element.text() {
        tag.add_child(VText::new(text.to_owned()).into());
    }
    tag.add_children(element.children().iter().map(shape));
    tag.into()
}

fn tag(name: &'static str, attributes: Vec<(&'static str, String)>) -> VTag {
    let mut tag = VTag::new(name);
    for (name, value) in attributes {
        tag.add_attribute(name, value);
    }
    tag
}
