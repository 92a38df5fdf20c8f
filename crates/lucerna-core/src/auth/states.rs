//! One-time states: how a safe method may sign somebody in.

use super::Auth;
use crate::{
    Attributes, Column, ColumnError, Error, Event, Outcome, Record, RedeemStateError, RequestHead, Row,
    SameOrigin, Secret, SecretHash, SessionCookie, Table,
};
use std::future::Future;
use std::time::Duration;

/// How long a visitor may take at an identity provider.
const LIFE: Duration = Duration::from_secs(10 * 60);

/// The table of one-time states, for features that send visitors away and receive them back.
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
    /// The hash of the cookie that the browser has.
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

/// A one-time state: the secret for the address to which the visitor is sent, and the cookie for the answer.
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
#[must_use = "the visitor comes back only if the answer carries the cookie"]
pub struct OneTimeState {
    /// What the other site gives back.
    pub token: Secret,
    /// What binds it to the browser.
    pub cookie: SessionCookie,
}

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Makes a one-time state, for a visitor who is sent to another site and comes back with a `GET`: to an identity provider,
    /// which gives the state back in the query (RFC 6749 §10.12, RFC 9700 §2.1). It is bound to this browser by a cookie, and
    /// to a purpose such as the name of the provider, and lives for ten minutes.
    ///
    /// The store has to be opened with [`ONE_TIME_STATES`]. Ask for the proof that the request itself comes from our own pages,
    /// so that no other page can begin a sign-in.
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

    /// Redeems a one-time state: once, for this purpose, and in the browser for which it was made. The proof lets a request
    /// with a safe method start a session.
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
    /// [`RedeemStateError`]: there is no such state of this purpose and browser, it was redeemed before or is older than ten minutes,
    /// or something under Lucerna failed.
    pub fn redeem_state<'a, R: RequestHead>(
        &'a self,
        request: &R,
        purpose: &'a str,
        state: &'a str,
    ) -> impl Future<Output = Result<SameOrigin, RedeemStateError>> + Send + use<'a, U, S, R> {
        let browsers = self.inner.state_cookie.read_all(request);
        let sessions = self.inner.cookie.read_all(request);
        async move {
            let states = self.services().records(ONE_TIME_STATES).map_err(Error::from)?;
            let id = SecretHash::of(state);
            for browser in browsers.iter() {
                let row = Row::new().with("purpose", &purpose.to_owned());
                let still = row.with("browser", &browser.to_string());
                if let Some(id) = &id
                    && states.take_if(id, &still).await?.is_some()
                {
                    return Ok(SameOrigin::with_sessions(sessions));
                }
            }
            self.emit(Event::new("state.refused", Outcome::Refused));
            Err(RedeemStateError::Unknown)
        }
    }
}
