//! A session as Lucia writes it: JSON with the attributes beside `id`, `user_id`, `active_expires` and `idle_expires`.

use super::{RedisAdoptOptions, attribute};
use lucerna_core::{Column, Expiry, Row, SessionId, SessionRecord, Timestamp, UserId, check_fit};
use serde_json::{Map, Value as Json};

/// What becomes of a key.
pub(super) enum Fate {
    Kept(SessionRecord),
    Dead,
    Unusable,
    /// With a sentence that says what does not fit.
    Unfit(String),
    /// A set of a user's sessions.
    Index,
    /// With a name for it.
    LeftAlone(String),
    /// It is there no longer.
    Gone,
}

pub(super) struct Session {
    /// That of its token, if it can be one.
    id: Option<SessionId>,
    user: UserId,
    limits: [Option<Timestamp>; 2],
    attributes: Map<String, Json>,
}

/// The session that a key with this token in its name holds, if it holds one.
pub(super) fn read(token: &str, json: &[u8]) -> Option<Session> {
    let mut fields = serde_json::from_slice::<Map<String, Json>>(json).ok()?;
    if fields.remove("id")?.as_str() != Some(token) {
        return None;
    }
    let Json::String(user) = fields.remove("user_id")? else { return None };
    let limits = [fields.remove("active_expires")?, fields.remove("idle_expires")?];
    Some(Session {
        id: SessionId::of_token(token),
        user: user.as_str().into(),
        limits: limits.map(|it| attribute::integer(&it).map(Timestamp::from_unix_millis)),
        attributes: fields,
    })
}

impl Session {
    pub(super) fn judge(self, options: &RedisAdoptOptions, columns: &[Column]) -> Fate {
        let (Some(id), [Some(active), Some(idle)]) = (self.id, self.limits) else { return Fate::Unusable };
        if options.now > idle {
            return Fate::Dead;
        }
        let attributes = match row(self.attributes, columns) {
            Ok(row) => row,
            Err(column) => {
                return Fate::Unfit(format!(
                    "`{column}` of the session {id} of user {:?}",
                    self.user.as_str()
                ));
            }
        };
        let absolute = options.now.after(options.policy.absolute).max(idle);
        let expiry = Expiry { active, idle, absolute };
        Fate::Kept(SessionRecord { id, user_id: self.user, expiry, periods: None, attributes })
    }
}

/// The columns' values, or the name of a column that cannot have its own. What is no column is left out.
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

    fn judged(json: &str) -> Option<Fate> {
        let options = RedisAdoptOptions::new(Timestamp::from_unix_millis(1000));
        let json = json.replace("TOKEN", TOKEN);
        read(TOKEN, json.as_bytes()).map(|it| it.judge(&options, &[Column::of::<Option<i64>>("n")]))
    }

    #[test]
    fn what_is_no_session_of_this_key_is_none() {
        for json in [
            "",
            "1",
            "[]",
            "\u{fe}",
            r#"{"id":"TOKEN","user_id":"a","active_expires":1}"#,
            r#"{"id":"TOKEN","user_id":1,"active_expires":1,"idle_expires":2}"#,
            r#"{"id":"another","user_id":"a","active_expires":1,"idle_expires":2}"#,
            r#"{"cookie":{"path":"/"},"passport":{"user":1}}"#,
        ] {
            assert!(judged(json).is_none(), "{json}");
        }
        assert!(read(TOKEN, b"{\"id\":\"\xff\"}").is_none());
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(judged(&deep).is_none());
    }

    #[test]
    fn limits_are_what_javascript_writes_for_a_time() {
        let limit = |idle: &str| {
            judged(&format!(r#"{{"id":"TOKEN","user_id":"a","active_expires":1,"idle_expires":{idle}}}"#))
        };
        for idle in ["1000", "1000.0", "1e3", r#""1000""#] {
            let Some(Fate::Kept(kept)) = limit(idle) else { panic!("{idle}") };
            assert_eq!(kept.expiry.idle, Timestamp::from_unix_millis(1000));
        }
        assert!(matches!(limit("999"), Some(Fate::Dead)));
        for idle in ["null", "1.5", r#""soon""#, "1e300"] {
            assert!(matches!(limit(idle), Some(Fate::Unusable)), "{idle}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named_without_the_token() {
        let json = r#"{"n":"1","id":"TOKEN","user_id":"a","active_expires":1,"idle_expires":2000}"#;
        let Some(Fate::Unfit(sentence)) = judged(json) else { panic!("it does not fit") };
        let hash = SessionId::of_token(TOKEN).unwrap();
        assert_eq!(sentence, format!("`n` of the session {hash} of user \"a\""));
    }
}
