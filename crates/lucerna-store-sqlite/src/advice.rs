//! The advice for a database file that cannot be used.

use rusqlite::ErrorCode;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Returns the text of an error with the path and with what to do.
pub(crate) fn described(path: &Path, error: &(dyn Error + 'static)) -> String {
    format!("{}: {error}{}", path.display(), advice(path, error))
}

/// Returns the text of an error of a file that is only read, with the path and with what to do.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> String {
    let advice = match error.kind() {
        ErrorKind::PermissionDenied => "; let the user of this command read the file and enter its directory",
        _ => "",
    };
    format!("{}: {error}{advice}", path.display())
}

/// Returns the sentence that follows the text of an error, or an empty one.
fn advice(path: &Path, error: &(dyn Error + 'static)) -> String {
    let directory = directory(path);
    if path.is_dir() {
        return "; this is a directory: name a file in it".to_owned();
    }
    if !directory.is_dir() {
        return format!("; create the directory {}", directory.display());
    }
    match (cause_of(error), code_of(error)) {
        (Some(ErrorKind::ReadOnlyFilesystem), _) => {
            format!("; {} is on a read-only file system: use another directory", directory.display())
        }
        (Some(ErrorKind::PermissionDenied), _)
        | (
            _,
            Some(
                ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::AuthorizationForStatementDenied,
            ),
        ) => format!(
            "; let the user of the program write to the file and to the directory {}, where SQLite also keeps its log",
            directory.display()
        ),
        (Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded), _)
        | (_, Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure)) => {
            format!("; make room on the disk of {}", directory.display())
        }
        (_, Some(ErrorCode::NotADatabase)) => "; check the path, or restore a backup".to_owned(),
        (_, Some(ErrorCode::DatabaseCorrupt)) => "; restore a backup".to_owned(),
        (_, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) => {
            "; end the other program that is writing to it, and try again".to_owned()
        }
        _ => String::new(),
    }
}

/// Returns the absolute path of the directory that holds the file.
fn directory(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.parent().map_or(absolute.clone(), Path::to_owned)
}

fn cause_of(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    error.downcast_ref::<io::Error>().map(io::Error::kind)
}

fn code_of(error: &(dyn Error + 'static)) -> Option<ErrorCode> {
    error.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_to_read_and_one_to_write_have_different_advice() {
        let path = std::env::temp_dir().join("app.db");
        let refused = || io::Error::from(ErrorKind::PermissionDenied);
        let (read, written) = (unreadable(&path, &refused()), described(&path, &refused()));
        assert!(read.contains("let the user of this command read the file"), "{read}");
        assert!(!read.contains("write"), "{read}");
        assert!(written.contains("let the user of the program write to the file"), "{written}");
    }
}
