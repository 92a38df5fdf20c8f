//! The tasks beside the requests: sending mail, writing the audit trail, and deleting accounts whose time has come.

use crate::account::Account;
use lucerna::audit::Audit;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The time limit of each task for what it has begun, at the end of the program.
const LIMIT: Duration = Duration::from_secs(5);

/// The running tasks.
pub(crate) struct Workers {
    mail: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    writer: JoinHandle<()>,
    sweeper: JoinHandle<()>,
    audit: Audit,
}

impl Workers {
    /// Starts the tasks.
    pub(crate) fn start(account: &Account) -> Self {
        let mail = account.mail.clone().map(|mail| {
            let (stop, stopped) = oneshot::channel();
            let deliver = mail.deliver_until(async {
                let _: Result<(), _> = stopped.await;
            });
            (stop, tokio::spawn(deliver))
        });
        let audit = account.audit.clone();
        let writer = audit.clone();
        let writer = tokio::spawn(async { match writer.run().await {} });
        let sweeper = account.pages.clone();
        let sweeper = tokio::spawn(async { match sweeper.run().await {} });
        Self { mail, writer, sweeper, audit }
    }

    /// Ends the tasks after the last request: completes the letters that are being sent, and writes the events that wait. Letters
    /// that wait stay in the database.
    pub(crate) async fn finish(self) {
        self.sweeper.abort();
        drop(self.sweeper.await);
        if let Some((stop, mut task)) = self.mail {
            drop(stop);
            if timeout(LIMIT, &mut task).await.is_err() {
                tracing::warn!("shutting down: letters that were being sent will be sent again");
                task.abort();
            }
        }
        self.writer.abort();
        drop(self.writer.await);
        let written = timeout(LIMIT, self.audit.write_waiting()).await;
        if let Ok(Err(_)) | Err(_) = written {
            tracing::warn!("shutting down: events were not written to the audit trail");
        }
    }
}
