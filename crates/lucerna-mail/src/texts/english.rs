//! The English texts.

mod notice;

use super::device::known;
use super::moment::moment;
use super::{LetterParts, LetterText, Letters};
use crate::{Content, Message, Sender, Ways};

/// The English texts, which are the default.
///
/// ```
/// use lucerna_mail::{English, LetterText, Letters, Message, Sender};
///
/// fn preview(message: &Message, from: &Sender) -> LetterText {
///     English::default().write(message, from)
/// }
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct English;

impl Letters for English {
    fn write(&self, message: &Message, from: &Sender) -> LetterText {
        parts(message, from.name()).note(request(message)).write(from)
    }
}

fn parts<'a>(message: &'a Message, app: &str) -> LetterParts<'a> {
    let to = &message.to;
    match &message.content {
        Content::Verify(ways) => with_ways(letter("Confirm your e-mail address"), "Confirm address", ways)
            .paragraph(format!(
                "Please confirm that {to} is your address, to use it with your {app} account."
            ))
            .note(IGNORE),
        Content::AlreadyRegistered { sign_in } => letter(format!("You already have an account at {app}"))
            .paragraph(format!(
                "A sign-up at {app} was tried with {to}, but this address already has an account."
            ))
            .paragraph("You can sign in. If you forgot your password, choose a new one on the same page.")
            .button_to("Sign in", sign_in)
            .note(
                "If you did not try to sign up, you can ignore this message. Your account was not changed.",
            ),
        Content::Reset(ways) => with_ways(letter("Choose a new password"), "Choose a new password", ways)
            .paragraph(format!("You can now choose a new password for your {app} account {to}."))
            .note("All devices are signed out when you choose a new password.")
            .note(format!("{IGNORE} Your password was not changed.")),
        Content::SignIn(ways) => with_ways(letter(format!("Sign in to {app}")), "Sign in", ways)
            .paragraph(format!("Use this link to sign in to {app} as {to}."))
            .note(format!("{IGNORE} Do not share the link or the code: they sign in to your account.")),
        Content::Address { ways, old } => address(ways, old.as_deref(), to, app),
        Content::AddressTaken => letter("This address is already in use")
            .paragraph(format!(
                "A {app} user tried to use {to}, but another account already uses this address."
            ))
            .paragraph("If both accounts are yours, sign in to the other one with this address.")
            .note("If you did not ask for this, you can ignore this message. Your account was not changed."),
        Content::AddressChanged { new: Some(new), undo } => letter("Your e-mail address was changed")
            .paragraph(format!("The e-mail address of your {app} account was changed from {to} to {new}."))
            .paragraph("If this was you, you do not need to do anything.")
            .button("This was not me: undo", undo)
            .note(format!("The link can be used once, until {}.", moment(undo.until))),
        Content::AddressChanged { new: None, undo } => letter("Your e-mail address was removed")
            .paragraph(format!("The address {to} was removed from your {app} account."))
            .paragraph("If this was you, you do not need to do anything.")
            .button("This was not me: undo", undo)
            .note(format!("The link can be used once, until {}.", moment(undo.until))),
        Content::Notice { notice, provider, report } => {
            notice::letter(*notice, provider.as_deref(), report.as_ref(), (to, app))
        }
    }
}

const IGNORE: &str = "If you did not ask for this, you can ignore this message.";

fn letter<'a>(subject: impl Into<String>) -> LetterParts<'a> {
    LetterParts::new("en", subject)
}

fn address<'a>(ways: &'a Ways, old: Option<&str>, to: &str, app: &str) -> LetterParts<'a> {
    let change = match old {
        Some(old) => format!("Please confirm that {to} replaces {old} as the address of your {app} account."),
        None => format!("Please confirm that you want to use {to} with your {app} account."),
    };
    with_ways(letter("Confirm your new e-mail address"), "Confirm address", ways)
        .paragraph(change)
        .note(IGNORE)
}

fn with_ways<'a>(parts: LetterParts<'a>, label: &str, ways: &'a Ways) -> LetterParts<'a> {
    let (link, code) = (moment(ways.link.until), moment(ways.code.until));
    parts
        .button(label, &ways.link)
        .code("Or type this code in the browser in which you asked for it:", &ways.code)
        .note(format!("The link can be used once, until {link}. The code works until {code}."))
}

/// Says when and where the request was made, in words of our own.
fn request(message: &Message) -> String {
    let (browser, system) = message.device.as_deref().map_or((None, None), known);
    let device = match (browser, system) {
        (Some(browser), Some(system)) => format!(" with {browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => format!(" with {one}"),
        (None, None) => String::new(),
    };
    let happened = match message.content {
        Content::Notice { .. } => "happened",
        _ => "was asked for",
    };
    format!("This {happened} on {}{device}.", moment(message.asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, Link, Notice};
    use lucerna_core::Timestamp;

    const URL: &str = "https://app.example/reset?link=abc.def";
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

    fn link() -> Link {
        Link { url: URL.to_owned().into(), until: Timestamp::from_unix_millis(1_795_846_560_000) }
    }

    fn ways() -> Ways {
        let code = Code {
            digits: "12345678".to_owned().into(),
            until: Timestamp::from_unix_millis(1_795_843_560_000),
        };
        Ways { link: link(), code }
    }

    fn written(content: Content, device: &str) -> LetterText {
        let message = Message {
            to: "alice@example.com".to_owned(),
            language: String::new(),
            device: Some(device.to_owned()),
            asked: Timestamp::from_unix_millis(1_795_842_960_000),
            content,
        };
        English.write(&message, &"Acme & Co <no-reply@acme.example>".parse().unwrap())
    }

    fn contents() -> Vec<Content> {
        let old = || Some("old@example.com".to_owned());
        vec![
            Content::Verify(ways()),
            Content::Reset(ways()),
            Content::SignIn(ways()),
            Content::Address { ways: ways(), old: old() },
            Content::Address { ways: ways(), old: None },
            Content::AlreadyRegistered { sign_in: "https://app.example/login".to_owned() },
            Content::AddressTaken,
            Content::AddressChanged { new: Some("new@example.com".to_owned()), undo: link() },
            Content::AddressChanged { new: None, undo: link() },
        ]
        .into_iter()
        .chain(notices().map(|notice| Content::Notice {
            notice,
            provider: Some("<b>git</b>".to_owned()),
            report: Some(link()),
        }))
        .chain([Content::Notice { notice: Notice::AddressRemoved, provider: None, report: None }])
        .collect()
    }

    fn notices() -> impl Iterator<Item = Notice> {
        use Notice::{KeyCreated, KeyDeleted, NameChanged, NewDevice, PasswordChanged, PasswordRemoved};
        [KeyCreated, KeyDeleted, NameChanged, NewDevice, PasswordChanged, PasswordRemoved].into_iter()
    }

    #[test]
    fn a_notice_says_what_happened_and_has_a_link_to_report_it() {
        for notice in notices() {
            let provider = Some("<b>git</b>".to_owned());
            let content = Content::Notice { notice, provider, report: Some(link()) };
            let LetterText { text, html, .. } = written(content, FIREFOX);
            assert!(text.contains("This happened on") && text.contains("This was not me:"), "{text}");
            assert!(text.contains(URL) && html.contains(URL) && !html.contains("<b>"), "{html}");
        }
    }

    #[test]
    fn every_letter_says_for_whom_when_and_with_what_it_was_asked_for() {
        for content in contents() {
            let LetterText { text, html, .. } = written(content, FIREFOX);
            for part in ["alice@example.com", "28 November 2026, 05:16 UTC with Firefox on Linux"] {
                assert!(text.contains(part) && html.contains(part), "{part}: {text}");
            }
            assert!(text.contains("Acme & Co") || text.contains("is your address"), "{text}");
            assert!(text.contains("did not") || text.contains("was not me"), "{text}");
        }
    }

    #[test]
    fn a_link_and_a_code_stand_in_both_texts() {
        for content in contents().into_iter().take(5) {
            let LetterText { text, html, .. } = written(content, FIREFOX);
            for part in [URL, "1234 5678", "28 November 2026, 06:16 UTC", "28 November 2026, 05:26 UTC"] {
                assert!(text.contains(part) && html.contains(part), "{part}: {text}");
            }
        }
    }

    #[test]
    fn a_letter_without_a_secret_has_no_code() {
        for content in contents().into_iter().skip(5) {
            assert!(!written(content, FIREFOX).text.contains("1234"));
        }
    }

    #[test]
    fn rt_115_the_words_of_a_user_agent_are_not_repeated() {
        for content in contents() {
            let LetterText { text, html, .. } = written(content, "Firefox/1 call 555-0100 <b>now</b>");
            assert!(
                text.contains("with Firefox.") && !format!("{text}{html}").contains("555-0100"),
                "{text}"
            );
        }
    }
}
