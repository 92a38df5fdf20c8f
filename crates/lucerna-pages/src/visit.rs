//! One request on its way through a handler.

use crate::answer::PageAnswer;
use crate::audience::Audience;
use crate::fields::FormFields;
use crate::format::Format;
use crate::inner::Inner;
use crate::problems;
use crate::refusal::Refusal;
use crate::stop::Stop;
use http::request::Parts;
use lucerna_core::{
    Attributes, Auth, BearerToken, KeyId, Session, SessionCookie, SessionOptions, UserId, Verified,
};
use lucerna_mail::Mail;
use lucerna_web::{AuthError, AuthRequest, Bearer, Cookie, Credential, HttpHead, ReturnPath, look_up};
use serde_json::Value;
use std::sync::Arc;

/// One request: its user, its fields, and the handle on behalf of its caller.
pub(crate) struct Visit<'a, U, S> {
    pub(crate) pages: &'a Inner<U, S>,
    pub(crate) asked: &'a Audience,
    pub(crate) parts: Parts,
    pub(crate) fields: FormFields,
    pub(crate) auth: Auth<U, S>,
    /// The proof that the request is the application's own. A caller without cookies needs none.
    request: Option<AuthRequest<U, S, SessionCookie>>,
}

/// A session that was started, for its caller.
pub(crate) enum StartedSession {
    Cookie(SessionCookie),
    Bearer(BearerToken),
}

impl<'a, U: Attributes, S: Attributes + Default> Visit<'a, U, S> {
    /// Returns the visit of a browser, which has to prove its origin.
    ///
    /// # Errors
    /// [`AuthError`] with 403 if an unsafe request does not.
    pub(crate) fn of_browser(
        pages: &'a Inner<U, S>,
        asked: &'a Audience,
        parts: Parts,
        fields: FormFields,
    ) -> Result<Self, AuthError> {
        let request = AuthRequest::with_cookie(&pages.auth, &HttpHead::from(&parts))?;
        let auth = (*request).clone();
        Ok(Self { pages, asked, parts, fields, auth, request: Some(request) })
    }

    /// Returns the visit of a browser to a page that only reads its session. The session checks the origin.
    pub(crate) fn of_reader(pages: &'a Inner<U, S>, asked: &'a Audience, parts: Parts) -> Self {
        Self { pages, asked, parts, fields: FormFields::default(), auth: pages.auth.clone(), request: None }
    }

    /// Returns the visit of a caller without cookies.
    pub(crate) fn of_program(
        pages: &'a Inner<U, S>,
        asked: &'a Audience,
        parts: Parts,
        fields: FormFields,
    ) -> Self {
        let auth = pages.auth.on_behalf_of(&HttpHead::from(&parts));
        Self { pages, asked, parts, fields, auth, request: None }
    }

    /// Finds the session of the request.
    pub(crate) async fn session(&mut self) -> Result<Option<Arc<Session<U, S>>>, AuthError> {
        let (head, memory) = HttpHead::split(&mut self.parts);
        match self.asked.is_bearer {
            true => look_up::<Bearer, U, S>(&self.pages.auth, head, memory).await,
            false => look_up::<Cookie, U, S>(&self.pages.auth, head, memory).await,
        }
    }

    /// Finds the session of a request that must have one.
    ///
    /// # Errors
    /// [`AuthError`] that leads to the sign-in page, or asks a program for its token.
    pub(crate) async fn require(&mut self) -> Result<Arc<Session<U, S>>, AuthError> {
        let session = self.session().await?;
        let (head, path) = (HttpHead::from(&self.parts), self.pages.auth.sign_in_path());
        session.ok_or_else(|| match self.asked.is_bearer {
            true => Bearer::missing(&head, path),
            false => Cookie::missing(&head, path).to(self.asked.caller),
        })
    }

    /// Finds the session of a request whose user must have been verified recently, with the proof. Otherwise a browser goes to
    /// the page that asks for the password, and returns to `back`.
    pub(crate) async fn require_recent(
        &mut self,
        back: &str,
    ) -> Result<(Arc<Session<U, S>>, Verified), Stop> {
        let session = self.require().await?;
        match self.auth.recent_proof(&session) {
            Ok(verified) => Ok((session, verified)),
            Err(error) if self.asked.format == Format::Json => {
                Err(AuthError::from(error).to(self.asked.caller).into())
            }
            Err(_) => {
                let back = ReturnPath::from_field(&self.path(back));
                Err(PageAnswer::next(back.added_to(self.pages.auth.verify_path()), Value::Null).into())
            }
        }
    }

    /// Starts a session, and remembers its device.
    pub(crate) async fn start(
        &self,
        verified: Verified,
        options: SessionOptions<S>,
    ) -> Result<StartedSession, AuthError> {
        let user = verified.user_id().clone();
        let Some(request) = &self.request else {
            let bearer = self.auth.start_bearer_session(verified, options).await?;
            self.pages.devices.remember(self, &user, &bearer.id).await;
            return Ok(StartedSession::Bearer(bearer));
        };
        let cookie = request.start_session_with(verified, options).await?;
        if let Some(id) = cookie.session_id() {
            self.pages.devices.remember(self, &user, &id).await;
        }
        Ok(StartedSession::Cookie(cookie))
    }

    /// Returns the mail of the application, on behalf of the caller and in the caller's language.
    pub(crate) fn mail(&self) -> Result<Mail<U, S>, AuthError> {
        let mail = self.pages.mail.as_ref().ok_or(problems::NOT_FOUND)?;
        Ok(mail.on_behalf_of(&HttpHead::from(&self.parts)).language(self.asked.reader.tag()))
    }

    /// Returns the value of a query field, if it has one value.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let query = self.parts.uri.query().unwrap_or_default().as_bytes();
        let mut values = form_urlencoded::parse(query).filter(|(it, _)| it == name);
        let only = values.next().filter(|_| values.next().is_none());
        only.map(|(_, value)| value.into_owned()).filter(|it| it.len() <= 1024)
    }

    /// Returns true if the caller reads a page.
    pub(crate) fn reads_html(&self) -> bool {
        self.asked.format == Format::Html
    }

    /// Returns the page to go to after a form: that of the field or of the query, or the home page.
    pub(crate) fn landing(&self) -> ReturnPath {
        let field = self.fields.text(ReturnPath::FIELD);
        let asked = match field.is_empty() {
            true => ReturnPath::from_query(self.parts.uri.query()),
            false => ReturnPath::from_field(field),
        };
        if asked.is_home() { ReturnPath::from_field(&self.path("/")) } else { asked }
    }

    /// Returns the value of the field `next`: none for the home page.
    pub(crate) fn next_field(&self) -> Option<String> {
        let landing = self.landing();
        (landing.as_str() != self.path("/")).then(|| landing.as_str().to_owned())
    }

    /// Returns a path below the base path.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.pages.base)
    }

    /// Returns the name with which the user signs in with a password, if there is one.
    pub(crate) async fn password_key(&self, user: &UserId) -> Result<Option<KeyId>, AuthError> {
        let keys = self.auth.user_keys(user).await?;
        Ok(keys.into_iter().find(|it| it.has_password).map(|it| it.id))
    }

    /// Verifies the password of the signed-in user once more.
    ///
    /// # Errors
    /// [`AuthError`] that the form shows.
    pub(crate) async fn verify_user(&self, user: &UserId, password: &str) -> Result<Verified, AuthError> {
        let key = self.password_key(user).await?.ok_or(problems::NO_PASSWORD)?;
        let verified = self.auth.verify_password(&key, password).await;
        verified.map_err(|error| match AuthError::from(error) {
            error if error.code() == "invalid_credentials" => problems::WRONG_PASSWORD.into(),
            error => error,
        })
    }

    /// Returns the form again for an error that it caused, and the error itself otherwise.
    pub(crate) fn refuse(&self, template: &'static str, data: Value, error: AuthError) -> Stop {
        match Refusal::by(error) {
            Ok(refusal) => PageAnswer::refused(template, data, refusal).into(),
            Err(error) => error.to(self.asked.caller).into(),
        }
    }
}
