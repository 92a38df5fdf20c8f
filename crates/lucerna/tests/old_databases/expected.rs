//! The content of a kept database, as its file `expected.json` has it.

use lucerna::{Auth, Column, KeyId, RequestHead, Row, Scalar, Schema, Session, SessionId, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error;

/// The content of the databases in one directory. All of them have the same users and sessions.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct ExpectedDatabase {
    /// The time of writing in milliseconds since 1970. It is far in the future, so that Redis does not expire the sessions.
    pub(crate) now: i64,
    pub(crate) user_columns: Vec<KeptColumn>,
    pub(crate) session_columns: Vec<KeptColumn>,
    pub(crate) users: Vec<KeptUser>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct KeptColumn {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) nullable: bool,
    pub(crate) unique: bool,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct KeptUser {
    pub(crate) id: String,
    pub(crate) attributes: Values,
    pub(crate) keys: Vec<KeptKey>,
    pub(crate) sessions: Vec<KeptSession>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct KeptKey {
    pub(crate) provider: String,
    /// The name that the user types to sign in, or the provider's subject.
    pub(crate) typed: String,
    pub(crate) password: Option<String>,
    /// A password that was changed or removed.
    pub(crate) former: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct KeptSession {
    pub(crate) id: String,
    /// The name and the value of the header that the browser or device sends with every request.
    pub(crate) header: [String; 2],
    pub(crate) state: KeptState,
    pub(crate) attributes: Values,
    /// The active, the idle and the absolute limit, or `None` for an expired session.
    pub(crate) limits: Option<[i64; 3]>,
    /// The active period after a renewal, in milliseconds.
    pub(crate) active_period: i64,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KeptState {
    Active,
    Idle,
    Over,
}

/// The values of a row by column. Bytes are hexadecimal digits, and times are milliseconds since 1970.
pub(crate) type Values = BTreeMap<String, serde_json::Value>;

impl ExpectedDatabase {
    pub(crate) fn schema(&self) -> Result<Schema, Box<dyn Error>> {
        let columns = |kept: &[KeptColumn]| kept.iter().map(column).collect::<Result<Vec<_>, _>>();
        let (user, session) = (columns(&self.user_columns)?, columns(&self.session_columns)?);
        Ok(Schema::of_columns(user)?.with_session_columns(session)?)
    }
}

impl KeptKey {
    pub(crate) fn id(&self) -> Result<KeyId, Box<dyn Error>> {
        Ok(match self.provider.as_str() {
            "username" => KeyId::username(&self.typed),
            "email" => KeyId::email(&self.typed),
            provider => KeyId::new(provider, &self.typed)?,
        })
    }
}

impl KeptSession {
    pub(crate) fn id(&self) -> Result<SessionId, Box<dyn Error>> {
        SessionId::parse(&self.id).ok_or_else(|| format!("{} is not a session id", self.id).into())
    }

    /// Authenticates a request in this session.
    pub(crate) async fn authenticate(
        &self,
        auth: &Auth<Row, Row>,
    ) -> Result<Option<Session<Row, Row>>, Box<dyn Error>> {
        let [name, _] = &self.header;
        Ok(match name.as_str() {
            "cookie" => auth.authenticate(self).await?,
            _ => auth.authenticate_bearer(self).await?,
        })
    }
}

/// A request with only the session's header.
impl RequestHead for KeptSession {
    fn method(&self) -> &'static str {
        "GET"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let [own, value] = &self.header;
        (own == name).then_some(value.as_bytes()).into_iter()
    }
}

fn column(kept: &KeptColumn) -> Result<Column, Box<dyn Error>> {
    let column = match kept.kind.as_str() {
        "text" => column_of::<String>(kept),
        "integer" => column_of::<i64>(kept),
        "float" => column_of::<f64>(kept),
        "boolean" => column_of::<bool>(kept),
        "bytes" => column_of::<Vec<u8>>(kept),
        "timestamp" => column_of::<lucerna::Timestamp>(kept),
        "uuid" => column_of::<uuid::Uuid>(kept),
        "json" => column_of::<serde_json::Value>(kept),
        other => return Err(format!("`{other}` is not a column type").into()),
    };
    Ok(if kept.unique { column.unique() } else { column })
}

fn column_of<T: Scalar>(KeptColumn { name, nullable, .. }: &KeptColumn) -> Column {
    if *nullable { Column::of::<Option<T>>(name.clone()) } else { Column::of::<T>(name.clone()) }
}

pub(crate) fn values(row: &Row) -> Result<Values, Box<dyn Error>> {
    row.iter().map(|(name, value)| Ok((name.to_owned(), json(value)?))).collect()
}

fn json(value: &Value) -> Result<serde_json::Value, Box<dyn Error>> {
    Ok(match value {
        Value::Null => serde_json::Value::Null,
        Value::Text(it) => it.as_str().into(),
        Value::Integer(it) => (*it).into(),
        Value::Float(it) => (*it).into(),
        Value::Boolean(it) => (*it).into(),
        Value::Bytes(it) => it.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into(),
        Value::Timestamp(it) => it.unix_millis().into(),
        Value::Uuid(it) => uuid::Uuid::from_bytes(*it).to_string().into(),
        Value::Json(it) => serde_json::from_str(it)?,
        _ => return Err("the value has an unknown type".into()),
    })
}
