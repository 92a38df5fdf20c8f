//! A session as Lucia writes it: JSON with `id`, `user_id`, `active_expires`, `idle_expires` and the attributes.

use super::{CountedKey, attribute};
use crate::{AdoptOptions, Counter};
use lucerna_core::{Column, Expiry, Row, SessionDetails, SessionId, SessionRecord, Timestamp, check_fit};
use serde_json::{Map, Value as Json};

pub(super) struct LuciaSession<'a> {
    token: &'a str,
    user: String,
    limits: [Option<i64>; 2],
    attributes: Map<String, Json>,
}

impl<'a> LuciaSession<'a> {
    /// Parses the content of a key with this token in its name. `None` if it is not a session of Lucia.
    pub(super) fn read(token: &'a str, json: &[u8]) -> Option<Self> {
        let mut fields = serde_json::from_slice::<Map<String, Json>>(json).ok()?;
        if fields.remove("id")?.as_str() != Some(token) {
            return None;
        }
        let Json::String(user) = fields.remove("user_id")? else { return None };
        let limits = [fields.remove("active_expires")?, fields.remove("idle_expires")?];
        let limits = limits.map(|it| attribute::integer(&it));
        Some(Self { token, user, limits, attributes: fields })
    }

    /// Converts the session to one of Lucerna, or to the counter of removed sessions.
    pub(super) fn convert(
        self,
        options: &AdoptOptions,
        columns: &[Column],
    ) -> Result<SessionRecord, CountedKey> {
        let unusable = || CountedKey(Counter::UnusableSessions, None);
        let [Some(active), Some(idle)] = self.limits else { return Err(unusable()) };
        let [active, idle] = [active, idle].map(Timestamp::from_unix_millis);
        if options.now > idle {
            return Err(CountedKey(Counter::DeadSessions, None));
        }
        let id = SessionId::of_token(self.token).ok_or_else(unusable)?;
        let expiry = Expiry { active, idle, absolute: options.now.after(options.policy.absolute).max(idle) };
        let unfit = |column| format!("`{column}` of the session {id} of user {:?} does not fit", self.user);
        let attributes = row(self.attributes, columns)
            .map_err(|column| CountedKey(Counter::UnfitSessions, Some(unfit(column))))?;
        let details = SessionDetails::default();
        Ok(SessionRecord {
            id,
            user_id: self.user.as_str().into(),
            expiry,
            periods: None,
            details,
            attributes,
        })
    }
}

/// Returns the values of the columns, or the name of a column whose value does not fit. Other fields are ignored.
fn row(mut fields: Map<String, Json>, columns: &[Column]) -> Result<Row, String> {
    let mut row = Row::with_capacity(columns.len());
    for column in columns {
        let json = fields.remove(&**column.name()).unwrap_or(Json::Null);
        let value = attribute::value(column, json).ok_or_else(|| column.name().to_string())?;
        row.push(column.name().clone(), value);
    }
    check_fit(columns, &row).map_err(|it| it.column)?;
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "663i4eaxxfff4ecokw35mk1uumjrh53n193lbng9";

    fn converted(json: &str) -> Option<Result<SessionRecord, CountedKey>> {
        let options = AdoptOptions::new(Timestamp::from_unix_millis(1000));
        let json = json.replace("TOKEN", TOKEN);
        let session = LuciaSession::read(TOKEN, json.as_bytes())?;
        Some(session.convert(&options, &[Column::of::<Option<i64>>("n")]))
    }

    #[test]
    fn other_content_is_not_a_session() {
        for json in [
            "",
            "[]",
            "\u{fe}",
            r#"{"id":"TOKEN","user_id":"a","active_expires":1}"#,
            r#"{"id":"TOKEN","user_id":1,"active_expires":1,"idle_expires":2}"#,
            r#"{"id":"another","user_id":"a","active_expires":1,"idle_expires":2}"#,
            r#"{"cookie":{"path":"/"},"passport":{"user":1}}"#,
            &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        ] {
            assert!(converted(json).is_none(), "{json}");
        }
        assert!(LuciaSession::read(TOKEN, b"{\"id\":\"\xff\"}").is_none());
    }

    #[test]
    fn limits_are_numbers_or_digits_as_javascript_writes_them() {
        let limit = |idle: &str| {
            converted(&format!(r#"{{"id":"TOKEN","user_id":"a","active_expires":1,"idle_expires":{idle}}}"#))
        };
        for idle in ["1000", "1000.0", "1e3", r#""1000""#] {
            let Some(Ok(kept)) = limit(idle) else { panic!("{idle}") };
            assert_eq!(kept.expiry.idle, Timestamp::from_unix_millis(1000));
        }
        assert!(matches!(limit("999"), Some(Err(CountedKey(Counter::DeadSessions, _)))));
        for idle in ["null", "1.5", r#""soon""#, "1e300"] {
            assert!(matches!(limit(idle), Some(Err(CountedKey(Counter::UnusableSessions, _)))), "{idle}");
        }
    }

    #[test]
    fn the_note_about_an_attribute_that_does_not_fit_contains_no_token() {
        let json = r#"{"n":"1","id":"TOKEN","user_id":"a","active_expires":1,"idle_expires":2000}"#;
        let Some(Err(CountedKey(Counter::UnfitSessions, note))) = converted(json) else {
            panic!("it does not fit")
        };
        let hash = SessionId::of_token(TOKEN).unwrap();
        assert_eq!(note, Some(format!("`n` of the session {hash} of user \"a\" does not fit")));
    }
}
