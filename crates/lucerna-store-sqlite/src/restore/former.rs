//! The former database: the name under which it is kept, and its return if the new one cannot take its place.

use crate::files::with_suffix;
use crate::new_file::NewFile;
use rusqlite::Connection;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The endings of the database and of its logs.
const SUFFIXES: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Puts the new file in the place of the database, and returns the name under which the former one is kept. `name` gives a
/// file another name.
pub(super) fn replace_former(
    file: &Path,
    new: NewFile,
    lock: Option<Connection>,
    name: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<Option<PathBuf>, Box<dyn Error + Send + Sync>> {
    let kept = name_to_keep(file).ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
    let replaced = keep(file, new.path(), &kept, name).and_then(|is_kept| {
        // An open file cannot be replaced on Windows.
        let lock = lock.filter(|_| !cfg!(windows));
        new.replace(file)?;
        drop(lock);
        Ok(is_kept)
    });
    match replaced {
        Ok(is_kept) => Ok(is_kept.then_some(kept)),
        Err(error) => match give_back(file, &kept) {
            Ok(()) => Err(error.into()),
            Err(lost) => {
                let kept = kept.display();
                Err(format!("{error}. The former database is now {kept}, since its return failed: {lost}")
                    .into())
            }
        },
    }
}

/// Gives the former database and its logs another name, and the new file the owner and the permissions of the former.
/// Returns true if there was one.
fn keep(
    file: &Path,
    new: &Path,
    kept: &Path,
    name: impl Fn(&Path, &Path) -> io::Result<()>,
) -> io::Result<bool> {
    let mut is_kept = false;
    if let Ok(former) = fs::metadata(file) {
        set_owner(new, &former)?;
        fs::set_permissions(new, former.permissions())?;
        name(file, kept)?;
        is_kept = true;
    }
    for suffix in SUFFIXES.iter().filter(|it| !it.is_empty()) {
        is_kept |= rename_if_there(&with_suffix(file, suffix), &with_suffix(kept, suffix))?;
    }
    Ok(is_kept)
}

/// Gives the former database and its logs their names back.
fn give_back(file: &Path, kept: &Path) -> io::Result<()> {
    for suffix in SUFFIXES {
        let kept = with_suffix(kept, suffix);
        if rename_if_there(&kept, &with_suffix(file, suffix))? {
            // Renaming one link of a file to another leaves both.
            drop(fs::remove_file(kept));
        }
    }
    Ok(())
}

/// Gives a file another name, and returns false if there is no such file.
fn rename_if_there(from: &Path, to: &Path) -> io::Result<bool> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        renamed => renamed.map(|()| true),
    }
}

/// Returns the first name that is free.
fn name_to_keep(file: &Path) -> Option<PathBuf> {
    let names = (1..10_000).map(|it| with_suffix(file, &format!(".before-restore-{it}")));
    let is_free =
        |it: &PathBuf| SUFFIXES.iter().all(|suffix| with_suffix(it, suffix).symlink_metadata().is_err());
    names.into_iter().find(is_free)
}

#[cfg(unix)]
fn set_owner(file: &Path, like: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let own = fs::metadata(file)?;
    if (own.uid(), own.gid()) == (like.uid(), like.gid()) {
        return Ok(());
    }
    chown(file, Some(like.uid()), Some(like.gid()))
}

#[cfg(not(unix))]
fn set_owner(_: &Path, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::new_file::link_or_rename;
    use tempfile::TempDir;

    /// Replaces a database with logs. The new file disappears after the former one got its other name.
    fn replace(name: fn(&Path, &Path) -> io::Result<()>) -> (TempDir, Box<dyn Error + Send + Sync>) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("app.db");
        for suffix in SUFFIXES {
            fs::write(with_suffix(&file, suffix), format!("former{suffix}")).unwrap();
        }
        let new = NewFile::beside(&file).unwrap();
        let partial = new.path().to_owned();
        let failed = replace_former(&file, new, None, |from, to| {
            name(from, to)?;
            fs::remove_file(&partial)
        });
        (directory, failed.unwrap_err())
    }

    #[test]
    fn the_former_database_returns_if_the_new_one_cannot_take_its_place() {
        for name in [link_or_rename, |from: &Path, to: &Path| fs::rename(from, to)] {
            let (directory, _error) = replace(name);
            let file = directory.path().join("app.db");
            for suffix in SUFFIXES {
                let text = fs::read_to_string(with_suffix(&file, suffix)).unwrap();
                assert_eq!(text, format!("former{suffix}"));
            }
            assert_eq!(fs::read_dir(directory.path()).unwrap().count(), SUFFIXES.len());
        }
    }

    #[test]
    fn the_error_says_where_the_former_database_is() {
        // A directory takes its place.
        let (directory, error) = replace(|from, to| {
            fs::rename(from, to)?;
            fs::create_dir(from)
        });
        let kept = directory.path().join("app.db.before-restore-1");
        assert!(error.to_string().contains(&kept.display().to_string()), "{error}");
        assert_eq!(fs::read_to_string(kept).unwrap(), "former");
    }
}
