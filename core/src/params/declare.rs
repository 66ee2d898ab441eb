//! The macros that turn declarations of parameters into types.

/// Declares a struct of parameters: for each field its help, type, default and range.
///
/// A field without a default is required; `@fixed` marks what may not change in the middle of a run.
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
                let mut map = serde_json::Map::new();
                $(
                    let value = $crate::params::Field::write(&self.$field);
                    // A field that may be left out is; one that must be given may hold a null of its own.
                    if !value.is_null() || !<$type as $crate::params::Field>::OPTIONAL {
                        map.insert($name::name_of(stringify!($field)).to_owned(), value);
                    }
                )*
                serde_json::Value::Object(map)
            }

            fn schema() -> serde_json::Value {
                let mut properties = serde_json::Map::new();
                let mut required: Vec<&str> = Vec::new();
                $(
                    let param = Self::param_of(stringify!($field)).expect("declared above");
                    let mut schema = <$type as $crate::params::Field>::schema();
                    if let Some(object) = schema.as_object_mut() {
                        object.insert("description".to_owned(), param.help.clone().into());
                        if !param.default.is_null() {
                            object.insert("default".to_owned(), param.default.clone());
                        }
                    }
                    if param.required {
                        required.push(param.name);
                    }
                    properties.insert(param.name.to_owned(), schema);
                )*
                serde_json::json!({
                    "type": "object",
                    "properties": properties,
                    "required": required,
                    "additionalProperties": false,
                })
            }

            fn find(&self, path: &[&str]) -> Option<$crate::params::Param> {
                let (first, rest) = path.split_first()?;
                if rest.is_empty() {
                    return Self::param_of(first);
                }
                $(
                    if *first == $name::name_of(stringify!($field)) {
                        return $crate::params::Field::find(&self.$field, rest);
                    }
                )*
                None
            }

            fn list(&self, prefix: &str, into: &mut Vec<(String, $crate::params::Param)>) {
                $(
                    let name = $name::name_of(stringify!($field));
                    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
                    if <$type as $crate::params::Field>::KIND == $crate::params::Kind::Group {
                        $crate::params::Field::list(&self.$field, &path, into);
                    } else {
                        into.extend(Self::param_of(name).map(|param| (path, param)));
                    }
                )*
            }
        }

        impl $name {
            /// The name of a field in the scenario: without the mark of a raw identifier.
            fn name_of(field: &'static str) -> &'static str {
                field.trim_start_matches("r#")
            }

            /// Reads the declared fields of an opened object.
            pub(crate) fn read_fields(
                object: &mut $crate::params::Object<'_>,
                issues: &mut $crate::params::Issues,
            ) -> Option<Self> {
                // Each field is read before any is unwrapped, so that every issue is reported at once.
                $(
                    #[allow(unused_mut, unused_assignments, reason = "fields without a default or a range")]
                    let $field = {
                        let mut default: Option<$type> = None;
                        $( default = Some($default); )?
                        let mut range = (f64::NEG_INFINITY, f64::INFINITY);
                        $( range = ($min, $max); )?
                        object.field::<$type>($name::name_of(stringify!($field)), default, range, issues)
                    };
                )*
                Some(Self { $( $field: $field?, )* })
            }

            /// The declaration of one field.
            pub fn param_of(name: &str) -> Option<$crate::params::Param> {
                $(
                    if name == $name::name_of(stringify!($field)) || name == stringify!($field) {
                        #[allow(unused_mut, unused_assignments, reason = "fields without a default or a range")]
                        let (mut default, mut required, mut range) =
                            (serde_json::Value::Null, true, (f64::NEG_INFINITY, f64::INFINITY));
                        $(
                            let value: $type = $default;
                            default = $crate::params::Field::write(&value);
                            required = false;
                        )?
                        $( range = ($min, $max); )?
                        let flags: &[&str] = &[$( stringify!($fixed) )?];
                        return Some($crate::params::Param {
                            name: $name::name_of(stringify!($field)),
                            kind: <$type as $crate::params::Field>::KIND,
                            help: concat!($($help),+).trim().to_owned(),
                            min: range.0,
                            max: range.1,
                            default,
                            optional: <$type as $crate::params::Field>::OPTIONAL,
                            required,
                            live: !flags.contains(&"fixed"),
                            tag: false,
                        });
                    }
                )*
                None
            }
        }
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
            /// The words that may be written, in the order of the declaration.
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
            /// The words that the tag may be.
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
                object.knows($tag);
                let tag = value.get($tag).unwrap_or(&serde_json::Value::Null);
                let read = match tag.as_str() {
                    $( Some($word) => <$type>::read_fields(&mut object, issues).map(Self::$variant), )+
                    _ => {
                        let allowed = format!("one of {}", Self::WORDS.join(", "));
                        $crate::params::expected(tag, &allowed, &path.child($tag), issues);
                        return None;
                    }
                };
                object.close(issues);
                read
            }

            fn write(&self) -> serde_json::Value {
                let mut value = match self {
                    $( Self::$variant(inner) => $crate::params::Field::write(inner), )+
                };
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
                match self { $( Self::$variant(inner) => $crate::params::Field::find(inner, path), )+ }
            }

            fn list(&self, prefix: &str, into: &mut Vec<(String, $crate::params::Param)>) {
                into.push((format!("{prefix}.{}", $tag), Self::tag_param()));
                match self { $( Self::$variant(inner) => $crate::params::Field::list(inner, prefix, into), )+ }
            }
        }

        impl $name {
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

pub(crate) use {choices, declare, tagged};
