//! The number of files that the process may open. Every connection is one of them.

use std::fmt;
use std::thread;

/// Files for the program itself: the log, the listener, the runtime, and a database or its pool.
const OWN: usize = 64;

/// For the database's file and its log, which every thread opens.
const OWN_PER_THREAD: usize = 4;

/// The limit of the process, if it has one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenFiles(Option<usize>);

impl OpenFiles {
    #[cfg(unix)]
    pub(crate) fn of_process() -> Self {
        use rustix::process::{Resource, getrlimit};
        Self(getrlimit(Resource::Nofile).current.and_then(|it| usize::try_from(it).ok()))
    }

    #[cfg(not(unix))]
    pub(crate) fn of_process() -> Self {
        Self(None)
    }

    /// Returns the number of connections that are possible beside the program's own files. Of few files it keeps half.
    pub(crate) fn for_connections(self) -> usize {
        let own = OWN + OWN_PER_THREAD * thread::available_parallelism().map_or(1, usize::from);
        self.0.map_or(usize::MAX, |limit| limit - own.min(limit / 2))
    }
}

/// Explains the limit at the end of an error. Writes nothing if there is none.
impl fmt::Display for OpenFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(limit) => {
                let own = limit - self.for_connections();
                write!(f, "; the process may open {limit} files and needs {own} itself (`ulimit -n`)")
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_files_are_kept() {
        let own = 1024 - OpenFiles(Some(1024)).for_connections();
        assert!((OWN + OWN_PER_THREAD..=512).contains(&own), "{own}");
        assert_eq!(OpenFiles(Some(40)).for_connections(), 20);
        assert_eq!(OpenFiles(None).for_connections(), usize::MAX);
    }
}
