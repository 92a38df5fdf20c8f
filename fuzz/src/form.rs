//! Sign-up and sign-in forms: accounts behave as a map from names to passwords does.

use crate::rig::{application, wait};
use lucerna::web::ReturnPath;
use lucerna::{Auth, Conflict, CreateUserError, KeyId, NamePolicy, NewKey, UserId};
use lucerna_core::skeleton;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use url::form_urlencoded;

/// More forms than this find nothing new.
const MOST: usize = 16;

/// Each line is the body of a form. The first half of them creates accounts, as far as the rules allow; then all sign in.
pub fn check(data: &[u8]) {
    let lines: Vec<_> = data.split(|it| *it == b'\n').take(MOST).collect();
    let forms: Vec<_> = lines.iter().map(|it| Form::parse(it)).collect();
    let mut accounts = Accounts { auth: application(), known: HashMap::new() };
    for form in &forms[..forms.len().div_ceil(2)] {
        accounts.sign_up(form);
    }
    for form in &forms {
        form.check_name();
        form.check_next();
        accounts.sign_in(form);
    }
}

struct Form {
    username: String,
    password: String,
    next: String,
}

impl Form {
    /// Reads the body as frameworks do: bytes that are no text arrive as U+FFFD.
    fn parse(body: &[u8]) -> Self {
        let fields: Vec<_> = form_urlencoded::parse(body).collect();
        let field = |name: &str| {
            fields.iter().find(|(it, _)| it == name).map_or(String::new(), |(_, value)| value.to_string())
        };
        Self { username: field("username"), password: field("password"), next: field("next") }
    }

    fn key(&self) -> KeyId {
        KeyId::username(&self.username)
    }

    /// The password that is hashed, if it may be chosen.
    fn new_password(&self) -> Option<String> {
        let normal: String = self.password.nfkc().collect();
        let fits = self.password.len() <= 4096 && (8..=255).contains(&normal.chars().count());
        fits.then_some(normal)
    }

    /// Checks that a name has one canonical form, with any spaces around it and in any case, and that an allowed name is
    /// seen.
    fn check_name(&self) {
        let key = self.key();
        if !key.is_valid() {
            return;
        }
        assert_eq!(KeyId::username(key.subject()), key, "the canonical name is its own");
        assert_eq!(KeyId::parse(&key.to_string()).as_ref(), Some(&key));
        if NamePolicy::default().check(&key).is_ok() {
            assert!(!skeleton(key.subject()).trim().is_empty(), "{key}");
            assert!(key.subject().nfkc().eq(key.subject().chars()), "{key}");
        }
        if self.username.len() < 1000 {
            assert_eq!(KeyId::username(&format!(" {}\t", self.username)), key);
            assert_eq!(KeyId::username(&self.username.to_ascii_uppercase()), key);
        }
    }

    fn check_next(&self) {
        let expected = ReturnPath::parse(&self.next).unwrap_or_default();
        assert_eq!(ReturnPath::from_field(&self.next), expected);
    }
}

/// The application, and what it should know.
struct Accounts {
    auth: Auth,
    known: HashMap<KeyId, (String, UserId)>,
}

impl Accounts {
    fn sign_up(&mut self, form: &Form) {
        let key = form.key();
        let may = NamePolicy::default().check(&key).is_ok() && !self.known.contains_key(&key);
        let new = NewKey::username(&form.username, &form.password);
        let created = wait(self.auth.create_user(new, ()));
        let password = form.new_password().filter(|_| may);
        if matches!(created, Err(CreateUserError::Taken(Conflict::LooksAlike))) {
            assert!(password.is_some() && self.is_not_plain_with(&key), "{key}");
            return;
        }
        let created = created.ok();
        assert_eq!(created.is_some(), password.is_some(), "{key}");
        if let (Some(created), Some(password)) = (created, password) {
            assert!(!self.is_look_alike(&key), "{key}");
            self.known.insert(key, (password, created.user.id));
        }
    }

    /// Returns true if the name looks like that of an account, and one of both is not plain ASCII.
    fn is_look_alike(&self, key: &KeyId) -> bool {
        let is_plain = |it: &KeyId| it.subject().is_ascii();
        let looks = |it: &KeyId| skeleton(it.subject());
        self.known.keys().any(|it| !(is_plain(it) && is_plain(key)) && looks(it) == looks(key))
    }

    /// Returns true if the name or that of an account is not plain ASCII. Only then can a look be taken.
    fn is_not_plain_with(&self, key: &KeyId) -> bool {
        self.known.keys().chain([key]).any(|it| !it.subject().is_ascii())
    }

    fn sign_in(&self, form: &Form) {
        let verified = wait(self.auth.verify_password(&form.key(), &form.password)).ok();
        let account = self.known.get(&form.key());
        let typed = form.new_password();
        let expected = account.filter(|(password, _)| Some(password) == typed.as_ref()).map(|(_, id)| id);
        assert_eq!(verified.as_ref().map(|it| it.user_id()), expected);
    }
}
