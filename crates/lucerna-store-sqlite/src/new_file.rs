//! A database file that is written under a temporary name.

use crate::files::with_suffix;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// A file beside its later name, which only its owner can read. Unless it was published, the drop removes it.
pub(crate) struct NewFile(PathBuf);

/// Tells apart the files of one process.
static NUMBER: AtomicU32 = AtomicU32::new(0);

impl NewFile {
    /// Creates an empty file beside this path.
    pub(crate) fn beside(path: &Path) -> io::Result<Self> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let partial = with_suffix(path, &format!(".partial-{}-{number}", process::id()));
        create_private(&partial)?;
        Ok(Self(partial))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Opens it for writing, before SQLite does.
    pub(crate) fn open(&self) -> io::Result<File> {
        OpenOptions::new().write(true).open(&self.0)
    }

    /// Gives the file its name, unless a file of that name exists.
    pub(crate) fn publish(self, path: &Path) -> io::Result<()> {
        link_or_rename(&self.0, path)?;
        sync_directory(path)
    }

    /// Gives the file its name in place of the file that has it.
    pub(crate) fn replace(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)?;
        sync_directory(path)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            // After it was published, or without such a file, there is nothing to remove.
            drop(fs::remove_file(with_suffix(&self.0, suffix)));
        }
    }
}

/// Creates a file for its owner only, since it holds password hashes. It must not exist.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path)
}

/// Gives the file another name, and fails if a file of that name exists.
pub(crate) fn link_or_rename(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Some file systems have no hard links.
        Err(_) if to.symlink_metadata().is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
        Ok(()) => Ok(()),
    }
}

/// Writes the directory to the disk, so that the file keeps its name after a power cut.
fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = std::path::absolute(path)?;
    match directory.parent() {
        Some(directory) if cfg!(unix) => File::open(directory)?.sync_all(),
        _ => Ok(()),
    }
}
