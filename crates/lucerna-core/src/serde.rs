//! Serde support: ids as text, times as RFC 3339.

use crate::{SessionId, Timestamp, UserId};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

impl Serialize for UserId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for UserId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?))
    }
}

impl Serialize for SessionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SessionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("a session's id must have 64 hexadecimal digits"))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let time = jiff::Timestamp::from_millisecond(self.unix_millis()).map_err(S::Error::custom)?;
        serializer.collect_str(&format_args!("{time:.3}"))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let time: jiff::Timestamp = text.parse().map_err(D::Error::custom)?;
        Ok(Self::from_unix_millis(time.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_text_and_times_are_rfc_3339() {
        let time = Timestamp::from_unix_millis(1_767_225_600_007);
        let json = serde_json::to_string(&(UserId::from("u1"), time)).unwrap();
        assert_eq!(json, r#"["u1","2026-01-01T00:00:00.007Z"]"#);
        assert_eq!(serde_json::from_str::<(UserId, Timestamp)>(&json).unwrap(), ("u1".into(), time));
        let zone: Timestamp = serde_json::from_str(r#""2026-01-01T01:00:00.007+01:00""#).unwrap();
        assert_eq!(zone, time);
        let id = SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap();
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<SessionId>(&json).unwrap(), id);
    }

    #[test]
    fn invalid_ids_and_times_are_refused() {
        assert!(serde_json::from_str::<SessionId>(r#""short""#).is_err());
        assert!(serde_json::from_str::<Timestamp>(r#""yesterday""#).is_err());
        assert!(serde_json::to_string(&Timestamp::from_unix_millis(i64::MAX)).is_err());
    }
}
