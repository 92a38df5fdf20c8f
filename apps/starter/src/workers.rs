//! The tasks beside the requests: sending mail, and writing the audit trail.

use crate::account::Account;
use crate::profile::Profile;
use lucerna::Error;
use lucerna::audit::Audit;
use lucerna::mail::Mail;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// The time limit for writing what waits, at the end of the program.
const LIMIT: Duration = Duration::from_secs(5);

/// The running tasks.
pub(crate) struct Workers {
    tasks: JoinSet<()>,
    mail: Option<Mail<Profile>>,
    audit: Audit,
}

impl Workers {
    /// Starts the tasks.
    pub(crate) fn start(account: &Account) -> Self {
        let Account { mail, audit, .. } = account;
        let mut tasks = JoinSet::new();
        if let Some(mail) = mail.clone() {
            tasks.spawn(mail.deliver());
        }
        let writer = audit.clone();
        tasks.spawn(async { match writer.run().await {} });
        Self { tasks, mail: mail.clone(), audit: audit.clone() }
    }

    /// Ends the tasks after the last request, and writes the notices and events that still wait.
    pub(crate) async fn finish(mut self) {
        self.tasks.shutdown().await;
        if let Some(mail) = &self.mail {
            report(timeout(LIMIT, mail.deliver_due()).await.map(|it| it.map(drop)).unwrap_or(Ok(())));
        }
        report(timeout(LIMIT, self.audit.write_waiting()).await.unwrap_or(Ok(())));
    }
}

fn report(written: Result<(), Error>) {
    if let Err(error) = written {
        tracing::warn!(%error, "shutting down: not everything was written");
    }
}
