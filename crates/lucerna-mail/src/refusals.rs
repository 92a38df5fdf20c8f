//! The limit of events about links and codes that did not work.

use crate::Purpose;
use lucerna_core::{Network, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The time for which a network has one event for each purpose.
const WINDOW: Duration = Duration::from_secs(60 * 60);

/// The most networks and purposes that are known at a time. Beyond it, no refusal is an event.
const MOST: usize = 4_096;

/// The refusals of this process that were events within the last hour.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<HashMap<(Option<Network>, Purpose), Timestamp>>);

impl Refusals {
    /// Returns true for the first refusal of this network and purpose within an hour. Callers without an address share one network.
    pub(crate) fn is_first(&self, network: Option<Network>, purpose: Purpose, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: Timestamp| now < at.after(WINDOW);
        if seen.get(&(network, purpose)).is_some_and(|it| is_recent(*it)) {
            return false;
        }
        if seen.len() >= MOST {
            seen.retain(|_, at| is_recent(*at));
        }
        let has_room = seen.len() < MOST;
        if has_room {
            seen.insert((network, purpose), now);
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    const NOON: Timestamp = Timestamp::from_unix_millis(1_767_225_600_000);

    fn network(number: u32) -> Option<Network> {
        Some(Network::of(IpAddr::V4(Ipv4Addr::from_bits(number))))
    }

    #[test]
    fn a_network_has_one_event_an_hour_for_each_purpose() {
        let refusals = Refusals::default();
        assert!(refusals.is_first(network(1), Purpose::Reset, NOON));
        assert!(!refusals.is_first(network(1), Purpose::Reset, NOON.after(WINDOW / 2)));
        assert!(refusals.is_first(network(1), Purpose::Undo, NOON));
        assert!(
            refusals.is_first(network(2), Purpose::Reset, NOON)
                && refusals.is_first(None, Purpose::Reset, NOON)
        );
        assert!(refusals.is_first(network(1), Purpose::Reset, NOON.after(WINDOW)));
    }

    #[test]
    fn many_networks_take_no_more_memory_and_make_no_more_events() {
        let refusals = Refusals::default();
        let events = (0..10_000).filter(|it| refusals.is_first(network(*it), Purpose::Reset, NOON)).count();
        assert_eq!(events, MOST);
        assert!(refusals.is_first(network(1 << 20), Purpose::Reset, NOON.after(WINDOW)));
    }
}
