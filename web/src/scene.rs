//! Scenes of the picture crate as elements of the page: one small function for all of them.

use netsplit_picture::scene::{Element, Scene};
use yew::virtual_dom::{AttributeOrProperty, Attributes, VNode, VTag, VText};

/// A scene as an `svg` element, with further attributes of its own.
pub fn draw(scene: &Scene, extra: Vec<(&'static str, String)>) -> VNode {
    let mut svg = VTag::new("svg");
    for (name, value) in scene.attributes().into_iter().chain(extra) {
        svg.add_attribute(name, value);
    }
    svg.add_children(scene.elements.iter().map(shape));
    svg.into()
}

fn shape(element: &Element) -> VNode {
    let mut tag = VTag::new(element.tag());
    tag.attributes = attributes(element);
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

/// The attributes of a shape, in places that are the same for all of its tag: so they are compared one by one, without a map.
fn attributes(element: &Element) -> Attributes {
    let keys = element.names();
    let mut values: Box<[_]> = keys.iter().map(|_| None).collect();
    for (name, value) in element.attributes() {
        // The title names it already, and need not repeat the words inside as a label must.
        let is_said = name == "aria-label" && element.title.is_some();
        if let Some(place) = keys.iter().position(|key| *key == name)
            && !is_said
        {
            values[place] = Some(AttributeOrProperty::Attribute(value.into()));
        }
    }
    Attributes::Dynamic { keys, values }
}
