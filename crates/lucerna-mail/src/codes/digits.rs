//! The eight digits of a code.

use lucerna_core::{Random, RandomError};
use zeroize::Zeroizing;

/// The number of codes.
const CODES: u64 = 100_000_000;

/// Generates a code. Some codes are likelier than others by one in 10¹¹.
pub(super) fn generate(random: &dyn Random) -> Result<Zeroizing<String>, RandomError> {
    let mut bytes = Zeroizing::new([0; 8]);
    random.fill(&mut *bytes)?;
    Ok(Zeroizing::new(format!("{:08}", u64::from_le_bytes(*bytes) % CODES)))
}

/// Returns the digits as a person types them, with spaces or a hyphen, or `None` if it is not a code.
pub(super) fn parse(typed: &str) -> Option<Zeroizing<String>> {
    if typed.len() > 32 {
        return None;
    }
    let kept = typed.chars().filter(|it| !matches!(it, ' ' | '-' | '\u{a0}'));
    let digits: Zeroizing<String> = Zeroizing::new(kept.collect());
    (digits.len() == 8 && digits.bytes().all(|it| it.is_ascii_digit())).then_some(digits)
}

/// Returns the hash of a code for the browser with this hash. It has 256 bits that are in the browser's cookie only.
pub(super) fn hash(browser: &str, digits: &str) -> String {
    super::hex(&format!("{browser}\0{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_core::OsRandom;

    #[test]
    fn a_code_has_eight_digits() {
        for _ in 0..100 {
            let code = generate(&OsRandom::default()).unwrap();
            assert_eq!(parse(&code).as_deref(), Some(&*code));
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["12345678", "1234 5678", "1234-5678", " 12 34 56 78 "] {
            assert_eq!(parse(typed).unwrap().as_str(), "12345678");
        }
    }

    #[test]
    fn rt_080_other_texts_are_no_code() {
        for typed in ["", "1234567", "123456789", "1234567x", "１２３４５６７８", "%", &"1".repeat(1000)]
        {
            assert!(parse(typed).is_none(), "{typed}");
        }
    }
}
