//! A warning where Argon2 was compiled without optimisation, as an application's debug build does unless it is told.

use argon2::Params;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// For each mebibyte and pass. With optimisation that is one millisecond, and a few on a busy machine; without it is
/// fifteen and more.
const SUSPICIOUS: Duration = Duration::from_millis(8);

/// What is over sooner troubles nobody.
const NOTICEABLE: Duration = Duration::from_millis(250);

const ADVICE: &str = "Argon2 is compiled without optimisation; add to the workspace's Cargo.toml: \
    [profile.dev.package] argon2 = { opt-level = 3 } blake2 = { opt-level = 3 }, each on a line of its own";

/// Speaks once.
pub(crate) struct SlowBuild {
    told: AtomicBool,
}

/// That of the process: it was compiled once.
pub(crate) static SLOW_BUILD: SlowBuild = SlowBuild::new();

impl SlowBuild {
    const fn new() -> Self {
        Self { told: AtomicBool::new(false) }
    }

    /// Takes note of how long a hash took.
    pub(crate) fn watch(&self, params: &Params, took: Duration) {
        // A release build is as fast as its machine, and there is nothing to add.
        if cfg!(debug_assertions) && is_suspicious(params, took) && !self.told.swap(true, Ordering::Relaxed) {
            let milliseconds = took.as_millis();
            tracing::warn!(target: "lucerna", milliseconds, advice = ADVICE, "password.slow_build");
        }
    }
}

fn is_suspicious(params: &Params, took: Duration) -> bool {
    let work = f64::from(params.m_cost()) / 1024.0 * f64::from(params.t_cost());
    took >= NOTICEABLE && took >= SUSPICIOUS.mul_f64(work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::fmt::MakeWriter;

    const SLOW: Duration = Duration::from_millis(700);

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Lines {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    fn default() -> Params {
        Params::new(19_456, 2, 1, None).unwrap()
    }

    #[test]
    fn a_slow_build_is_told_once_with_the_lines_to_add() {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(lines.clone()).finish();
        tracing::subscriber::with_default(subscriber, || {
            let build = SlowBuild::new();
            build.watch(&default(), Duration::from_millis(30));
            build.watch(&default(), SLOW);
            build.watch(&default(), SLOW);
        });
        let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(log.lines().count(), 1, "{log}");
        for part in ["WARN lucerna: password.slow_build", "milliseconds=700", "argon2 = {", "blake2 = {"] {
            assert!(log.contains(part), "{part}: {log}");
        }
    }

    #[test]
    fn a_higher_cost_may_take_its_time() {
        let costly = Params::new(65_536, 3, 1, None).unwrap();
        assert!(is_suspicious(&default(), SLOW) && !is_suspicious(&costly, SLOW));
        let cheap = Params::new(512, 1, 1, None).unwrap();
        assert!(!is_suspicious(&cheap, Duration::from_millis(100)));
    }
}
