//! The address to which a browser asked for a message, so that its next page can show it without an address in the URL.

use lucerna_core::{
    Attributes, Auth, Error, MissingTable, Record, RecordTable, Records, RequestHead, SessionCookie, Table,
};
use lucerna_derive::Attributes;
use std::time::Duration;

/// The life of a row. The cookie of the browser lives as long.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The address. The id is the hash of the cookie's secret.
#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct AskedAddressRow {
    address: String,
}

const ASKED: Table<AskedAddressRow> = Table::passing("lucerna_pages_asked");

pub(crate) fn table() -> RecordTable {
    ASKED.declare()
}

/// The rows of addresses.
pub(crate) struct AskedAddresses(Records<AskedAddressRow>);

impl AskedAddresses {
    pub(crate) fn new<U: Attributes, S: Attributes>(auth: &Auth<U, S>) -> Result<Self, MissingTable> {
        Ok(Self(auth.services().records(ASKED)?))
    }

    /// Keeps the address for the browser that gets this cookie.
    pub(crate) async fn keep<U: Attributes, S: Attributes>(
        &self,
        auth: &Auth<U, S>,
        cookie: &SessionCookie,
        address: &str,
    ) -> Result<(), Error> {
        let Some(id) = cookie.session_id() else { return Ok(()) };
        let row = AskedAddressRow { address: address.to_owned() };
        let record = Record::new(id.as_str(), row).until(auth.now().after(LIFE));
        Ok(self.0.insert(record).await?)
    }

    /// Returns the address of the browser that sends this request.
    pub(crate) async fn of_browser<U: Attributes, S: Attributes>(
        &self,
        auth: &Auth<U, S>,
        request: &(impl RequestHead + Sync),
    ) -> Result<Option<String>, Error> {
        for hash in auth.services().cookie("mail").hashes(request) {
            if let Some(found) = self.0.find(hash.as_str()).await? {
                return Ok(Some(found.value.address));
            }
        }
        Ok(None)
    }
}
