//! The devices of sessions: which browser a session is in.

use crate::visit::Visit;
use lucerna_core::{
    Attributes, Auth, Error, Event, MissingTable, Outcome, Page, Record, RecordTable, Records,
    RenewedSession, SessionId, Table, UserId,
};
use lucerna_derive::Attributes;
use std::collections::HashMap;

/// The user agent of the request that started a session. The id is the session's.
#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct DeviceRow {
    agent: String,
}

const DEVICES: Table<DeviceRow> = Table::lasting("lucerna_pages_device");

pub(crate) fn table() -> RecordTable {
    DEVICES.declare()
}

/// The rows of devices.
pub(crate) struct Devices(Records<DeviceRow>);

impl Devices {
    pub(crate) fn new<U: Attributes, S: Attributes>(auth: &Auth<U, S>) -> Result<Self, MissingTable> {
        Ok(Self(auth.services().records(DEVICES)?))
    }

    /// Keeps the user agent of a session that starts in this request. A sign-in does not fail with it.
    pub(crate) async fn remember<U: Attributes, S: Attributes + Default>(
        &self,
        visit: &Visit<'_, U, S>,
        user: &UserId,
        session: &SessionId,
    ) {
        let services = visit.auth.services();
        let Some(agent) = services.client().user_agent() else { return };
        let row = DeviceRow { agent: agent.to_owned() };
        let lasts = services.now().after(visit.auth.session_policy().absolute);
        let record = Record::new(session.as_str(), row).of_user(user.clone()).until(lasts);
        if let Err(error) = self.0.insert(record).await {
            services.emit(Event::new("device.not_listed", Outcome::Failed).user(user).error(&error));
        }
    }

    /// Follows a session whose token was rotated.
    pub(crate) async fn follow<U: Attributes, S: Attributes + Default>(
        &self,
        visit: &Visit<'_, U, S>,
        user: &UserId,
        old: &SessionId,
        renewed: &RenewedSession,
    ) {
        self.forget(old).await;
        self.remember(visit, user, &renewed.id).await;
    }

    /// Forgets a session that has ended. A row that stays expires with the longest session.
    pub(crate) async fn forget(&self, session: &SessionId) {
        let _ = self.0.delete(session.as_str()).await;
    }

    /// Returns the user agents of a user's sessions by their ids.
    pub(crate) async fn of_user(&self, user: &UserId) -> Result<HashMap<String, String>, Error> {
        let rows = self.0.find_of_user(user, &Page::first(Page::MAX)).await?;
        Ok(rows.into_iter().map(|it| (it.id, it.value.agent)).collect())
    }

    /// Deletes the rows of a user whose sessions have ended elsewhere.
    pub(crate) async fn prune(&self, ended: impl IntoIterator<Item = String>) -> Result<(), Error> {
        for session in ended {
            self.0.delete(&session).await?;
        }
        Ok(())
    }
}
