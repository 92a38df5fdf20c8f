//! The connection to one Redis, which recovers from every failure.

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisResult};
use std::sync::{Arc, Mutex, PoisonError};

/// The manager of a connection. The driver's manager reconnects after a broken connection. It never does so after a
/// reconnection that Redis refused, such as with a wrong password. A new manager then takes its place.
#[derive(Clone)]
pub(crate) struct SingleRedis(Arc<Inner>);

struct Inner {
    current: Mutex<(u64, ConnectionManager)>,
    /// `None` if the application supplied the connection.
    renewal: Option<(Client, ConnectionManagerConfig)>,
}

impl SingleRedis {
    /// Connects to Redis.
    pub(crate) async fn connect(client: Client, config: ConnectionManagerConfig) -> RedisResult<Self> {
        let manager = ConnectionManager::new_with_config(client.clone(), config.clone()).await?;
        Ok(Self::new(manager, Some((client, config))))
    }

    /// Wraps a connection of the application's.
    pub(crate) fn supplied(manager: ConnectionManager) -> Self {
        Self::new(manager, None)
    }

    fn new(manager: ConnectionManager, renewal: Option<(Client, ConnectionManagerConfig)>) -> Self {
        Self(Arc::new(Inner { current: Mutex::new((0, manager)), renewal }))
    }

    /// Returns the manager, and its number for [`note`](Self::note).
    pub(crate) fn current(&self) -> (u64, ConnectionManager) {
        self.0.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the manager with this number if its answer shows that it will not reconnect. Errors of commands are not
    /// errors here, but values.
    pub(crate) fn note<T>(&self, number: u64, answer: &RedisResult<T>) {
        let is_refused = answer.as_ref().is_err_and(|it| !it.is_io_error());
        let Some((client, config)) = self.0.renewal.as_ref().filter(|_| is_refused) else { return };
        let mut current = self.0.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.0 != number {
            return;
        }
        if let Ok(manager) = ConnectionManager::new_lazy_with_config(client.clone(), config.clone()) {
            *current = (number.wrapping_add(1), manager);
        }
    }
}
