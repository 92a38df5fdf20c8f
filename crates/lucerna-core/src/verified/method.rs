//! How users show who they are.

use std::fmt;

/// A way to show who one is, by its stable name. Features add their own.
///
/// ```
/// use lucerna_core::Method;
///
/// const TOTP: Method = Method::new("totp");
/// assert_eq!(TOTP.name(), "totp");
/// assert_ne!(TOTP, Method::PASSWORD);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Method(&'static str);

impl Method {
    /// The visitor has just become this user.
    pub const SIGN_UP: Self = Self("sign_up");
    /// The visitor knew the password.
    pub const PASSWORD: Self = Self("password");
    /// The application said so, with [`Verified::danger_assume`](crate::Verified::danger_assume).
    pub const ASSUMED: Self = Self("assumed");

    /// A method of a feature's: a short name of lower-case letters, digits and `_`, which is stored with sessions.
    ///
    /// # Panics
    /// With any other name or an empty one. In a `const` it does not compile then.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        let mut rest = name.as_bytes();
        assert!(!rest.is_empty() && rest.len() <= 32, "a method's name has 1 to 32 letters");
        while let [first, others @ ..] = rest {
            let is_fit = matches!(first, b'a'..=b'z' | b'0'..=b'9' | b'_');
            assert!(is_fit, "a method's name has a to z, 0 to 9 and _");
            rest = others;
        }
        Self(name)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The methods by which somebody was verified, in their order. Empty where they are unknown.
///
/// ```
/// use lucerna_core::{Method, Methods};
///
/// let methods = Methods::from(Method::PASSWORD).and(&Method::new("totp").into());
/// assert!(methods.contains(Method::PASSWORD));
/// assert_eq!(methods.to_string(), "password,totp");
/// assert_eq!(Methods::parse("password,totp"), methods);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Methods(String);

impl Methods {
    /// No store has to keep a longer text.
    const LONGEST: usize = 255;

    /// Reads the text that a store keeps: names with commas between them.
    #[must_use]
    pub fn parse(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text that a store keeps.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if this method is among them.
    #[must_use]
    pub fn contains(&self, method: Method) -> bool {
        self.iter().any(|it| it == method.name())
    }

    /// The names of the methods.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(',').filter(|it| !it.is_empty())
    }

    /// These methods and those, each once. What no store could keep is left out.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        for name in others.iter() {
            let known = self.iter().any(|it| it == name);
            if !known && self.0.len() + 1 + name.len() <= Self::LONGEST {
                if !self.0.is_empty() {
                    self.0.push(',');
                }
                self.0.push_str(name);
            }
        }
        self
    }
}

impl From<Method> for Methods {
    fn from(method: Method) -> Self {
        Self(method.name().to_owned())
    }
}

impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
