//! The files of the database, by which the store notices that one was moved, removed, replaced or truncated.

use crate::log_size::LogSize;
use lucerna_core::StoreError;
use lucerna_store_sql::Failed;
use rusqlite::Connection;
use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The path of the database file, as the application named it and as SQLite opens it.
#[derive(Clone)]
pub(crate) struct DatabasePath {
    /// The path of the application, absolute, so that a change of the working directory does not matter.
    named: PathBuf,
    /// The same without links. SQLite keeps the log beside the file itself and not beside a link to it.
    resolved: PathBuf,
}

impl DatabasePath {
    /// Returns the path of a file that exists.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let named = std::path::absolute(path)?;
        // On Windows the resolved path has a form that not every version of SQLite reads.
        let resolved = if cfg!(windows) { named.clone() } else { std::fs::canonicalize(path)? };
        Ok(Self { named, resolved })
    }

    pub(crate) fn resolved(&self) -> &Path {
        &self.resolved
    }

    /// Opens a connection with `open`, which has to read, so that SQLite opens the log. Returns it with the files, or
    /// `None` if the file was replaced meanwhile.
    pub(crate) fn open<C, E: From<io::Error>>(
        &self,
        open: impl FnOnce() -> Result<C, E>,
    ) -> Result<Option<(C, DatabaseFiles)>, E> {
        let before = FileId::of(&self.named)?;
        let connection = open()?;
        let [log, index] = ["-wal", "-shm"].map(|it| with_suffix(&self.resolved, it));
        let database = WatchedFile::of(self.named.clone())?;
        if database.id != before {
            return Ok(None);
        }
        let log_size = Arc::new(LogSize::at_least(len(&log)?));
        let watched = Arc::new([database, WatchedFile::of(log)?, WatchedFile::of(index)?]);
        Ok(Some((connection, DatabaseFiles { path: self.clone(), watched, log_size })))
    }
}

/// The files that the writer's connection has open: the database, its log, and the log's index.
#[derive(Clone)]
pub(crate) struct DatabaseFiles {
    path: DatabasePath,
    watched: Arc<[WatchedFile; 3]>,
    log_size: Arc<LogSize>,
}

impl DatabaseFiles {
    pub(crate) fn path(&self) -> &Path {
        self.path.resolved()
    }

    /// Checks that each path still leads to the file that is open, and that no truncated log was found. It costs about a
    /// microsecond for each.
    pub(crate) fn check(&self) -> Result<(), MovedFile> {
        self.watched.iter().try_for_each(WatchedFile::check)?;
        if self.log_size.is_too_small() { Err(self.truncated_log()) } else { Ok(()) }
    }

    /// Returns true if the log was longer before. SQLite may have emptied it, or another program may have truncated it.
    pub(crate) fn log_shrank(&self) -> bool {
        // Another file in its place is not the log.
        self.log().check().is_ok() && self.log_len().is_some_and(|it| self.log_size.shrank_to(it))
    }

    /// Checks that the log is long enough for the writes that are in it. The connection is in no transaction. A log that
    /// is too short stays so until the program ends, since SQLite would take the hole in it for pages.
    pub(crate) fn check_log(&self, connection: &Connection) -> Result<(), MovedFile> {
        let is_whole = !self.log_size.is_too_small()
            && (!self.log_shrank() || self.log_size.judge(connection, || self.log_len()));
        if is_whole { Ok(()) } else { Err(self.truncated_log()) }
    }

    /// Notes the length of the log after a write.
    pub(crate) fn note_log(&self) {
        if let Some(len) = self.log_len() {
            self.log_size.note(len);
        }
    }

    fn log(&self) -> &WatchedFile {
        let [_, log, _] = &*self.watched;
        log
    }

    fn log_len(&self) -> Option<u64> {
        len(&self.log().path).ok()
    }

    fn truncated_log(&self) -> MovedFile {
        MovedFile {
            text: format!(
                "{} was truncated while the program was running, so that its writes are lost: restart the program",
                self.log().path.display()
            ),
        }
    }

    /// Checks the database file alone.
    pub(crate) fn check_database(&self) -> Result<(), MovedFile> {
        let [database, ..] = &*self.watched;
        database.check()
    }
}

/// A file that a connection has open.
struct WatchedFile {
    path: PathBuf,
    id: FileId,
}

impl WatchedFile {
    fn of(path: PathBuf) -> io::Result<Self> {
        let id = FileId::of(&path)?;
        Ok(Self { path, id })
    }

    fn check(&self) -> Result<(), MovedFile> {
        match FileId::of(&self.path) {
            Ok(now) if now == self.id => Ok(()),
            Ok(_) => Err(MovedFile::new(&self.path, "was replaced by another file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(MovedFile::new(&self.path, "was moved or removed"))
            }
            Err(error) => Err(MovedFile::new(&self.path, &format!("cannot be reached: {error}"))),
        }
    }
}

fn len(path: &Path) -> io::Result<u64> {
    Ok(std::fs::metadata(path)?.len())
}

/// Returns the path with this text at its end, as SQLite names the files beside a database.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = OsString::from(path);
    path.push(suffix);
    path.into()
}

/// The identity of a file. A number is not given to another file while the file is open.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        let file = std::fs::metadata(path)?;
        Ok(Self { device: file.dev(), inode: file.ino() })
    }

    /// Returns the same for every file. On Windows, a file that SQLite has open can be neither moved nor removed.
    #[cfg(not(unix))]
    fn of(_: &Path) -> io::Result<Self> {
        Ok(Self { device: 0, inode: 0 })
    }
}

/// The error of a file that is no longer at its path.
#[derive(Clone, Debug)]
pub(crate) struct MovedFile {
    text: String,
}

impl MovedFile {
    fn new(path: &Path, what: &str) -> Self {
        let text = format!(
            "{} {what} while the program was running: move the open file back, or restart the program",
            path.display()
        );
        Self { text }
    }
}

impl fmt::Display for MovedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for MovedFile {}

impl From<MovedFile> for Failed {
    fn from(moved: MovedFile) -> Self {
        Self::unavailable(moved)
    }
}

impl From<MovedFile> for StoreError {
    fn from(moved: MovedFile) -> Self {
        Self::Unavailable(moved.into())
    }
}
