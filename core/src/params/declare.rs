//! The macros that turn declarations of parameters into types.

/// Declares a struct of parameters: the help, type, default and range of each field.
///
/// A field without a default is required; `@fixed` marks a field that may not change in the middle of a run.
macro_rules! declare {
    (
        $(#[doc = $about:literal])+
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $help:literal])+
                $field:ident: $type:ty $(= $default:expr)? $(, in $min:literal..=$max:literal)? $(, @$fixed:ident)?;
            )*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, PartialEq, Debug)]
        $vis struct $name {
            $( $(#[doc = $help])+ pub $field: $type, )*
        }

        impl $crate::params::Field for $name {
            const KIND: $crate::params::Kind = $crate::params::Kind::Group;

            fn read(
                value: &serde_json::Value,
                path: &$crate::params::Path,
                issues: &mut $crate::params::Issues,
            ) -> Option<Self> {
                let mut object = $crate::params::Object::open(value, path, issues)?;
                let read = Self::read_fields(&mut object, issues);
                object.close(issues);
                read
            }

            fn write(&self) -> serde_json::Value {
                $crate::params::declared::write(Self::DECLARED, &self.held())
            }

            fn schema() -> serde_json::Value {
                let types: &[fn() -> serde_json::Value] = &[$( <$type as $crate::params::Field>::schema ),*];
                $crate::params::declared::schema(Self::DECLARED, types)
            }

            fn find(&self, path: &[&str]) -> Option<$crate::params::Param> {
                $crate::params::declared::find(Self::DECLARED, &self.held(), path)
            }

            fn list(&self, prefix: &str, into: &mut Vec<(String, $crate::params::Param)>) {
                $crate::params::declared::list(Self::DECLARED, &self.held(), prefix, into);
            }
        }

        impl $name {
            /// Declarations of the fields, in their order.
            const DECLARED: &'static [$crate::params::Declaration] = &[$(
                $crate::params::Declaration {
                    identifier: stringify!($field),
                    kind: <$type as $crate::params::Field>::KIND,
                    help: concat!($($help),+),
                    range: $crate::params::declare!(@range $($min, $max)?),
                    default: $crate::params::declare!(@written $type $(, $default)?),
                    optional: <$type as $crate::params::Field>::OPTIONAL,
                    is_fixed: $crate::params::declare!(@fixed $($fixed)?),
                },
            )*];

            /// Values of the fields, in the order of their declarations.
            fn held(&self) -> Vec<&dyn $crate::params::Held> {
                vec![$( &self.$field ),*]
            }

            /// Reads the declared fields of an opened object.
            pub(crate) fn read_fields(
                object: &mut $crate::params::Object<'_>,
                issues: &mut $crate::params::Issues,
            ) -> Option<Self> {
                let mut declared = Self::DECLARED.iter();
                // Each field is read before any is unwrapped, so that every issue is reported at once.
                $(
                    let default = $crate::params::declare!(@value $type $(, $default)?);
                    let $field = object.field::<$type>(declared.next()?, default, issues);
                )*
                Some(Self { $( $field: $field?, )* })
            }

            /// The declaration of one field.
            pub fn param_of(name: &str) -> Option<$crate::params::Param> {
                $crate::params::declared::param(Self::DECLARED, name)
            }
        }
    };

    // Parts of a declaration that may be left out.
    (@range) => { $crate::params::declared::ANY };
    (@range $min:literal, $max:literal) => { ($min, $max) };
    (@fixed) => { false };
    (@fixed fixed) => { true };
    (@value $type:ty) => { None };
    (@value $type:ty, $default:expr) => { Some((|| $default) as fn() -> $type) };
    (@written $type:ty) => { None };
    (@written $type:ty, $default:expr) => {
        Some(|| {
            let value: $type = $default;
            $crate::params::Field::write(&value)
        })
    };
}

/// Declares an enum of words: one of a few choices, each with its help.
macro_rules! choices {
    (
        $(#[doc = $about:literal])+
        $vis:vis enum $name:ident {
            $( $(#[doc = $help:literal])+ $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        $vis enum $name {
            $( $(#[doc = $help])+ $variant, )+
        }

        impl $name {
            /// Allowed words, in the order of the declaration.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word of this choice.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl $crate::params::Field for $name {
            const KIND: $crate::params::Kind = $crate::params::Kind::Choice(Self::WORDS);

            fn read(
                value: &serde_json::Value,
                path: &$crate::params::Path,
                issues: &mut $crate::params::Issues,
            ) -> Option<Self> {
                match value.as_str() {
                    $( Some($word) => Some(Self::$variant), )+
                    _ => {
                        let allowed = format!("one of {}", Self::WORDS.join(", "));
                        $crate::params::expected(value, &allowed, path, issues);
                        None
                    }
                }
            }

            fn write(&self) -> serde_json::Value {
                serde_json::Value::from(self.word())
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "enum": Self::WORDS })
            }
        }
    };
}

/// Declares an enum of declared structs that a tag field tells apart: `{"kind": "service", ...}`.
macro_rules! tagged {
    (
        $(#[doc = $about:literal])+
        $vis:vis enum $name:ident by $tag:literal {
            $( $(#[doc = $help:literal])+ $variant:ident($type:ty) = $word:literal, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, PartialEq, Debug)]
        $vis enum $name {
            $( $(#[doc = $help])+ $variant($type), )+
        }

        impl $name {
            /// Allowed values of the tag.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word of this variant.
            pub const fn word(&self) -> &'static str {
                match self { $( Self::$variant(_) => $word, )+ }
            }
        }

        impl $crate::params::Field for $name {
            const KIND: $crate::params::Kind = $crate::params::Kind::Group;

            fn read(
                value: &serde_json::Value,
                path: &$crate::params::Path,
                issues: &mut $crate::params::Issues,
            ) -> Option<Self> {
                let mut object = $crate::params::Object::open(value, path, issues)?;
                let word = Self::read_tag(&mut object, issues)?;
                let read = Self::read_variant(word, &mut object, issues);
                object.close(issues);
                read
            }

            fn write(&self) -> serde_json::Value {
                let mut value = self.held().written();
                if let Some(map) = value.as_object_mut() {
                    map.insert($tag.to_owned(), self.word().into());
                }
                value
            }

            fn schema() -> serde_json::Value {
                let mut variants = Vec::new();
                $(
                    let mut schema = <$type as $crate::params::Field>::schema();
                    schema["properties"][$tag] = serde_json::json!({ "const": $word });
                    if let Some(required) = schema["required"].as_array_mut() {
                        required.push($tag.into());
                    }
                    variants.push(schema);
                )+
                serde_json::json!({ "oneOf": variants })
            }

            fn find(&self, path: &[&str]) -> Option<$crate::params::Param> {
                if path == [$tag] {
                    return Some(Self::tag_param());
                }
                self.held().found(path)
            }

            fn list(&self, prefix: &str, into: &mut Vec<(String, $crate::params::Param)>) {
                into.push((format!("{prefix}.{}", $tag), Self::tag_param()));
                self.held().listed(prefix, into);
            }
        }

        impl $name {
            /// Reads the tag of an opened object: the word of its variant.
            pub(crate) fn read_tag(
                object: &mut $crate::params::Object<'_>,
                issues: &mut $crate::params::Issues,
            ) -> Option<&'static str> {
                object.tag($tag, Self::WORDS, issues)
            }

            /// Reads the fields of the variant with this word.
            pub(crate) fn read_variant(
                word: &str,
                object: &mut $crate::params::Object<'_>,
                issues: &mut $crate::params::Issues,
            ) -> Option<Self> {
                match word {
                    $( $word => <$type>::read_fields(object, issues).map(Self::$variant), )+
                    _ => None,
                }
            }

            /// Fields of the variant.
            fn held(&self) -> &dyn $crate::params::Held {
                match self { $( Self::$variant(inner) => inner, )+ }
            }

            /// The declaration of the tag itself.
            fn tag_param() -> $crate::params::Param {
                $crate::params::Param {
                    name: $tag,
                    kind: $crate::params::Kind::Choice(Self::WORDS),
                    help: concat!($($about),+).trim().to_owned(),
                    min: f64::NEG_INFINITY,
                    max: f64::INFINITY,
                    default: serde_json::Value::Null,
                    optional: false,
                    required: true,
                    live: false,
                    tag: true,
                }
            }
        }
    };
}

/// Reads and writes an enum as an object with one entry, whose name says which variant it is: `{"call": "db"}`. A variant in
/// brackets is an object of its own, told by one of its fields. What follows the variants is added to its
/// [`Field`](crate::params::Field).
macro_rules! one_entry {
    (
        $name:ident {
            $( [$whole:ident($whole_type:ty) = $field:literal: $form:literal] )*
            $( $variant:ident($type:ty) = $word:literal: $held:literal, )+
        }
        $($more:tt)*
    ) => {
        impl $crate::params::Field for $name {
            const KIND: $crate::params::Kind = $crate::params::Kind::Group;

            fn read(
                value: &serde_json::Value,
                path: &$crate::params::Path,
                issues: &mut $crate::params::Issues,
            ) -> Option<Self> {
                $(
                    if value.get($field).is_some() {
                        return <$whole_type as $crate::params::Field>::read(value, path, issues).map(Self::$whole);
                    }
                )*
                match $crate::params::only_entry(value) {
                    $(
                        Some(($word, held)) => {
                            <$type as $crate::params::Field>::read(held, &path.child($word), issues).map(Self::$variant)
                        }
                    )+
                    _ => {
                        let variants = [$( concat!("{\"", $word, "\": ", $held, "}"), )+ $( $form, )*];
                        let allowed = format!("one of {}", variants.join(", "));
                        $crate::params::expected(value, &allowed, path, issues);
                        None
                    }
                }
            }

            fn write(&self) -> serde_json::Value {
                match self {
                    $( Self::$variant(held) => serde_json::json!({ $word: $crate::params::Field::write(held) }), )+
                    $( Self::$whole(held) => $crate::params::Field::write(held), )*
                }
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "oneOf": [
                    $({
                        "type": "object",
                        "properties": { $word: <$type as $crate::params::Field>::schema() },
                        "required": [$word],
                        "additionalProperties": false,
                    },)+
                    $( <$whole_type as $crate::params::Field>::schema(), )*
                ] })
            }

            $($more)*
        }
    };
}

pub(crate) use {choices, declare, one_entry, tagged};
