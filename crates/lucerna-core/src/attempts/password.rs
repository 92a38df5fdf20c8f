//! The counts of an attempt to verify a password.

use super::Attempts;
use super::counters::{CountedAction, CounterName};
use super::limits::CountPurpose;
use crate::{AttemptError, AttemptPolicy, Error, KeyId, SecretHash, UserId};
use lucerna_throttle::{Decision, Tally};

/// An attempt that counts as a failure until it succeeds.
///
/// Two counts belong to the account: the delays of the typed name, and all its consecutive failures. A known device has
/// delays of its own instead, so that strangers cannot lock it out. Attempts from elsewhere also count for their network.
#[must_use = "the attempt counts as a failure"]
pub(crate) struct PasswordAttempt {
    attempts: Attempts,
    names: Names,
    device: Option<SecretHash>,
    /// The failure of the network.
    network: Option<CountedAction>,
    /// The failures with this one, and the end of the delay that it starts.
    delays: Tally,
    /// All failures of the account, with this one.
    total: Tally,
}

/// The names of an attempt's two counts of the account, and their policies.
struct Names {
    delays: CounterName,
    delay_policy: AttemptPolicy,
    total: CounterName,
    total_policy: AttemptPolicy,
}

impl Attempts {
    /// Counts an attempt before the password is hashed. Known and unknown accounts cost the same.
    pub(crate) async fn begin_password(
        self,
        key: &KeyId,
        user: Option<&UserId>,
    ) -> Result<PasswordAttempt, AttemptError> {
        let attempts = self.about(user);
        let devices = attempts.services.client.devices().to_vec();
        let device = attempts.services.find_known_device(devices, user).await?;
        let names = attempts.names(key, user, device.as_ref());
        // Refused attempts only read, so that a flood of them changes no count.
        let seen = attempts.peek(&names.delays, &names.delay_policy).await?;
        attempts.allowed(&names.delays, seen.decision)?;
        let seen_total = attempts.peek(&names.total, &names.total_policy).await?;
        attempts.allowed(&names.total, seen_total.decision)?;
        let network = attempts.try_network(device.as_ref()).await?;
        let counted = attempts.count_failure(&names.delays, &names.delay_policy, seen).await?;
        attempts.unless_allowed(&counted, network.as_ref(), &[]).await?;
        let delays = attempts.allowed(&names.delays, counted)?;
        let counted = attempts.count_failure(&names.total, &names.total_policy, seen_total).await?;
        attempts.unless_allowed(&counted, network.as_ref(), &[&names.delays]).await?;
        let total = attempts.allowed(&names.total, counted)?;
        Ok(PasswordAttempt { attempts, names, device, network, delays, total })
    }

    fn names(&self, key: &KeyId, user: Option<&UserId>, device: Option<&SecretHash>) -> Names {
        let delays = match device {
            Some(device) => CounterName::new(CountPurpose::DEVICE, device.as_str()),
            None => CounterName::new(CountPurpose::NAME, &key.to_string()),
        };
        Names {
            delays,
            delay_policy: self.limits().delays(),
            total: total_of(key, user),
            total_policy: self.limits().total(device.is_some()),
        }
    }

    /// Counts the attempt for the network of the caller, unless it comes from a known device.
    async fn try_network(&self, device: Option<&SecretHash>) -> Result<Option<CountedAction>, AttemptError> {
        let Some(network) = self.network().filter(|_| device.is_none()) else { return Ok(None) };
        let policy = &self.limits().failures;
        self.try_action(CountPurpose::NETWORK, &network.to_string(), policy).await.map(Some)
    }

    /// Gives these counts back if the last one refused the attempt, since a concurrent one was faster.
    async fn unless_allowed<T: Sync>(
        &self,
        decision: &Decision<T>,
        network: Option<&CountedAction>,
        failures: &[&CounterName],
    ) -> Result<(), AttemptError> {
        match decision {
            Decision::Allowed(_) => Ok(()),
            Decision::Wait(_) | Decision::Locked => self.give_back(network, failures).await,
        }
    }

    async fn give_back(
        &self,
        network: Option<&CountedAction>,
        failures: &[&CounterName],
    ) -> Result<(), AttemptError> {
        for name in failures {
            self.give_back_failure(name).await?;
        }
        match network {
            Some(network) => self.give_back_action(network).await,
            None => Ok(()),
        }
    }

    /// Clears the counts of an account with these names, after a proof of another kind or by an administrator.
    pub(crate) async fn clear_account(&self, keys: &[KeyId], user: Option<&UserId>) -> Result<(), Error> {
        for key in keys {
            self.clear_count(&CounterName::new(CountPurpose::NAME, &key.to_string())).await?;
        }
        match keys.first() {
            Some(key) => self.clear_count(&total_of(key, user)).await,
            None => Ok(()),
        }
    }
}

impl PasswordAttempt {
    /// Returns the known device from which the attempt comes.
    pub(crate) fn device(&self) -> Option<SecretHash> {
        self.device
    }

    /// Clears the counts of the account, but not of other devices. Only this failure of the network is given back.
    pub(crate) async fn succeeded(self) -> Result<(), AttemptError> {
        self.attempts.clear_count(&self.names.delays).await?;
        self.attempts.clear_count(&self.names.total).await?;
        self.attempts.give_back(self.network.as_ref(), &[]).await
    }

    /// Keeps the counts, and reports what the failure starts.
    pub(crate) fn failed(self) {
        if self.total.failures >= self.names.total_policy.most {
            self.attempts.report_failed("attempts.locked", &self.names.total, self.total.failures);
        } else if self.delays.until > self.attempts.now() {
            self.attempts.report_failed("attempts.delayed", &self.names.delays, self.delays.failures);
        }
    }

    /// Gives the counts back, since the password was not compared.
    pub(crate) async fn abandoned(self) -> Result<(), AttemptError> {
        self.attempts.give_back(self.network.as_ref(), &[&self.names.delays, &self.names.total]).await
    }
}

/// Returns the name of the count of all failures. Several names of one user share it, and so do not get more attempts.
fn total_of(key: &KeyId, user: Option<&UserId>) -> CounterName {
    let account = user.map_or_else(|| format!("key {key}"), |user| format!("user {user}"));
    CounterName::new(CountPurpose::ACCOUNT, &account)
}
