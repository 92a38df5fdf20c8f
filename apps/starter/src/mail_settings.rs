//! The settings of mail and of the names to sign up with, by environment variables.

use crate::start_error::StartError;
use lucerna::Origin;
use lucerna::mail::{Sender, Smtp};
use lucerna::pages::SignUpNames;
use std::fmt;

/// The settings of mail, checked before anything is opened.
#[derive(Debug)]
pub(crate) struct MailSettings {
    /// `SMTP_URL`: the mail server. Default: none.
    smtp: Option<SmtpUrl>,
    /// `MAIL_FROM`: the sender of letters. It is needed with `SMTP_URL`.
    from: Option<String>,
    /// `SIGN_UP`: the names to sign up with. Default: a username and an optional address, or without mail a username.
    sign_up: Option<SignUpNames>,
}

/// The way on which letters leave.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MailRoute<'a> {
    /// To a mail server.
    Smtp(&'a SmtpUrl),
    /// To the page `/dev/mail`, which only a browser on this machine can open.
    DevPage,
    /// Nowhere, so that the pages work without mail.
    Off,
}

/// The address of a mail server. It may have a password, which `Debug` does not show.
pub(crate) struct SmtpUrl(String);

impl SmtpUrl {
    fn parse(text: String) -> Result<Self, StartError> {
        match text.parse::<Smtp>() {
            Ok(_) => Ok(Self(text)),
            Err(error) => Err(StartError {
                name: "SMTP_URL",
                value: None,
                advice: format!(
                    "must be the address of a mail server, such as smtps://user:password@smtp.example.com: {error}"
                )
                .into(),
            }),
        }
    }

    /// Returns the transport. It connects when the first letter is sent.
    pub(crate) fn transport(&self) -> Result<Smtp, lucerna::mail::InvalidSmtp> {
        self.0.parse()
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl")
    }
}

impl MailSettings {
    pub(crate) fn parse(
        variable: impl Fn(&'static str) -> Result<Option<String>, StartError>,
    ) -> Result<Self, StartError> {
        let settings = Self {
            smtp: variable("SMTP_URL")?.map(SmtpUrl::parse).transpose()?,
            from: variable("MAIL_FROM")?.map(parse_sender).transpose()?,
            sign_up: variable("SIGN_UP")?.map(parse_names).transpose()?,
        };
        if settings.smtp.is_some() && settings.from.is_none() {
            return Err(sender_error(None));
        }
        Ok(settings)
    }

    /// Refuses a sign-up with addresses where no mail can confirm them.
    pub(crate) fn check(&self, origin: &Origin) -> Result<(), StartError> {
        let named = SIGN_UP.iter().find(|(_, it)| self.sign_up == Some(*it));
        let Some((name, _)) = named.filter(|(_, it)| *it != SignUpNames::Username) else { return Ok(()) };
        match self.route(origin) {
            MailRoute::Off => Err(StartError {
                name: "SIGN_UP",
                value: Some((*name).to_owned()),
                advice: "needs mail, which confirms addresses: set SMTP_URL and MAIL_FROM".into(),
            }),
            MailRoute::Smtp(_) | MailRoute::DevPage => Ok(()),
        }
    }

    /// Returns the way on which letters leave an application with this origin.
    pub(crate) fn route(&self, origin: &Origin) -> MailRoute<'_> {
        match &self.smtp {
            Some(url) => MailRoute::Smtp(url),
            None if origin.is_loopback() => MailRoute::DevPage,
            None => MailRoute::Off,
        }
    }

    /// Returns the sender of letters. Without `MAIL_FROM`, it has the name of the application if a header can have it.
    pub(crate) fn sender(&self, app_name: &str) -> String {
        let named = || format!("{app_name} <no-reply@localhost>");
        let sender = self.from.clone().unwrap_or_else(named);
        if sender.parse::<Sender>().is_ok() { sender } else { "no-reply@localhost".to_owned() }
    }

    /// Returns the names to sign up with.
    pub(crate) fn names(&self, origin: &Origin) -> SignUpNames {
        let default = match self.route(origin) {
            MailRoute::Off => SignUpNames::Username,
            MailRoute::Smtp(_) | MailRoute::DevPage => SignUpNames::UsernameAndOptionalEmail,
        };
        self.sign_up.unwrap_or(default)
    }
}

/// The values of `SIGN_UP`.
const SIGN_UP: [(&str, SignUpNames); 4] = [
    ("username", SignUpNames::Username),
    ("username-and-optional-email", SignUpNames::UsernameAndOptionalEmail),
    ("username-and-email", SignUpNames::UsernameAndEmail),
    ("email", SignUpNames::Email),
];

fn parse_sender(text: String) -> Result<String, StartError> {
    if text.parse::<Sender>().is_ok() { Ok(text) } else { Err(sender_error(Some(text))) }
}

fn sender_error(value: Option<String>) -> StartError {
    let advice = match value {
        Some(_) => "must be one address with or without a name, such as Acme <no-reply@acme.example>",
        None => "must be set together with SMTP_URL: the sender, such as Acme <no-reply@acme.example>",
    };
    StartError { name: "MAIL_FROM", value, advice: advice.into() }
}

fn parse_names(text: String) -> Result<SignUpNames, StartError> {
    match SIGN_UP.iter().find(|(name, _)| *name == text) {
        Some((_, names)) => Ok(*names),
        None => Err(StartError {
            name: "SIGN_UP",
            value: Some(text),
            advice:
                "must be username, username-and-optional-email, username-and-email or email, such as email"
                    .into(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(variables: &[(&str, &str)]) -> Result<MailSettings, String> {
        let value = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        MailSettings::parse(|name| Ok(value(name))).map_err(|it| it.to_string())
    }

    fn origin(text: &str) -> Origin {
        text.parse().unwrap()
    }

    const SERVER: (&str, &str) = ("SMTP_URL", "smtps://app:hush@mail.example");
    const FROM: (&str, &str) = ("MAIL_FROM", "Acme <no-reply@acme.example>");

    #[test]
    fn letters_go_to_the_server_or_to_this_machine_or_nowhere() {
        let (none, server) = (parse(&[]).unwrap(), parse(&[SERVER, FROM]).unwrap());
        let (local, public) = (origin("http://127.0.0.1:3000"), origin("https://acme.example"));
        assert!(matches!(none.route(&local), MailRoute::DevPage));
        assert!(matches!(none.route(&public), MailRoute::Off));
        assert!(matches!(server.route(&local), MailRoute::Smtp(_)));
        assert!(matches!(server.route(&public), MailRoute::Smtp(_)));
        assert_eq!(none.names(&public), SignUpNames::Username);
        assert_eq!(none.names(&local), SignUpNames::UsernameAndOptionalEmail);
        assert_eq!(server.names(&public), SignUpNames::UsernameAndOptionalEmail);
    }

    #[test]
    fn a_password_is_in_no_text() {
        for url in ["smtps://app:hush@mail.example/inbox", "smtp+plain://app:hush@mail.example", "app:hush"] {
            let error = parse(&[("SMTP_URL", url), FROM]).unwrap_err();
            assert!(error.starts_with("SMTP_URL must be ") && !error.contains("hush"), "{error}");
        }
        assert!(!format!("{:?}", parse(&[SERVER, FROM]).unwrap()).contains("hush"));
    }

    #[test]
    fn a_server_needs_a_sender() {
        let error = parse(&[SERVER]).unwrap_err();
        assert!(error.starts_with("MAIL_FROM must be set together with SMTP_URL"), "{error}");
    }

    #[test]
    fn the_sender_of_development_has_the_name_of_the_application() {
        let settings = parse(&[]).unwrap();
        assert_eq!(settings.sender("My Shop"), "My Shop <no-reply@localhost>");
        assert_eq!(settings.sender("<b>Shop</b>"), "no-reply@localhost");
        assert_eq!(parse(&[FROM]).unwrap().sender("My Shop"), FROM.1);
    }

    #[test]
    fn addresses_need_mail() {
        let public = origin("https://acme.example");
        for names in ["email", "username-and-email", "username-and-optional-email"] {
            let settings = parse(&[("SIGN_UP", names)]).unwrap();
            let error = settings.check(&public).unwrap_err().to_string();
            assert!(error.starts_with("SIGN_UP=") && error.contains("SMTP_URL"), "{error}");
            assert!(settings.check(&origin("http://localhost:3000")).is_ok());
            assert!(parse(&[("SIGN_UP", names), SERVER, FROM]).unwrap().check(&public).is_ok());
        }
        assert!(parse(&[("SIGN_UP", "username")]).unwrap().check(&public).is_ok());
    }
}
