//! A running server: its processes, its log, and the ways to end it.

use crate::error::{During, Error};
use crate::{keeper, wait};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

/// How long an orderly end may take before it is called a failure.
const STOPPING: Duration = Duration::from_secs(30);
/// How long the kernel may take to be rid of killed processes.
const DYING: Duration = Duration::from_secs(10);

/// What is started, and with which account.
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// Another account than that of the tests.
    pub(crate) account: Option<&'static str>,
}

impl Launch {
    pub(crate) fn name(&self) -> String {
        self.program.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The command line, which dies with this process.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if let Some(account) = self.account {
            command.args(["--reuid", account, "--regid", account, "--init-groups"]);
        }
        // The signal does not come if this process ended before it was asked for; then the parent is another.
        let still_ours = r#"[ "$PPID" = "$0" ] && exec "$@""#;
        command.args(["--", "sh", "-c", still_ours]).arg(std::process::id().to_string());
        command.arg(&self.program).args(&self.arguments).current_dir("/");
        command
    }
}

/// Killed when it is dropped.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// What it prints goes to the end of the log.
    pub(crate) fn start(launch: &Launch, more: &[String], log: &Path) -> Result<Self, Error> {
        let open = || OpenOptions::new().create(true).append(true).open(log);
        let mut command = launch.command();
        command
            .args(more)
            .stdout(open().during("opening the log")?)
            .stderr(open().during("opening the log")?);
        Ok(Self { child: keeper::spawn(command)? })
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Sends a signal to the server and to every process that it has started.
    pub(crate) fn signal_all(&mut self, signal: Signal) -> Result<(), Error> {
        self.family().into_iter().try_for_each(|it| send(it, signal))
    }

    /// Ends all of its processes at once and returns when they are gone.
    pub(crate) fn kill(&mut self) -> Result<(), Error> {
        let family = self.family();
        family.iter().try_for_each(|it| send(*it, Signal::KILL))?;
        self.child.wait().during("waiting for a killed server")?;
        let gone = wait::until(DYING, || family.iter().all(|it| !is_alive(*it)).then_some(()));
        gone.ok_or_else(|| Error::new("a killed server is still there"))
    }

    /// Asks the server to end, and returns when it has.
    pub(crate) fn stop(&mut self, signal: Signal) -> Result<(), Error> {
        if self.ended().is_none() {
            send(Pid::from_child(&self.child), signal)?;
        }
        let ended = wait::until(STOPPING, || self.ended());
        ended.map(drop).ok_or_else(|| Error::new(format!("the server did not stop in {STOPPING:?}")))
    }

    /// The server first, then what it started; nobody once it has ended, since others may have the numbers then.
    fn family(&mut self) -> Vec<Pid> {
        if self.ended().is_some() {
            return Vec::new();
        }
        let mut family = vec![Pid::from_child(&self.child)];
        let mut seen = 0;
        while let Some(process) = family.get(seen) {
            family.extend(children(*process));
            seen += 1;
        }
        family
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.kill());
    }
}

/// Nothing is wrong if it has just ended by itself.
fn send(process: Pid, signal: Signal) -> Result<(), Error> {
    match kill_process(process, signal) {
        Ok(()) | Err(Errno::SRCH) => Ok(()),
        Err(error) => Err(error).during("sending a signal"),
    }
}

/// Those that any thread of the process has started.
fn children(process: Pid) -> Vec<Pid> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|it| fs::read_to_string(it.path().join("children")).ok());
    let numbers = lists.flat_map(|it| it.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    numbers.filter_map(|it| Pid::from_raw(it.parse().ok()?)).collect()
}

/// A process that has ended and was not yet asked for its status is not.
fn is_alive(process: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
}
