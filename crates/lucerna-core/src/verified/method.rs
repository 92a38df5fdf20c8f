//! Methods by which users are verified.

use std::fmt;

/// A verification method, by its stable name. Features add their own.
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
    /// The visitor has just created this user.
    pub const SIGN_UP: Self = Self("sign_up");
    /// The visitor entered the password.
    pub const PASSWORD: Self = Self("password");
    /// The application asserted it, with [`Verified::danger_assume`](crate::Verified::danger_assume).
    pub const ASSUMED: Self = Self("assumed");

    /// Creates a method of a feature. The name has 1 to 32 lower-case letters, digits and `_`, and is stored with
    /// sessions.
    ///
    /// # Panics
    /// If the name is invalid. In a `const`, the code does not compile then.
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

    /// Returns the name.
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

/// The methods by which a user was verified, in order. Empty if they are unknown.
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
    /// The longest text that every store can keep, in bytes.
    const LONGEST: usize = 255;

    /// Parses the text from a store: names separated by commas.
    #[must_use]
    pub fn parse(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text for a store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if this method is included.
    #[must_use]
    pub fn contains(&self, method: Method) -> bool {
        self.iter().any(|it| it == method.name())
    }

    /// Iterates over the names of the methods.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(',').filter(|it| !it.is_empty())
    }

    /// Combines two sets of methods without duplicates. Names beyond the longest text are left out.
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
