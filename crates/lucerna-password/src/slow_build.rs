//! The warning that Argon2 was compiled without optimisation, as in a debug build with default profiles.

use argon2::Params;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The suspicious time for each MiB and pass. It is one to a few milliseconds with optimisation, and fifteen or more without.
const SUSPICIOUS_PER_MIB_PASS: Duration = Duration::from_millis(8);

/// The minimum time of a hash that is worth a warning.
const MIN_NOTICEABLE: Duration = Duration::from_millis(250);

const ADVICE: &str = "Argon2 is compiled without optimisation: add to the workspace's Cargo.toml \
    [profile.dev.package] argon2 = { opt-level = 3 } blake2 = { opt-level = 3 }, each on a line of its own";

/// The detector of slow builds, which warns once.
pub(crate) struct SlowBuild {
    warned: AtomicBool,
}

/// The detector of this process.
pub(crate) static SLOW_BUILD: SlowBuild = SlowBuild::new();

impl SlowBuild {
    const fn new() -> Self {
        Self { warned: AtomicBool::new(false) }
    }

    /// Checks the time of one hash.
    pub(crate) fn check(&self, params: &Params, took: Duration) {
        // A release build is optimised, so a slow hash only means a slow machine.
        if cfg!(debug_assertions) && is_suspicious(params, took) && !self.warned.swap(true, Ordering::Relaxed)
        {
            let milliseconds = took.as_millis();
            tracing::warn!(target: "lucerna", milliseconds, advice = ADVICE, "password.slow_build");
        }
    }
}

fn is_suspicious(params: &Params, took: Duration) -> bool {
    let work = f64::from(params.m_cost()) / 1024.0 * f64::from(params.t_cost());
    took >= MIN_NOTICEABLE && took >= SUSPICIOUS_PER_MIB_PASS.mul_f64(work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::fmt::MakeWriter;

    const SLOW: Duration = Duration::from_millis(700);

    #[derive(Clone, Default)]
    struct CapturedLog(Arc<Mutex<Vec<u8>>>);

    impl io::Write for CapturedLog {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for CapturedLog {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    fn default() -> Params {
        Params::new(19_456, 2, 1, None).unwrap()
    }

    #[test]
    fn a_slow_build_is_warned_of_once_with_the_lines_to_add() {
        let lines = CapturedLog::default();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(lines.clone()).finish();
        tracing::subscriber::with_default(subscriber, || {
            let build = SlowBuild::new();
            build.check(&default(), Duration::from_millis(30));
            build.check(&default(), SLOW);
            build.check(&default(), SLOW);
        });
        let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(log.lines().count(), 1, "{log}");
        for part in ["WARN lucerna: password.slow_build", "milliseconds=700", "argon2 = {", "blake2 = {"] {
            assert!(log.contains(part), "{part}: {log}");
        }
    }

    #[test]
    fn a_higher_cost_may_take_longer() {
        let costly = Params::new(65_536, 3, 1, None).unwrap();
        assert!(is_suspicious(&default(), SLOW) && !is_suspicious(&costly, SLOW));
        let cheap = Params::new(512, 1, 1, None).unwrap();
        assert!(!is_suspicious(&cheap, Duration::from_millis(100)));
    }
}
