//! The list of open connections, by client.

use super::activity::Activity;
use lucerna::Network;
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// The other side of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionClient {
    pub(crate) network: Network,
    pub(crate) is_proxy: bool,
}

/// The number of removed connections that may still have their file descriptors. So accepting seldom waits for busy threads.
const MOST_ENDING: usize = 16;

#[derive(Debug, Default)]
pub(crate) struct OpenConnections {
    by_network: HashMap<Network, Vec<OpenConnection>>,
    count: usize,
    /// The tasks of removed connections, of which some have ended.
    ending: VecDeque<JoinHandle<()>>,
}

#[derive(Debug)]
struct OpenConnection {
    is_proxy: bool,
    activity: Arc<Activity>,
    /// Absent while the connection is about to start.
    task: Option<JoinHandle<()>>,
}

impl OpenConnections {
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn count_of(&self, network: Network) -> usize {
        self.by_network.get(&network).map_or(0, Vec::len)
    }

    pub(crate) fn add(&mut self, client: ConnectionClient, activity: Arc<Activity>) {
        let connection = OpenConnection { is_proxy: client.is_proxy, activity, task: None };
        self.by_network.entry(client.network).or_default().push(connection);
        self.count += 1;
    }

    /// Names the task that serves a connection, unless the connection has already ended.
    pub(crate) fn set_task(
        &mut self,
        client: ConnectionClient,
        activity: &Arc<Activity>,
        task: JoinHandle<()>,
    ) {
        let mut own = self.by_network.get_mut(&client.network).into_iter().flatten();
        if let Some(connection) = own.find(|it| Arc::ptr_eq(&it.activity, activity)) {
            connection.task = Some(task);
        }
    }

    /// Removes a connection, unless it has been removed.
    pub(crate) fn remove(&mut self, client: ConnectionClient, activity: &Arc<Activity>) {
        let own = self.by_network.get(&client.network);
        if let Some(index) = own.and_then(|it| it.iter().position(|it| Arc::ptr_eq(&it.activity, activity))) {
            self.remove_at(client.network, index);
        }
    }

    fn remove_at(&mut self, network: Network, index: usize) -> Option<OpenConnection> {
        let own = self.by_network.get_mut(&network)?;
        let connection = own.swap_remove(index);
        if own.is_empty() {
            self.by_network.remove(&network);
        }
        self.count -= 1;
        Some(connection)
    }

    /// Removes a connection that waits for its client, of this network or of any, and returns its task.
    pub(crate) fn remove_longest_waiting(&mut self, network: Option<Network>) -> Option<JoinHandle<()>> {
        let (network, index) = match network {
            Some(network) => (network, longest_waiting(self.by_network.get(&network)?)?.0),
            None => self.longest_waiting_of_all()?,
        };
        self.remove_at(network, index)?.task
    }

    /// Keeps the task of a removed connection. If there are too many, returns the oldest, for which the caller waits.
    pub(crate) fn take_oldest_ending(&mut self, task: JoinHandle<()>) -> Option<JoinHandle<()>> {
        self.ending.push_back(task);
        (self.ending.len() > MOST_ENDING).then(|| self.ending.pop_front()).flatten()
    }

    /// Finds it in the network with the most connections that has one, so that a crowd loses its own first. Proxies count as one.
    fn longest_waiting_of_all(&self) -> Option<(Network, usize)> {
        let candidates = self.by_network.iter().filter_map(|(network, own)| {
            let (index, since) = longest_waiting(own)?;
            let share = if own.first()?.is_proxy { 1 } else { own.len() };
            Some(((share, Reverse(since)), (*network, index)))
        });
        candidates.max_by_key(|(key, _)| *key).map(|(_, place)| place)
    }
}

/// The index of the connection that has waited longest for its client, and since when.
fn longest_waiting(connections: &[OpenConnection]) -> Option<(usize, Instant)> {
    let waiting = connections.iter().enumerate().filter(|(_, it)| it.task.is_some());
    waiting
        .filter_map(|(index, it)| Some((index, it.activity.waiting_since()?)))
        .min_by_key(|(_, since)| *since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Connections of these clients, of which the first has waited longest, each with a task.
    fn open(clients: &[ConnectionClient]) -> OpenConnections {
        let mut open = OpenConnections::default();
        for (age, client) in (0..).zip(clients).map(|(index, it)| (Duration::from_secs(100 - index), it)) {
            let activity = Arc::new(Activity::new(Instant::now() - age));
            open.add(*client, Arc::clone(&activity));
            open.set_task(*client, &activity, tokio::spawn(async {}));
        }
        open
    }

    fn client(address: &str) -> ConnectionClient {
        ConnectionClient { network: Network::of(address.parse().unwrap()), is_proxy: false }
    }

    #[tokio::test]
    async fn a_crowd_makes_room_before_those_who_have_few_connections() {
        let (few, crowd) = (client("192.0.2.1"), client("192.0.2.2"));
        let mut open = open(&[few, crowd, crowd, crowd]);
        assert!(open.remove_longest_waiting(None).is_some());
        assert_eq!((open.count_of(few.network), open.count_of(crowd.network), open.count()), (1, 2, 3));
        assert!(open.remove_longest_waiting(Some(few.network)).is_some());
        assert!(open.remove_longest_waiting(Some(few.network)).is_none());
        assert_eq!((open.count_of(few.network), open.count()), (0, 2));
    }

    #[tokio::test]
    async fn a_proxy_is_no_crowd() {
        let proxy = ConnectionClient { is_proxy: true, ..client("192.0.2.1") };
        let crowd = client("192.0.2.2");
        let mut open = open(&[proxy, proxy, proxy, crowd, crowd]);
        assert!(open.remove_longest_waiting(None).is_some());
        assert_eq!((open.count_of(proxy.network), open.count_of(crowd.network)), (3, 1));
    }

    #[tokio::test]
    async fn a_connection_at_work_makes_no_room() {
        let client = client("192.0.2.1");
        let mut open = OpenConnections::default();
        let activity = Arc::new(Activity::new(Instant::now()));
        open.add(client, Arc::clone(&activity));
        assert!(open.remove_longest_waiting(None).is_none(), "it has not started");
        open.set_task(client, &activity, tokio::spawn(async {}));
        activity.request_begun();
        assert!(open.remove_longest_waiting(None).is_none());
        activity.set_awaits_body(true);
        assert!(open.remove_longest_waiting(None).is_some());
        open.remove(client, &activity);
        assert_eq!(open.count(), 0);
    }
}
