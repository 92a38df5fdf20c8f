//! All open connections, which have a limit in all and a limit for each client.

use super::activity::Activity;
use super::open_connections::{ConnectionClient, OpenConnections};
use super::overload::Overload;
use crate::limits::ConnectionLimits;
use lucerna::{Network, TrustedProxies};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// The open connections. If there are too many, the one that has waited longest for its client makes room.
#[derive(Debug)]
pub(crate) struct Connections {
    limits: ConnectionLimits,
    proxies: TrustedProxies,
    open: Mutex<OpenConnections>,
    overload: Overload,
}

impl Connections {
    pub(crate) fn new(limits: ConnectionLimits, proxies: TrustedProxies) -> Arc<Self> {
        Arc::new(Self { limits, proxies, open: Mutex::default(), overload: Overload::default() })
    }

    /// Makes room for a connection from this address. Returns `None` if there is none: the application is at work for all
    /// connections that could be closed instead.
    pub(crate) async fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Admission> {
        let is_proxy = self.proxies.contains(address);
        let client = ConnectionClient { network: Network::of(address), is_proxy };
        let activity = Arc::new(Activity::new(Instant::now()));
        if let Some(task) = self.replace(address, client, &activity)? {
            task.abort();
            let ending = self.open().take_oldest_ending(task);
            if let Some(oldest) = ending {
                // Its file descriptor is free once it has ended. The error only says that it was aborted.
                let _ = oldest.await;
            }
        }
        Some(Admission { connections: Arc::clone(self), client, activity })
    }

    /// Adds a connection, and removes and returns another if there are too many.
    fn replace(
        &self,
        address: IpAddr,
        client: ConnectionClient,
        activity: &Arc<Activity>,
    ) -> Option<Option<JoinHandle<()>>> {
        let mut open = self.open();
        let removed = if !client.is_proxy && open.count_of(client.network) >= self.limits.per_address {
            self.overload.note(address);
            Some(open.remove_longest_waiting(Some(client.network))?)
        } else if open.count() >= self.limits.in_all {
            self.overload.note(address);
            Some(open.remove_longest_waiting(None)?)
        } else {
            None
        };
        open.add(client, Arc::clone(activity));
        Some(removed)
    }

    fn open(&self) -> MutexGuard<'_, OpenConnections> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one connection, which is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Admission {
    connections: Arc<Connections>,
    client: ConnectionClient,
    activity: Arc<Activity>,
}

impl Admission {
    pub(crate) fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }

    /// Serves the connection in a task, which is aborted if the connection has to make room.
    pub(crate) fn serve(self, connection: impl Future<Output = ()> + Send + 'static) {
        let (connections, client, activity) =
            (Arc::clone(&self.connections), self.client, Arc::clone(&self.activity));
        let task = tokio::spawn(async move {
            connection.await;
            drop(self);
        });
        connections.open().set_task(client, &activity, task);
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        self.connections.open().remove(self.client, &self.activity);
    }
}
