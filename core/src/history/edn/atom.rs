//! Forms of one word: numbers, keywords, symbols, characters.
//!
//! A word that is none of them is refused; the error says what is allowed in its place.

use super::Form;
use crate::history::number::Decimal;

/// Forms that are allowed in place of a wrong word.
type Allowed = &'static str;

const NUMBER: Allowed = "a number such as 3, -7N, 2.5, 1e9, 0.1M, 2/3 or 0xff";
const KEYWORD: Allowed = "a keyword such as :a or :b/c";
const SYMBOL: Allowed = "a value";
const CHARACTER: Allowed = "a character such as \\a, \\newline or \\u03bb";

/// The form that a word is.
pub(super) fn form(word: &str) -> Result<Form, Allowed> {
    let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
    match word {
        "nil" => Ok(Form::Nil),
        "true" | "false" => Ok(Form::Literal(word.to_owned())),
        _ if unsigned.starts_with(|c: char| c.is_ascii_digit()) => number(word).ok_or(NUMBER),
        _ => match word.strip_prefix(':') {
            Some(name) if is_name(name) => Ok(Form::Keyword(name.to_owned())),
            Some(_) => Err(KEYWORD),
            None if is_name(word) => Ok(Form::Symbol(word.to_owned())),
            None => Err(SYMBOL),
        },
    }
}

/// Tells keywords, symbols and tags from what is neither; `:` and `#` do not begin one.
pub(super) fn is_name(name: &str) -> bool {
    let is_fit = |c: char| c.is_alphanumeric() || ".*+!-_?$%&=<>/:#'|".contains(c);
    !name.is_empty() && !name.starts_with([':', '#', '\'']) && name.chars().all(is_fit)
}

fn number(word: &str) -> Option<Form> {
    word.parse()
        .ok()
        .filter(|_| !has_leading_zero(word))
        .map(Form::Int)
        .or_else(|| long_number(word))
}

/// Zeros in front made a number octal once, so that nobody can tell what `010` is.
fn has_leading_zero(word: &str) -> bool {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    digits.starts_with('0') && digits[1..].starts_with(|c: char| c.is_ascii_digit())
}

fn long_number(word: &str) -> Option<Form> {
    if let Some(form) = in_radix(word).or_else(|| ratio(word)) {
        return Some(form);
    }
    if has_leading_zero(word) {
        return None;
    }
    let spelled = |digits| Decimal::parse(digits).map(|number| number.to_string());
    let is_whole = |digits: &str| !digits.contains(['.', 'e', 'E']);
    match (word.strip_suffix('N'), word.strip_suffix('M')) {
        (Some(digits), _) => spelled(digits)
            .filter(|_| is_whole(digits))
            .map(Form::number),
        (_, Some(digits)) => spelled(digits).map(|text| Form::Number(text + "M")),
        _ if is_whole(word) => spelled(word).map(Form::number),
        _ => spelled(word).map(|text| Form::Number(with_point(text))),
    }
}

/// A float that happens to be whole keeps its point: it is not the whole number.
fn with_point(text: String) -> String {
    if text.contains(['.', 'e']) {
        text
    } else {
        text + ".0"
    }
}

/// A hexadecimal number, or one in another radix, such as `0xff` or `2r101`.
fn in_radix(word: &str) -> Option<Form> {
    let (sign, digits) = match word.strip_prefix(['-', '+']) {
        Some(digits) if word.starts_with('-') => ("-", digits),
        Some(digits) => ("", digits),
        None => ("", word),
    };
    let hexadecimal = digits.strip_prefix("0x").or(digits.strip_prefix("0X"));
    let (radix, digits) = if let Some(digits) = hexadecimal {
        (16, digits)
    } else {
        let (radix, digits) = digits.split_once(['r', 'R'])?;
        (radix.parse().ok()?, digits)
    };
    let digits = digits.strip_suffix('N').unwrap_or(digits);
    if !(2..=36).contains(&radix) || digits.starts_with(['-', '+']) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    Some(Form::number(format!(
        "{}{number}",
        if number == 0 { "" } else { sign }
    )))
}

/// A fraction in its lowest terms; one without a denominator is a whole number.
fn ratio(word: &str) -> Option<Form> {
    let (above, below) = word.split_once('/')?;
    let (above, below): (i128, i128) = (above.parse().ok()?, below.parse().ok()?);
    if below <= 0 || above == i128::MIN || word.contains("/+") {
        return None;
    }
    let common = common_divisor(above.abs(), below);
    let (above, below) = (above / common, below / common);
    Some(match below {
        1 => Form::number(above.to_string()),
        _ => Form::Number(format!("{above}/{below}")),
    })
}

fn common_divisor(mut one: i128, mut other: i128) -> i128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// Characters that have a name.
const NAMED: [(char, &str); 6] = [
    ('\n', "newline"),
    ('\r', "return"),
    (' ', "space"),
    ('\t', "tab"),
    ('\u{c}', "formfeed"),
    ('\u{8}', "backspace"),
];

/// The character that a word behind a backslash is.
pub(super) fn character(word: &str) -> Result<Form, Allowed> {
    let mut letters = word.chars();
    let named = NAMED.iter().find(|(_, name)| *name == word);
    let found = match (named, letters.next(), letters.next()) {
        (Some((character, _)), ..) => Some(*character),
        (None, Some(only), None) if !only.is_whitespace() => Some(only),
        (None, Some('u'), Some(_)) if word.len() == 5 => code(&word[1..], 16),
        (None, Some('o'), Some(_)) if word.len() <= 4 => code(&word[1..], 8),
        _ => None,
    };
    let named = |character| NAMED.iter().find(|(named, _)| *named == character);
    let spelled = |character: char| match named(character) {
        Some((_, name)) => format!("\\{name}"),
        None if character.is_control() => format!("\\u{:04x}", u32::from(character)),
        None => format!("\\{character}"),
    };
    found.map(spelled).map(Form::Literal).ok_or(CHARACTER)
}

/// The character of a code, all of whose letters are digits.
pub(super) fn code(digits: &str, radix: u32) -> Option<char> {
    char::from_u32(code_unit(digits, radix)?)
}

/// The number that digits without a sign are.
pub(super) fn code_unit(digits: &str, radix: u32) -> Option<u32> {
    let is_plain = digits.chars().all(|digit| digit.is_digit(radix));
    is_plain.then(|| u32::from_str_radix(digits, radix).ok())?
}
