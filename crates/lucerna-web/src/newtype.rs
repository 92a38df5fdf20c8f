//! The trait implementations of a framework's extractors.

/// Implements `Deref`, `Clone` and `Debug` for a framework's own struct around an `Arc<Session<U, S>>`. Each framework's
/// crate needs structs of its own, since only those can implement the framework's traits.
///
/// ```
/// use lucerna_core::{Session, User};
/// use std::sync::Arc;
///
/// /// The user who is signed in.
/// pub struct CurrentUser<U, S = ()>(Arc<Session<U, S>>);
///
/// lucerna_web::session_newtype!(CurrentUser, User<U>, session.user);
///
/// fn greet(user: &CurrentUser<()>) -> String {
///     format!("your id is {}", user.id)
/// }
/// ```
#[macro_export]
macro_rules! session_newtype {
    ($name:ident, $target:ty, $session:ident $(. $field:ident)?) => {
        impl<U, S> ::core::ops::Deref for $name<U, S> {
            type Target = $target;

            fn deref(&self) -> &$target {
                let $session = &*self.0;
                &$session$(.$field)?
            }
        }

        impl<U, S> ::core::clone::Clone for $name<U, S> {
            fn clone(&self) -> Self {
                Self(::std::sync::Arc::clone(&self.0))
            }
        }

        impl<U: ::core::fmt::Debug, S: ::core::fmt::Debug> ::core::fmt::Debug for $name<U, S> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&**self).finish()
            }
        }
    };
}
