//! The processes of a running server, and the ways to end them.

use crate::error::{During, Error};
use crate::{cleanup, wait};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

/// The time limit for an orderly shutdown.
const STOPPING: Duration = Duration::from_secs(30);
/// The time limit for killed processes to disappear.
const DYING: Duration = Duration::from_secs(10);

/// A program with its arguments and the account that runs it.
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// The account, if it is not that of the tests.
    pub(crate) account: Option<&'static str>,
}

impl Launch {
    pub(crate) fn name(&self) -> String {
        self.program.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Returns the command, whose process the kernel kills when this process ends.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if let Some(account) = self.account {
            command.args(["--reuid", account, "--regid", account, "--init-groups"]);
        }
        // The kernel sends no signal if this process ended before the request; the parent is another process then.
        let still_ours = r#"[ "$PPID" = "$0" ] && exec "$@""#;
        command.args(["--", "sh", "-c", still_ours]).arg(std::process::id().to_string());
        command.arg(&self.program).args(&self.arguments).current_dir("/");
        command
    }
}

/// A server's process and its children, killed when dropped.
pub(crate) struct ProcessTree {
    child: Child,
}

impl ProcessTree {
    /// Starts the process, which appends its output to the log.
    pub(crate) fn start(launch: &Launch, more: &[String], log: &Path) -> Result<Self, Error> {
        let open = || OpenOptions::new().create(true).append(true).open(log);
        let mut command = launch.command();
        command
            .args(more)
            .stdout(open().during("opening the log")?)
            .stderr(open().during("opening the log")?);
        Ok(Self { child: cleanup::spawn(command)? })
    }

    /// Returns the exit status if the process has ended.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Sends a signal to the server and to every process that it has started.
    pub(crate) fn signal_all(&mut self, signal: Signal) -> Result<(), Error> {
        self.processes().into_iter().try_for_each(|it| send(it, signal))
    }

    /// Kills all processes and returns when they are gone.
    pub(crate) fn kill(&mut self) -> Result<(), Error> {
        let processes = self.processes();
        processes.iter().try_for_each(|it| send(*it, Signal::KILL))?;
        self.child.wait().during("waiting for a killed server")?;
        let gone = wait::until(DYING, || processes.iter().all(|it| !is_alive(*it)).then_some(()));
        gone.ok_or_else(|| Error::new("a killed server is still running"))
    }

    /// Sends the signal for an orderly shutdown and returns when the server has ended.
    pub(crate) fn stop(&mut self, signal: Signal) -> Result<(), Error> {
        if self.ended().is_none() {
            send(Pid::from_child(&self.child), signal)?;
        }
        let ended = wait::until(STOPPING, || self.ended());
        ended.map(drop).ok_or_else(|| Error::new(format!("the server did not stop in {STOPPING:?}")))
    }

    /// Returns the server's process and then its descendants. The list is empty once the server has ended, since
    /// other processes may have the numbers then.
    fn processes(&mut self) -> Vec<Pid> {
        if self.ended().is_some() {
            return Vec::new();
        }
        let mut processes = vec![Pid::from_child(&self.child)];
        let mut seen = 0;
        while let Some(process) = processes.get(seen) {
            processes.extend(children(*process));
            seen += 1;
        }
        processes
    }
}

impl Drop for ProcessTree {
    fn drop(&mut self) {
        drop(self.kill());
    }
}

/// Sends a signal; a process that has just ended is no error.
fn send(process: Pid, signal: Signal) -> Result<(), Error> {
    match kill_process(process, signal) {
        Ok(()) | Err(Errno::SRCH) => Ok(()),
        Err(error) => Err(error).during("sending a signal"),
    }
}

/// Returns the processes that any thread of this process has started.
fn children(process: Pid) -> Vec<Pid> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|it| fs::read_to_string(it.path().join("children")).ok());
    let numbers = lists.flat_map(|it| it.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    numbers.filter_map(|it| Pid::from_raw(it.parse().ok()?)).collect()
}

/// Returns true if the process runs. A zombie, which has ended and waits for its parent, does not.
fn is_alive(process: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
}
