//! The rules for new names.

use super::{address, spelling, text};
use crate::key::Flaw;
use crate::{InvalidKey, KeyId};
use unicode_security::RestrictionLevel as Level;

/// The rules for names that users choose: usernames and e-mail addresses. They hold when a key is created or renamed.
/// Existing keys stay valid.
///
/// A username follows the profile UsernameCaseMapped of RFC 8265, within the General Security Profile of UTS 39 (Unicode
/// 18):
///
/// | characters | rule |
/// |---|---|
/// | case, width, decomposed letters | mapped: lower case, NFKC |
/// | a wide `＠`, unless the name has a plain `@` too | refused: an application may look for `@` in what was typed |
/// | other letters that have a plainer form, such as `ſ`, `ﬁ`, `²` and `Ⅷ` | refused |
/// | capitals beside small letters that make them look like another name in ASCII, such as `Νινα` | refused |
/// | spaces at the ends | removed |
/// | single spaces between words | kept; two in a row are refused |
/// | ASCII letters, digits and punctuation | kept |
/// | letters, marks and digits of scripts in everyday use | kept |
/// | invisible and ignorable ones, such as U+200B, U+00AD and U+FE0F | refused |
/// | controls of text direction, such as U+202E | refused |
/// | symbols, emoji, rare and obsolete letters, private use, unassigned | refused |
/// | more than four marks on a letter, or one mark twice | refused |
/// | scripts that are mixed beyond [`scripts`](NamePolicy::scripts) | refused |
/// | digits of two scripts; both text directions | refused |
///
/// An address has the same rules for the part before the `@` and for each label of the domain. It has no spaces, and a
/// domain of letters, digits and hyphens. A label such as `xn--mller-kva` is judged by the text that it encodes.
///
/// A username that looks like an existing one is refused when it is created, unless both are plain ASCII: see
/// [`Conflict::LooksAlike`](crate::Conflict). Addresses may look alike, since each is proven by its mailbox.
/// Keys of other providers have none of these rules.
///
/// ```
/// use lucerna_core::{KeyId, NamePolicy, RestrictionLevel};
///
/// let mut names = NamePolicy::default();
/// assert!(names.check(&KeyId::username("Zoë_42")).is_ok());
/// assert!(names.check(&KeyId::username("admin\u{200b}")).is_err());
/// assert!(names.check(&KeyId::email("zoë+news@bücher.example")).is_ok());
///
/// names.scripts = RestrictionLevel::Ascii;
/// assert!(names.check(&KeyId::username("Zoë_42")).is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamePolicy {
    /// The scripts that one name may mix. Default: [`RestrictionLevel::ModeratelyRestrictive`].
    pub scripts: RestrictionLevel,
}

impl Default for NamePolicy {
    fn default() -> Self {
        Self { scripts: RestrictionLevel::ModeratelyRestrictive }
    }
}

impl NamePolicy {
    /// Checks that a new key can have this name.
    ///
    /// # Errors
    /// [`InvalidKey`], which says which rule refuses the name.
    pub fn check(&self, key: &KeyId) -> Result<(), InvalidKey> {
        self.judge(key).map_err(InvalidKey)
    }

    /// Checks a name that takes the place of another. If only the spelling changes, the other rules do not hold, since the
    /// name exists.
    pub(crate) fn check_change(&self, old: &KeyId, new: &KeyId) -> Result<(), InvalidKey> {
        match new == old {
            true if new.spelling() == old.spelling() => Ok(()),
            true => spelling::check(new).map_err(InvalidKey),
            false => self.check(new),
        }
    }

    fn judge(&self, key: &KeyId) -> Result<(), Flaw> {
        let (subject, level) = (key.subject(), self.scripts.level());
        if !key.is_valid() {
            return Err(Flaw::Form);
        }
        match key.provider() {
            "username" if *key != KeyId::username(subject) => Err(Flaw::Spelling),
            "email" if *key != KeyId::email(subject) => Err(Flaw::Spelling),
            "username" => text::check(subject, level),
            "email" => address::check(subject, level),
            _ => Ok(()),
        }?;
        spelling::check(key)
    }
}

/// The scripts that one name may mix: the restriction levels of UTS 39.
///
/// ```
/// use lucerna_core::{KeyId, NamePolicy, RestrictionLevel};
///
/// let mut names = NamePolicy::default();
/// names.scripts = RestrictionLevel::SingleScript;
/// assert!(names.check(&KeyId::username("さくら桜")).is_ok()); // all Japanese
/// assert!(names.check(&KeyId::username("さくらsakura")).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RestrictionLevel {
    /// ASCII only.
    Ascii,
    /// One script. Japanese, Chinese and Korean count as one script each.
    SingleScript,
    /// One script, or Latin with Japanese, Chinese or Korean.
    HighlyRestrictive,
    /// As [`HighlyRestrictive`](Self::HighlyRestrictive), or Latin with one other script in everyday use, except Cyrillic
    /// and Greek.
    ModeratelyRestrictive,
    /// Any mix of scripts in everyday use. Names may then mix Latin and Cyrillic letters.
    MinimallyRestrictive,
}

impl RestrictionLevel {
    fn level(self) -> Level {
        match self {
            Self::Ascii => Level::ASCIIOnly,
            Self::SingleScript => Level::SingleScript,
            Self::HighlyRestrictive => Level::HighlyRestrictive,
            Self::ModeratelyRestrictive => Level::ModeratelyRestrictive,
            Self::MinimallyRestrictive => Level::MinimallyRestrictive,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(key: &KeyId) -> Option<Flaw> {
        NamePolicy::default().judge(key).err()
    }

    #[test]
    fn rt_113_invisible_characters_are_refused_wherever_they_are() {
        for invisible in [
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{ad}',
            '\u{202a}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{17b4}',
            '\u{180e}',
            '\u{2060}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{e0061}',
            '\u{e0101}',
            '\u{fffd}',
        ] {
            for typed in [
                format!("admin{invisible}user"),
                format!("adminuser{invisible}"),
                format!("{invisible}adminuser"),
                format!("{invisible}"),
                format!("{invisible}{invisible} {invisible}"),
            ] {
                assert!(refusal(&KeyId::username(&typed)).is_some(), "{typed:?}");
                for address in [format!("{typed}@example.com"), format!("alice@{typed}.example")] {
                    assert!(refusal(&KeyId::email(&address)).is_some(), "{address:?}");
                }
            }
        }
    }

    #[test]
    fn rt_113_symbols_private_use_and_unassigned_characters_are_refused() {
        for typed in [
            "a☃",
            "a🦀",
            "a€",
            "a\u{e000}",
            "a\u{378}",
            "a\u{fdd0}",
            "a\u{1d15}",
            "a\u{2e80}",
            "aـ",
            "\u{301}a",
            "a\u{301}\u{301}b",
            "ab\u{323}\u{331}\u{301}\u{302}\u{303}",
        ] {
            assert_eq!(refusal(&KeyId::username(typed)), Some(Flaw::Characters), "{typed:?}");
        }
    }

    #[test]
    fn names_of_many_languages_are_allowed() {
        for typed in [
            "alice",
            "Alice.Smith",
            "o'neill",
            "a_b-c+d",
            "c3po",
            "!",
            "Alice Smith",
            "José",
            "Ægir",
            "Straße",
            "Ирина",
            "Ελένη",
            "דוד",
            "محمد",
            "محمد٤٢",
            "देवदत्त",
            "สมชาย",
            "さくら",
            "桜",
            "サクラ・ピー",
            "김철수",
            "col·lega",
            "Нікіта",
            "sakuraさくら",
            "ራሔል",
            "გიორგი",
            "Ştefan",
            "Nguyễn",
            "yılmaz",
        ] {
            assert!(refusal(&KeyId::username(typed)).is_none(), "{typed}");
        }
    }

    #[test]
    fn rt_113_scripts_and_digits_are_mixed_by_the_level_only() {
        for typed in ["\u{430}dminuser", "admin\u{3bf}", "αлfa", "४4"] {
            assert_eq!(refusal(&KeyId::username(typed)), Some(Flaw::Scripts), "{typed}");
        }
        let with = |scripts, typed| NamePolicy { scripts }.judge(&KeyId::username(typed)).is_ok();
        for (typed, least) in [("alice", 0), ("zoë", 1), ("桜sakura", 2), ("ชายab", 3), ("\u{430}dmin", 4)]
        {
            use RestrictionLevel::*;
            for (at, level) in
                [Ascii, SingleScript, HighlyRestrictive, ModeratelyRestrictive, MinimallyRestrictive]
                    .into_iter()
                    .enumerate()
            {
                assert_eq!(with(level, typed), at >= least, "{typed} {level:?}");
            }
        }
    }

    #[test]
    fn only_the_canonical_form_of_a_name_is_created() {
        for (provider, subject) in [("username", "Alice"), ("username", "alice "), ("email", "A@example.com")]
        {
            assert_eq!(refusal(&KeyId::new(provider, subject).unwrap()), Some(Flaw::Spelling));
        }
        assert!(refusal(&KeyId::new("github", "Alice \u{200b}").unwrap()).is_none());
    }
}
