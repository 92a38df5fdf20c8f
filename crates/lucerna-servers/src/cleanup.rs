//! Cleanup: no server and no directory outlives this process, however it ends.
//!
//! A server dies with the *thread* that started it (`setpriv --pdeathsig`), so one thread starts all of them and
//! never ends. A shell removes the directories: it waits for the end of a pipe that only this process holds open.

use crate::error::{During, Error};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Sender};
use std::thread;
use tempfile::TempDir;

/// Creates a directory that is removed when dropped, or at the latest when this process has ended.
pub(crate) fn directory(name: &str) -> Result<TempDir, Error> {
    let root = &cleanup()?.root;
    // Servers run in other accounts, which need access.
    let private = std::fs::Permissions::from_mode(0o711);
    let made = tempfile::Builder::new().prefix(name).permissions(private).tempdir_in(root);
    made.during(format_args!("making a directory in {}", root.display()))
}

/// Starts a program that dies with this process, in a process group of its own.
pub(crate) fn spawn(mut command: Command) -> Result<Child, Error> {
    let shown = command.get_program().to_string_lossy().into_owned();
    command.process_group(0).stdin(Stdio::null());
    let (answer, started) = mpsc::channel();
    cleanup()?.starter.send((command, answer)).during("asking the thread that starts servers")?;
    let started = started.recv().during("asking the thread that starts servers")?;
    started.during(format_args!("starting {shown}"))
}

struct Cleanup {
    root: PathBuf,
    starter: Sender<(Command, Sender<io::Result<Child>>)>,
    /// The shell, with the pipe that this process holds open.
    _remover: Child,
}

fn cleanup() -> Result<&'static Cleanup, Error> {
    static CLEANUP: OnceLock<Result<Cleanup, Error>> = OnceLock::new();
    CLEANUP.get_or_init(Cleanup::new).as_ref().map_err(Clone::clone)
}

impl Cleanup {
    fn new() -> Result<Self, Error> {
        let passable = std::fs::Permissions::from_mode(0o711);
        let root = tempfile::Builder::new().prefix("lucerna-servers-").permissions(passable).tempdir();
        let root = root.during("making a temporary directory")?;
        let remover = remover(&root).during("starting sh")?;
        let starter = starter().during("starting a thread")?;
        Ok(Self { root: root.keep(), starter, _remover: remover })
    }
}

/// The script of the shell. It ignores the signals that interrupt the tests. It retries, since dying servers may
/// still write.
const REMOVE: &str = r#"
    trap '' HUP INT TERM
    cat
    attempts=0
    until rm -rf -- "$0" || [ "$attempts" -ge 100 ]; do attempts=$((attempts + 1)); sleep 0.1; done
"#;

fn remover(root: &TempDir) -> io::Result<Child> {
    let mut shell = Command::new("sh");
    shell.args(["-c", REMOVE]).arg(root.path()).current_dir("/").process_group(0);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

fn starter() -> io::Result<Sender<(Command, Sender<io::Result<Child>>)>> {
    let (sender, jobs) = mpsc::channel::<(Command, Sender<io::Result<Child>>)>();
    thread::Builder::new().name("servers".to_owned()).spawn(move || {
        for (mut command, answer) in jobs {
            // The receiver is gone: the child is killed here, since nothing else would do it later.
            if let Err(mpsc::SendError(Ok(mut child))) = answer.send(command.spawn()) {
                drop(child.kill());
            }
        }
    })?;
    Ok(sender)
}
