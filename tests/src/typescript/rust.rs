//! Interfaces for structs and enums of the core, as serde writes them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use syn::{
    Attribute, Expr, Fields, GenericArgument, Item, ItemEnum, ItemStruct, Lit, Meta, PathArguments,
    Type,
};

use super::{comment, list};

/// Fields that serde skips, because they travel beside the rest, and that the interface for other pages restores: struct,
/// name, description and type.
const PUT_BACK: [(&str, &str, &str, &str); 1] = [(
    "Line",
    "values",
    "A value for each moment, see `bin` of the chart; `null` where there was nothing to measure.",
    "(number | null)[]",
)];

/// Interfaces of these types and of all types in them, from the sources that define them.
///
/// # Panics
/// If the sources are not Rust, a type is not defined in them, or one uses a feature that is not supported here.
pub fn interfaces(sources: &[&str], roots: &[&str]) -> String {
    let defined: BTreeMap<String, Item> = sources.iter().flat_map(|source| items(source)).collect();
    let mut wanted: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
    let mut text = String::new();
    let mut next = 0;
    while let Some(name) = wanted.get(next).cloned() {
        let item = defined
            .get(&name)
            .unwrap_or_else(|| panic!("no source defines {name}"));
        let (declared, named) = match item {
            Item::Struct(item) => interface(item),
            Item::Enum(item) => (union(item), Vec::new()),
            _ => panic!("{name} is neither a struct nor an enum"),
        };
        text += &declared;
        let new: Vec<_> = named
            .into_iter()
            .filter(|name| !wanted.contains(name))
            .collect();
        wanted.extend(new);
        next += 1;
    }
    text
}

fn items(source: &str) -> Vec<(String, Item)> {
    let file = syn::parse_file(source).expect("the source is Rust");
    let named = |item: Item| match &item {
        Item::Struct(found) => Some((found.ident.to_string(), item)),
        Item::Enum(found) => Some((found.ident.to_string(), item)),
        _ => None,
    };
    file.items.into_iter().filter_map(named).collect()
}

/// An interface, and the types that its fields name.
fn interface(item: &ItemStruct) -> (String, Vec<String>) {
    let Fields::Named(fields) = &item.fields else {
        panic!("{} has fields without names", item.ident)
    };
    let owner = item.ident.to_string();
    let mut named = Vec::new();
    let mut text = format!(
        "\n{}export interface {owner} {{\n",
        comment(&about(&item.attrs), 0)
    );
    for field in &fields.named {
        let name = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let put_back = PUT_BACK
            .iter()
            .find(|(of, field, _, _)| *of == owner && *field == name);
        let (help, kind) = match (put_back, serde(&field.attrs).as_deref()) {
            (Some((_, _, help, kind)), Some("skip")) => ((*help).to_owned(), (*kind).to_owned()),
            (None, None) => (about(&field.attrs), written(&field.ty, &mut named)),
            (_, other) => panic!("{owner}.{name}: serde's {other:?} is not known here"),
        };
        text += &comment(&help, 1);
        let _ = writeln!(text, "  {name}: {kind};");
    }
    text += "}\n";
    (text, named)
}

/// An enum of words.
fn union(item: &ItemEnum) -> String {
    assert_eq!(
        serde(&item.attrs).as_deref(),
        Some("rename_all = \"snake_case\""),
        "{} is written otherwise than is known here",
        item.ident
    );
    let mut text = format!(
        "\n{}export type {} =\n",
        comment(&about(&item.attrs), 0),
        item.ident
    );
    let last = item.variants.len() - 1;
    for (index, variant) in item.variants.iter().enumerate() {
        assert_eq!(variant.fields, Fields::Unit, "{} holds values", item.ident);
        text += &comment(&about(&variant.attrs), 1);
        let end = if index == last { ";" } else { "" };
        let _ = writeln!(text, "  | \"{}\"{end}", snake(&variant.ident.to_string()));
    }
    text
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// A type as serde writes its values; collects the types of the core that it names.
fn written(kind: &Type, named: &mut Vec<String>) -> String {
    match kind {
        Type::Array(array) => list(&written(&array.elem, named)),
        Type::Tuple(tuple) => {
            let parts: Vec<_> = tuple
                .elems
                .iter()
                .map(|part| written(part, named))
                .collect();
            format!("[{}]", parts.join(", "))
        }
        Type::Path(path) => {
            let last = path.path.segments.last().expect("a path has segments");
            let inner = match &last.arguments {
                PathArguments::AngleBracketed(all) => {
                    all.args.iter().find_map(|argument| match argument {
                        GenericArgument::Type(inner) => Some(inner),
                        _ => None,
                    })
                }
                _ => None,
            };
            let inner = inner.map(|inner| written(inner, named));
            of_name(&last.ident.to_string(), inner, named)
        }
        _ => panic!("a type is neither named nor a list nor a tuple"),
    }
}

fn of_name(name: &str, inner: Option<String>, named: &mut Vec<String>) -> String {
    match (name, inner) {
        ("f64" | "u8" | "u16" | "u32" | "u64" | "i32" | "i64", None) => "number".to_owned(),
        ("bool", None) => "boolean".to_owned(),
        ("String", None) => "string".to_owned(),
        ("Vec", Some(item)) => list(&item),
        ("Option", Some(inner)) => format!("{inner} | null"),
        ("Box", Some(inner)) => inner,
        (name, None) => {
            named.push(name.to_owned());
            name.to_owned()
        }
        (name, Some(inner)) => panic!("{name}<{inner}> is not known here"),
    }
}

/// The documentation, as one line without links.
fn about(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    let lines: Vec<_> = attributes.iter().filter_map(line).collect();
    let text = lines.join(" ");
    // `None` in Rust is `null` in TypeScript.
    text.replace("[`", "`")
        .replace("`]", "`")
        .replace("`None`", "`null`")
}

/// Arguments of the serde attribute, if there is one.
fn serde(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.to_string()),
            _ => None,
        })
}
