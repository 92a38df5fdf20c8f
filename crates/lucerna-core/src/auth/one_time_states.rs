//! One-time states: with one, a safe method can start a session.

use super::Auth;
use crate::devices::DeviceSecrets;
use crate::{
    Attributes, Column, ColumnError, Error, Event, Outcome, Record, RedeemStateError, RequestHead, Row,
    SameOrigin, Secret, SecretHash, SessionCookie, Table,
};
use std::future::Future;
use std::time::Duration;

/// The time that a visitor may take at an identity provider.
const LIFE: Duration = Duration::from_secs(10 * 60);

/// The table of one-time states, for features that redirect visitors to another site and back.
///
/// ```
/// use lucerna_core::{ONE_TIME_STATES, Schema};
///
/// let schema = Schema::of::<()>()?.with([ONE_TIME_STATES.declare()])?;
/// # Ok::<(), lucerna_core::SchemaError>(())
/// ```
pub const ONE_TIME_STATES: Table<StateRow> = Table::passing("lucerna_one_time_state");

/// A row of [`ONE_TIME_STATES`].
///
/// ```
/// use lucerna_core::{Attributes, StateRow};
///
/// assert_eq!(StateRow::columns().len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct StateRow {
    purpose: String,
    /// The hash of the secret in the browser's cookie.
    browser: String,
}

impl Attributes for StateRow {
    fn columns() -> Vec<Column> {
        vec![Column::of::<String>("purpose"), Column::of::<String>("browser")]
    }

    fn to_row(&self) -> Row {
        Row::new().with("purpose", &self.purpose).with("browser", &self.browser)
    }

    fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self { purpose: row.take("purpose")?, browser: row.take("browser")? })
    }
}

/// A one-time state: the secret for the redirect's URL, and the cookie for the response.
///
/// ```
/// use lucerna_core::OneTimeState;
///
/// fn show(state: &OneTimeState) -> (&str, &str) {
///     (state.token.expose(), state.cookie.header_value())
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
#[must_use = "the state can be redeemed only if the response carries the cookie"]
pub struct OneTimeState {
    /// The secret that the other site returns.
    pub token: Secret,
    /// The cookie that binds the state to the browser.
    pub cookie: SessionCookie,
}

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Creates a one-time state for a visitor who is redirected to another site and returns with a `GET`. An identity
    /// provider returns the state in the query (RFC 6749 §10.12, RFC 9700 §2.1). It is valid for ten minutes, in this
    /// browser, for one purpose, such as the provider's name.
    ///
    /// The store has to be opened with [`ONE_TIME_STATES`]. The proof of origin stops other sites from beginning a
    /// sign-in.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<(), Box<dyn std::error::Error>> {
    /// let proof = auth.prove_origin(&request)?;
    /// let state = auth.issue_state("github", proof).await?;
    /// println!("Location: https://github.example/authorize?state={}", state.token.expose());
    /// println!("Set-Cookie: {}", state.cookie.header_value());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn issue_state(&self, purpose: &str, _: SameOrigin) -> Result<OneTimeState, Error> {
        let services = self.services();
        let (token, id) = services.new_secret()?;
        let (bound, browser) = services.new_secret()?;
        let row = StateRow { purpose: purpose.to_owned(), browser: browser.to_string() };
        let record = Record::new(id.as_str(), row).until(services.now().after(LIFE));
        services.records(ONE_TIME_STATES)?.insert(record).await?;
        Ok(OneTimeState { token, cookie: self.inner.state_cookie.set(bound.as_token(), Some(LIFE)) })
    }

    /// Redeems a one-time state. It works once, for this purpose, in the browser for which it was created. The proof
    /// lets a request with a safe method start a session.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead, state: &str, verified: Verified)
    /// #     -> Result<SessionCookie, Box<dyn std::error::Error>> {
    /// let proof = auth.redeem_state(&request, "github", state).await?;
    /// Ok(auth.start_session(verified, proof).await?)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`RedeemStateError`]: the state is unknown for this purpose and browser, was redeemed before, is older than ten
    /// minutes, or the store failed.
    pub fn redeem_state<'a, R: RequestHead>(
        &'a self,
        request: &R,
        purpose: &'a str,
        state: &'a str,
    ) -> impl Future<Output = Result<SameOrigin, RedeemStateError>> + Send + use<'a, U, S, R> {
        let browsers = self.inner.state_cookie.read_all(request);
        let sessions = self.inner.cookie.read_all(request);
        let devices = DeviceSecrets::read(&self.inner.device_cookie, request);
        async move {
            let states = self.services().records(ONE_TIME_STATES).map_err(Error::from)?;
            let id = SecretHash::of(state);
            for browser in browsers.iter() {
                let row = Row::new().with("purpose", &purpose.to_owned());
                let still = row.with("browser", &browser.to_string());
                if let Some(id) = &id
                    && states.take_if(id, &still).await?.is_some()
                {
                    return Ok(SameOrigin::with_cookies(sessions, devices));
                }
            }
            self.emit(Event::new("state.refused", Outcome::Refused));
            Err(RedeemStateError::Unknown)
        }
    }
}
