//! The rules for a name and a password that do not depend on other accounts, and the name that a page shows.

use crate::answer::ShownUser;
use crate::problems;
use crate::refusal::{Limits, Refusal};
use crate::visit::Visit;
use lucerna_core::{Attributes, KeyId, User, Value};
use lucerna_web::{AuthError, Problem};

/// Returns the problems of the fields of a sign-up form, if there are any.
pub(super) fn check_new_account<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
) -> Option<Refusal> {
    let (names, limits) = (visit.pages.names, visit.pages.limits());
    let (username, email) = (visit.fields.trimmed("username"), visit.fields.trimmed("email"));
    let has_mail = visit.pages.mail.is_some();
    Refusal::of_fields([
        ("username", names.has_username().then(|| check_username(username, &limits, has_mail)).flatten()),
        ("email", names.has_email().then(|| check_email(email, names.needs_email())).flatten()),
        ("password", check_new_password(visit.fields.text("password"), &limits)),
    ])
}

/// Returns the problem of a username. It must not look like an address where users also sign in with addresses.
fn check_username(username: &str, limits: &Limits<'_>, has_mail: bool) -> Option<Problem> {
    if !limits.username.contains(&username.chars().count()) {
        Some(problems::USERNAME_LENGTH)
    } else if username.chars().any(is_unreadable) {
        Some(problems::UNREADABLE)
    } else if has_mail && is_like_address(username) {
        Some(problems::USERNAME_LIKE_ADDRESS)
    } else {
        None
    }
}

/// Returns true if the canonical form of a name has an `@`. A wide `＠` becomes one.
fn is_like_address(typed: &str) -> bool {
    KeyId::email(typed).subject().contains('@')
}

fn check_email(address: &str, is_needed: bool) -> Option<Problem> {
    match address {
        "" => is_needed.then_some(problems::MISSING_FIELD),
        _ => (!lucerna_mail::is_mailbox(address)).then_some(problems::INVALID_ADDRESS),
    }
}

/// The name that a visitor signs in with.
pub(super) struct SignInName {
    pub(super) key: KeyId,
    /// True for the address of a new account whose mailbox is not proven yet.
    pub(super) is_unproven: bool,
}

/// Returns the key that a visitor means with this name: an address, where users sign in with addresses, or a username. The
/// look-ups are the same for every name of that form, and so is the key by which guesses are counted, whether an account has the
/// address or none.
pub(super) async fn sign_in_name<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    typed: &str,
) -> Result<SignInName, AuthError> {
    let (username, has_username) = (KeyId::username(typed), visit.pages.names.has_username());
    let is_address = !has_username || is_like_address(typed);
    let Some(mail) = visit.pages.mail.as_ref().filter(|_| is_address) else {
        return Ok(SignInName { key: username, is_unproven: false });
    };
    let address = KeyId::email(typed);
    let owner = visit.auth.find_key(&address).await?;
    let is_unproven = visit.pages.unproven.has(mail, &address, owner.as_ref()).await?;
    // An account of before may have a username that looks like an address.
    let is_username = has_username && visit.auth.find_key(&username).await?.is_some() && owner.is_none();
    Ok(SignInName { key: if is_username { username } else { address }, is_unproven })
}

/// Returns the problem of a new password, if there is one. Its length is checked again after normalisation.
pub(super) fn check_new_password(password: &str, limits: &Limits<'_>) -> Option<Problem> {
    if password.contains(char::REPLACEMENT_CHARACTER) {
        return Some(problems::UNREADABLE);
    }
    let refused = limits.passwords.accept(password).err()?;
    let error: AuthError = lucerna_core::CreateUserError::Password(refused).into();
    Some(error.problem().clone())
}

/// Returns true for control characters, and for the character that replaces bytes that are no UTF-8.
fn is_unreadable(letter: char) -> bool {
    letter.is_control() || letter == char::REPLACEMENT_CHARACTER
}

/// Returns the problem of a field that has to be filled in.
pub(super) fn missing(value: &str) -> Option<Problem> {
    value.is_empty().then_some(problems::MISSING_FIELD)
}

/// Returns the user as pages and programs see them.
pub(crate) async fn user_json<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    user: &User<U>,
) -> Result<serde_json::Value, AuthError> {
    Ok(shown_user(visit, user).await?.to_json())
}

/// Finds the name that pages show.
pub(super) async fn shown_user<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    user: &User<U>,
) -> Result<ShownUser, AuthError> {
    let name = match shown_name(&user.attributes) {
        Some(name) => Some(name),
        None => visit.auth.user_keys(&user.id).await?.first().map(|it| it.id.subject().to_owned()),
    };
    let id = user.id.as_str().to_owned();
    Ok(ShownUser { name: name.unwrap_or_else(|| id.clone()), id })
}

/// Returns the attribute that shows the name to sign in with.
fn shown_name(attributes: &impl Attributes) -> Option<String> {
    let login = attributes.login()?;
    let of_login = |text: &str| match login.provider() {
        _ if text == login.subject() => true,
        "email" => KeyId::email(text) == login,
        _ => KeyId::username(text) == login,
    };
    let row = attributes.to_row();
    let texts = row.iter().filter_map(|(_, value)| match value {
        Value::Text(text) => Some(text),
        _ => None,
    });
    texts.into_iter().find(|it| !it.is_empty() && of_login(it)).cloned()
}
