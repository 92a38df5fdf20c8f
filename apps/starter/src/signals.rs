//! The signals that end the program.

use std::io;
use std::process;

#[cfg(unix)]
use unix::Signals;

#[cfg(windows)]
use windows::Signals;

/// Ready at the first signal (SIGTERM or SIGINT; on Windows Ctrl-C, Ctrl-Break or the end of the console). From this call
/// on the first does not end the program at once. A second does, with the status that a shell expects of a program
/// that a signal ended.
pub(crate) fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    let mut signals = Signals::new()?;
    Ok(async move {
        signals.next().await;
        tokio::spawn(async move {
            let status = signals.next().await;
            tracing::warn!("shutting down at once: a second signal arrived");
            process::exit(status);
        });
    })
}

#[cfg(unix)]
mod unix {
    use std::io;
    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
            Ok(Self { interrupt, terminate })
        }

        /// Waits for a signal, and returns 128 and its number.
        pub(super) async fn next(&mut self) -> i32 {
            tokio::select! {
                _ = self.interrupt.recv() => 128 + SignalKind::interrupt().as_raw_value(),
                _ = self.terminate.recv() => 128 + SignalKind::terminate().as_raw_value(),
            }
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::io;
    use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close};

    /// The status of a program that Ctrl-C ended: `STATUS_CONTROL_C_EXIT`.
    const CONTROL_C_EXIT: i32 = 0xC000_013A_u32.cast_signed();

    pub(super) struct Signals {
        r#break: CtrlBreak,
        c: CtrlC,
        close: CtrlClose,
    }

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self { r#break: ctrl_break()?, c: ctrl_c()?, close: ctrl_close()? })
        }

        pub(super) async fn next(&mut self) -> i32 {
            tokio::select! {
                _ = self.r#break.recv() => {}
                _ = self.c.recv() => {}
                _ = self.close.recv() => {}
            }
            CONTROL_C_EXIT
        }
    }
}
