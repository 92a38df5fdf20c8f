//! The decoder of Punycode (RFC 3492), for the labels of a domain.

const BASE: u32 = 36;
const FIRST_THRESHOLD: u32 = 1;
const LAST_THRESHOLD: u32 = 26;

/// Decodes the part of a label after `xn--`. Returns `None` if it is no encoding.
pub(super) fn decode(encoded: &str) -> Option<String> {
    let (plain, deltas) = encoded.rsplit_once('-').unwrap_or(("", encoded));
    let mut text: Vec<char> = plain.chars().collect();
    let (mut code, mut at, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = deltas.bytes();
    while digits.len() > 0 {
        let before = at;
        at = at.checked_add(read_delta(&mut digits, bias)?)?;
        let length = u32::try_from(text.len()).ok()?.checked_add(1)?;
        bias = adapt(at.checked_sub(before)?, length, before == 0);
        code = code.checked_add(at / length)?;
        at %= length;
        text.insert(usize::try_from(at).ok()?, char::from_u32(code)?);
        at += 1;
    }
    Some(text.into_iter().collect())
}

/// Reads one number of variable length.
fn read_delta(digits: &mut impl Iterator<Item = u8>, bias: u32) -> Option<u32> {
    let (mut delta, mut weight, mut k) = (0_u32, 1_u32, BASE);
    loop {
        let digit = match digits.next()? {
            it @ b'a'..=b'z' => u32::from(it - b'a'),
            it @ b'0'..=b'9' => u32::from(it - b'0') + 26,
            _ => return None,
        };
        delta = delta.checked_add(digit.checked_mul(weight)?)?;
        let threshold = k.saturating_sub(bias).clamp(FIRST_THRESHOLD, LAST_THRESHOLD);
        if digit < threshold {
            return Some(delta);
        }
        weight = weight.checked_mul(BASE - threshold)?;
        k = k.checked_add(BASE)?;
    }
}

fn adapt(delta: u32, length: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut k = 0;
    while delta > (BASE - FIRST_THRESHOLD) * LAST_THRESHOLD / 2 {
        delta /= BASE - FIRST_THRESHOLD;
        k += BASE;
    }
    k + BASE * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_decoded() {
        for (encoded, text) in [
            ("bcher-kva", "bücher"),
            ("mnchen-3ya", "münchen"),
            ("80ak6aa92e", "аррӏе"),
            ("e1afmkfd", "пример"),
            ("fsqu00a", "例子"),
            ("wgv71a119e", "日本語"),
            ("4dbcagdahymbxekheh6e0a7fei0b", "למההםפשוטלאמדבריםעברית"),
        ] {
            assert_eq!(decode(encoded).as_deref(), Some(text), "{encoded}");
        }
    }

    #[test]
    fn what_is_no_encoding_is_refused() {
        for encoded in ["99999999", "bcher-kv!", "zzzzzzzzzzzz", "é"] {
            assert_eq!(decode(encoded), None, "{encoded}");
        }
        assert_eq!(decode("").as_deref(), Some(""));
    }
}
