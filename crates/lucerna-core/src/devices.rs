//! Known devices: browsers in which a user signed in before, and the secrets in their cookie.

use crate::cookie::CookiePolicy;
use crate::{
    Error, Page, Record, RecordError, RequestHead, Secret, SecretHash, Services, SessionToken, Table, UserId,
};
use std::time::Duration;
use zeroize::Zeroizing;

/// The table of known devices. A row's id is the hash of the secret in the browser's cookie, and belongs to one user.
pub(crate) const KNOWN_DEVICES: Table<()> = Table::lasting("lucerna_known_device");

/// The time for which a device is known. No cookie lives longer.
pub(crate) const KNOWN_FOR: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// The most known devices of one user. Each one has attempts of its own, so their number is limited.
const MOST_OF_USER: u32 = 10;

/// The secrets in a browser's device cookie, the newest first. There is one for each of the last users who signed in.
///
/// A user's secret is never reused for another user. So an attacker who plants a cookie does not share the victim's
/// attempts.
#[derive(Clone, Default)]
pub(crate) struct DeviceSecrets(Vec<Zeroizing<String>>);

impl DeviceSecrets {
    /// The most users for whom one browser is a known device.
    const MOST: usize = 3;

    /// The most secrets of a request that are looked up. Each costs a look-up before any limit is judged.
    const MOST_OF_REQUEST: usize = Self::MOST + 1;

    /// Reads the secrets from the request's cookies. A browser sends several cookies after their domain or path changed.
    /// The newest secret of a second one counts too.
    pub(crate) fn read(cookie: &CookiePolicy, request: &impl RequestHead) -> Self {
        let secrets = cookie.values(request).filter_map(Self::parse).flat_map(|it| it.0);
        Self(secrets.take(Self::MOST_OF_REQUEST).collect())
    }

    fn parse(value: &[u8]) -> Option<Self> {
        let parts = value.split(|it| *it == b'.').take(Self::MOST + 1);
        let secrets =
            parts.map(|it| SessionToken::has_token_format(it).then(|| std::str::from_utf8(it).ok())?);
        let secrets: Vec<_> =
            secrets.map(|it| it.map(|it| Zeroizing::new(it.to_owned()))).collect::<Option<_>>()?;
        (secrets.len() <= Self::MOST).then_some(Self(secrets))
    }

    /// Returns the ids of the devices.
    pub(crate) fn ids(&self) -> impl Iterator<Item = SecretHash> {
        self.0.iter().filter_map(|it| SecretHash::of(it))
    }

    /// Returns the cookie's value with a new secret. The oldest one gives way.
    pub(crate) fn with(&self, new: &Secret) -> Zeroizing<String> {
        let older = self.0.iter().map(|it| it.as_str()).take(Self::MOST - 1);
        let all: Vec<_> = std::iter::once(new.expose()).chain(older).collect();
        Zeroizing::new(all.join("."))
    }
}

impl std::fmt::Debug for DeviceSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeviceSecrets({})", self.0.len())
    }
}

impl Services {
    /// Returns the first of these devices that is a known one of the user. Without a user it costs the same and returns
    /// `None`, so that the time of the answer does not reveal which accounts exist.
    pub(crate) async fn find_known_device(
        &self,
        devices: impl IntoIterator<Item = SecretHash, IntoIter: Send>,
        user: Option<&UserId>,
    ) -> Result<Option<SecretHash>, Error> {
        let known = self.records(KNOWN_DEVICES)?;
        for device in devices {
            let owner = known.find(&device).await?.and_then(|it| it.user_id);
            if owner.is_some() && owner.as_ref() == user {
                return Ok(Some(device));
            }
        }
        Ok(None)
    }

    /// Makes a device known to the user. Of too many, those that were known first are forgotten.
    pub(crate) async fn insert_known_device(&self, id: SecretHash, user: &UserId) -> Result<(), RecordError> {
        let known = self.records(KNOWN_DEVICES).map_err(Error::from)?;
        let mut older = known.find_of_user(user, &Page::first(2 * MOST_OF_USER)).await?;
        older.sort_by_key(|it| std::cmp::Reverse(it.expires));
        for device in older.iter().skip(MOST_OF_USER as usize - 1) {
            known.delete(&device.id).await?;
        }
        let record = Record::new(id.as_str(), ()).of_user(user.clone());
        known.insert(record.until(self.now().after(KNOWN_FOR))).await
    }

    /// Forgets the devices of a user, except for the caller's own.
    pub(crate) async fn forget_other_devices(&self, user: &UserId) -> Result<(), Error> {
        let known = self.records(KNOWN_DEVICES)?;
        let own = self.find_known_device(self.client.devices().to_vec(), Some(user)).await?;
        let Some(own) = own else { return known.delete_of_user(user).await.map(drop) };
        for device in known.find_of_user(user, &Page::first(2 * MOST_OF_USER)).await? {
            if device.id != own.as_str() {
                known.delete(&device.id).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandom;

    fn secret() -> Secret {
        Secret::generate(&OsRandom).unwrap()
    }

    #[test]
    fn the_cookie_keeps_the_newest_secrets() {
        let (mut value, all) = (Zeroizing::new(String::new()), [secret(), secret(), secret(), secret()]);
        for new in &all {
            value = DeviceSecrets::parse(value.as_bytes()).unwrap_or_default().with(new);
        }
        let kept: Vec<_> = DeviceSecrets::parse(value.as_bytes()).unwrap().ids().collect();
        assert_eq!(kept, [&all[3], &all[2], &all[1]].map(Secret::hash));
    }

    #[test]
    fn an_invalid_cookie_names_no_device() {
        let one = secret().expose().to_owned();
        let four = [&*one; 4].join(".");
        for value in ["", ".", "short", &format!("{one}."), &format!("{one}.x"), &four, &four[1..]] {
            assert!(DeviceSecrets::parse(value.as_bytes()).is_none(), "{value}");
        }
        assert!(DeviceSecrets::parse(b"\xff").is_none());
    }

    #[test]
    fn rt_211_debug_shows_no_secret() {
        let secrets = DeviceSecrets::parse(secret().expose().as_bytes()).unwrap();
        assert_eq!(format!("{secrets:?}"), "DeviceSecrets(1)");
    }
}
