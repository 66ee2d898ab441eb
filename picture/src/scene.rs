//! A scene: a size in pixels and a list of shapes.
//!
//! A shape says where it is and which classes it has; the style sheet says how it looks. [`Element::tag`],
//! [`Element::attributes`], [`Element::text`] and [`Element::children`] are all that a renderer needs, so that SVG
//! text and a virtual DOM cannot drift apart.

use std::borrow::Cow;

use crate::geometry::{Point, Rect};
use crate::lettering::Face;
use crate::number::print;

/// Shapes and the size of the sheet that they stand on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scene {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// CSS classes of the whole.
    pub class: Cow<'static, str>,
    /// Description for those who do not see the picture.
    pub label: String,
    /// True if parts of it can be chosen; otherwise it is one image.
    pub interactive: bool,
    /// Elements from back to front.
    pub elements: Vec<Element>,
}

/// A shape with its classes.
#[derive(Clone, PartialEq, Debug)]
pub struct Element {
    /// CSS classes.
    pub class: Cow<'static, str>,
    /// Identity from frame to frame, for a virtual DOM.
    pub key: Option<String>,
    /// Text that is shown when a pointer rests on it.
    pub title: Option<String>,
    /// Where it is.
    pub shape: Shape,
}

/// Where something is, and what form it has.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A rectangle, with rounded corners if the radius is not zero.
    Rect {
        /// Its sides.
        rect: Rect,
        /// Radius of its corners.
        radius: f64,
    },
    /// A circle.
    Circle {
        /// Its middle.
        center: Point,
        /// Its radius.
        radius: f64,
    },
    /// A straight line.
    Line {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
    },
    /// Any outline.
    Path {
        /// Path data of SVG.
        data: String,
        /// Width of its stroke, where that carries meaning.
        stroke: Option<f64>,
    },
    /// One line of text.
    Text {
        /// Where its base line starts, is halved or ends, as the anchor says.
        at: Point,
        /// Which part of the text stands there.
        anchor: Anchor,
        /// Size and weight.
        face: Face,
        /// Text.
        content: String,
    },
    /// Several elements as one.
    Group(Group),
}

/// Which part of a text stands at its point.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Anchor {
    /// Its start.
    #[default]
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// Several elements as one.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Group {
    /// An attribute that says what it stands for: `("data-node", "app")`.
    pub data: Option<(&'static str, String)>,
    /// Role for assistive technology: `button`.
    pub role: Option<&'static str>,
    /// Description in a sentence, for assistive technology.
    pub label: Option<String>,
    /// Where it stands when the keyboard walks through: `Some(0)` in its order, `Some(-1)` only from a program.
    pub tabindex: Option<i32>,
    /// True for a pressed button: the selected one.
    pub pressed: Option<bool>,
    /// True if assistive technology passes over it.
    pub hidden: bool,
    /// Its elements, from back to front.
    pub children: Vec<Element>,
}

impl Scene {
    /// An empty sheet.
    pub fn new(class: &'static str, width: f64, height: f64) -> Self {
        Self {
            width: width.max(1.0),
            height: height.max(1.0),
            class: class.into(),
            ..Self::default()
        }
    }

    /// Attributes of the `svg` element.
    pub fn attributes(&self) -> Vec<(&'static str, String)> {
        let (width, height) = (print(self.width), print(self.height));
        let role = if self.interactive { "group" } else { "img" };
        vec![
            ("class", format!("p-scene {}", self.class)),
            ("viewBox", format!("0 0 {width} {height}")),
            ("width", width),
            ("height", height),
            ("role", role.to_owned()),
            ("aria-label", self.label.clone()),
        ]
    }

    /// Puts an element in front of all others.
    pub fn push(&mut self, element: Element) {
        self.elements.push(element);
    }
}

impl Element {
    fn new(class: impl Into<Cow<'static, str>>, shape: Shape) -> Self {
        Self {
            class: class.into(),
            key: None,
            title: None,
            shape,
        }
    }

    /// A rectangle.
    pub fn rect(class: impl Into<Cow<'static, str>>, rect: Rect, radius: f64) -> Self {
        Self::new(class, Shape::Rect { rect, radius })
    }

    /// A circle.
    pub fn circle(class: impl Into<Cow<'static, str>>, center: Point, radius: f64) -> Self {
        Self::new(class, Shape::Circle { center, radius })
    }

    /// A straight line.
    pub fn line(class: impl Into<Cow<'static, str>>, from: Point, to: Point) -> Self {
        Self::new(class, Shape::Line { from, to })
    }

    /// An outline whose stroke is as wide as its class says.
    pub fn path(class: impl Into<Cow<'static, str>>, data: String) -> Self {
        Self::new(class, Shape::Path { data, stroke: None })
    }

    /// An outline whose stroke has this width.
    pub fn stroke(class: impl Into<Cow<'static, str>>, data: String, width: f64) -> Self {
        let stroke = Some(width);
        Self::new(class, Shape::Path { data, stroke })
    }

    /// A line of text; its face adds a class of its own.
    pub fn words(
        class: impl Into<Cow<'static, str>>,
        face: Face,
        at: Point,
        anchor: Anchor,
        content: impl Into<String>,
    ) -> Self {
        let content = content.into();
        Self::new(
            class,
            Shape::Text {
                at,
                anchor,
                face,
                content,
            },
        )
    }

    /// A group.
    pub fn group(class: impl Into<Cow<'static, str>>, group: Group) -> Self {
        Self::new(class, Shape::Group(group))
    }

    /// This element, known as that from frame to frame.
    #[must_use]
    pub fn keyed(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// This element, with a title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Name of its element in SVG.
    pub fn tag(&self) -> &'static str {
        match self.shape {
            Shape::Rect { .. } => "rect",
            Shape::Circle { .. } => "circle",
            Shape::Line { .. } => "line",
            Shape::Path { .. } => "path",
            Shape::Text { .. } => "text",
            Shape::Group(_) => "g",
        }
    }

    /// Every attribute that an element of its tag may have: whoever compares two of them may do so place by place.
    pub fn names(&self) -> &'static [&'static str] {
        match self.shape {
            Shape::Rect { .. } => &["class", "x", "y", "width", "height", "rx"],
            Shape::Circle { .. } => &["class", "cx", "cy", "r"],
            Shape::Line { .. } => &["class", "x1", "y1", "x2", "y2"],
            Shape::Path { .. } => &["class", "d", "stroke-width"],
            Shape::Text { .. } => &["class", "x", "y", "font-size", "text-anchor"],
            Shape::Group(_) => &[
                "class",
                "data-node",
                "data-process",
                "data-call",
                "data-request",
                "data-event",
                "role",
                "aria-label",
                "tabindex",
                "aria-pressed",
                "aria-hidden",
            ],
        }
    }

    /// Its attributes in SVG, with its classes, without its key and title.
    pub fn attributes(&self) -> Vec<(&'static str, String)> {
        let mut all = vec![("class", self.classes())];
        all.retain(|(_, value)| !value.is_empty());
        all.append(&mut self.shape.attributes());
        all
    }

    /// The text of a text element.
    pub fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Text { content, .. } => Some(content),
            _ => None,
        }
    }

    /// The elements of a group.
    pub fn children(&self) -> &[Self] {
        match &self.shape {
            Shape::Group(group) => &group.children,
            _ => &[],
        }
    }

    fn classes(&self) -> String {
        match &self.shape {
            Shape::Text { face, .. } if self.class.is_empty() => face.class().to_owned(),
            Shape::Text { face, .. } => format!("{} {}", face.class(), self.class),
            _ => self.class.clone().into_owned(),
        }
    }
}

impl Shape {
    fn attributes(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Rect { rect, radius } => rect_attributes(rect, *radius),
            Self::Circle { center, radius } => vec![
                ("cx", print(center.x)),
                ("cy", print(center.y)),
                ("r", print(*radius)),
            ],
            Self::Line { from, to } => vec![
                ("x1", print(from.x)),
                ("y1", print(from.y)),
                ("x2", print(to.x)),
                ("y2", print(to.y)),
            ],
            Self::Path { data, stroke } => path_attributes(data, *stroke),
            Self::Text {
                at, anchor, face, ..
            } => text_attributes(*at, *anchor, *face),
            Self::Group(group) => group.attributes(),
        }
    }
}

fn rect_attributes(rect: &Rect, radius: f64) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("x", print(rect.x)),
        ("y", print(rect.y)),
        ("width", print(rect.width.max(0.0))),
        ("height", print(rect.height.max(0.0))),
    ];
    if radius > 0.0 {
        all.push(("rx", print(radius)));
    }
    all
}

fn path_attributes(data: &str, stroke: Option<f64>) -> Vec<(&'static str, String)> {
    let mut all = vec![("d", data.to_owned())];
    all.extend(stroke.map(|width| ("stroke-width", print(width))));
    all
}

fn text_attributes(at: Point, anchor: Anchor, face: Face) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("x", print(at.x)),
        ("y", print(at.y)),
        ("font-size", print(face.size())),
    ];
    match anchor {
        Anchor::Start => {}
        Anchor::Middle => all.push(("text-anchor", "middle".to_owned())),
        Anchor::End => all.push(("text-anchor", "end".to_owned())),
    }
    all
}

impl Group {
    /// A group of these elements and nothing else to say.
    pub fn of(children: Vec<Element>) -> Self {
        Self {
            children,
            ..Self::default()
        }
    }

    fn attributes(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        all.extend(self.data.clone());
        all.extend(self.role.map(|role| ("role", role.to_owned())));
        all.extend(self.label.clone().map(|label| ("aria-label", label)));
        all.extend(self.tabindex.map(|index| ("tabindex", index.to_string())));
        all.extend(self.pressed.map(|on| ("aria-pressed", on.to_string())));
        all.extend(self.hidden.then(|| ("aria-hidden", "true".to_owned())));
        all
    }
}
