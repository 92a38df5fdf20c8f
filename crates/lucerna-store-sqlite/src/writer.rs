//! Writes, which run on one thread and are committed in groups.
//!
//! A disk write costs about the same for one row as for many. All writes that wait when the thread becomes free form
//! one transaction. Each runs in its own savepoint and is acknowledged once the group is on the disk.

use crate::error::failed;
use crate::files::{DatabaseFiles, MovedFile};
use crate::reader::Readers;
use lucerna_core::StoreError;
use lucerna_store_sql::{Failed, FailureKind};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::io;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// The maximal number of writes in a group, so that the first one does not wait long.
const GROUP_SIZE: usize = 128;

/// The capacity of the queue. Further callers wait until it has room.
const QUEUE_LENGTH: usize = 1024;

/// The statement that rolls back the current write.
pub(crate) const ROLLBACK: &str = "ROLLBACK TO job";

/// The maximal time that closing waits for another process, which then moves the log into the file instead.
const CLOSE_PATIENCE: Duration = Duration::from_millis(500);

/// The thread for writes. It ends with this value.
pub(crate) struct Writer {
    /// `None` once the store is closed.
    jobs: RwLock<Option<mpsc::Sender<WriteJob>>>,
    end: watch::Receiver<Option<Result<(), GroupFailure>>>,
    thread: Option<JoinHandle<()>>,
}

/// A write in the group's transaction. It receives a failure if the transaction could not begin.
type WriteJob = Box<dyn FnOnce(Result<&Connection, GroupFailure>) -> WriteReply + Send>;

/// The reply to the caller, sent once the group is committed or rolled back.
type WriteReply = Box<dyn FnOnce(Result<(), GroupFailure>)>;

impl Writer {
    /// Starts the thread. At its end it closes the readers first, since SQLite removes the log with the last connection.
    pub(crate) fn start(
        connection: Connection,
        files: DatabaseFiles,
        readers: Arc<Readers>,
    ) -> io::Result<Self> {
        let (sender, jobs) = mpsc::channel(QUEUE_LENGTH);
        let (ended, end) = watch::channel(None);
        let thread = thread::Builder::new().name("lucerna-sqlite".to_owned()).spawn(move || {
            let connection = serve(connection, &files, jobs);
            readers.close();
            ended.send_replace(Some(close(connection, &files)));
        })?;
        Ok(Self { jobs: RwLock::new(Some(sender)), end, thread: Some(thread) })
    }

    /// Ends the thread after the writes that are waiting, and returns once the file is closed.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        self.stop();
        let mut end = self.end.clone();
        let ended = end.wait_for(Option::is_some).await.map_err(|_| stopped())?;
        ended.clone().unwrap_or(Ok(())).map_err(StoreError::from)
    }

    /// Lets the thread look at the files soon, without a write.
    pub(crate) fn look_at_files(&self) {
        if let Ok(jobs) = self.sender() {
            // If the queue is full, the thread looks anyway.
            drop(jobs.try_send(Box::new(|_| Box::new(|_| ()))));
        }
    }

    fn stop(&self) {
        drop(self.jobs.write().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn sender(&self) -> Result<mpsc::Sender<WriteJob>, StoreError> {
        self.jobs.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(stopped)
    }

    /// Runs the work in a transaction and returns once it is on the disk. If the caller is dropped before the work
    /// begins, the work does not run. Otherwise it is completed.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job: WriteJob = Box::new(move |connection| {
            let result = match connection {
                Ok(_) if caller.is_closed() => Err(caller_dropped().into()),
                Ok(connection) => in_savepoint(connection, work),
                Err(failure) => Err(StoreError::from(failure).into()),
            };
            Box::new(move |committed| {
                // A dropped caller receives nothing.
                let _ =
                    caller.send(result.and_then(|value| {
                        committed.map(|()| value).map_err(|it| StoreError::from(it).into())
                    }));
            })
        });
        self.sender()?.send(job).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
        // The last handle of the store may be dropped by a write, on this very thread.
        if let Some(thread) = self.thread.take().filter(|it| it.thread().id() != thread::current().id()) {
            // A panic of the thread was reported when it happened.
            drop(thread.join());
        }
    }
}

fn serve(connection: Connection, files: &DatabaseFiles, mut jobs: mpsc::Receiver<WriteJob>) -> Connection {
    while let Some(first) = jobs.blocking_recv() {
        let (answers, mut committed) = commit_group(&connection, files, first, &mut jobs);
        if let Err(moved) = files.check() {
            // Earlier writes in the log must be complete in the file, wherever it is now.
            if files.check_log(&connection).is_ok() {
                drop(empty_log(&connection));
            }
            committed = committed.and(Err(moved.into()));
        }
        answers.into_iter().for_each(|answer| answer(committed.clone()));
    }
    connection
}

/// Moves the log into the file and closes it. SQLite removes the log if no other process has the file open. A truncated
/// log stays as it is.
fn close(connection: Connection, files: &DatabaseFiles) -> Result<(), GroupFailure> {
    let emptied = match files.check_log(&connection) {
        Ok(()) => connection.busy_timeout(CLOSE_PATIENCE).and_then(|()| empty_log(&connection)),
        Err(_) => connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map(drop),
    };
    let moved = files.check();
    connection.close().map_err(|(_, error)| error)?;
    emptied?;
    Ok(moved?)
}

/// Moves the log into the file and truncates it, unless another process is reading the log.
fn empty_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

fn commit_group(
    connection: &Connection,
    files: &DatabaseFiles,
    first: WriteJob,
    jobs: &mut mpsc::Receiver<WriteJob>,
) -> (Vec<WriteReply>, Result<(), GroupFailure>) {
    let transaction = match begin(connection, files) {
        Ok(transaction) => transaction,
        Err(failure) => return (refuse_all(first, jobs, &failure), Ok(())),
    };
    let mut answers = vec![first(Ok(&transaction))];
    // On a full disk, for example, SQLite rolls back the whole group at once and ends its transaction.
    while !transaction.is_autocommit() && answers.len() < GROUP_SIZE {
        let Ok(job) = jobs.try_recv() else { break };
        answers.push(job(Ok(&transaction)));
    }
    let committed = match transaction.is_autocommit() {
        true => Err(GroupFailure::rolled_back()),
        false => transaction.commit().map_err(GroupFailure::from),
    };
    files.note_log();
    (answers, committed)
}

/// Begins a transaction on the files that are in their places. No other process changes the log during it.
fn begin<'a>(connection: &'a Connection, files: &DatabaseFiles) -> Result<Transaction<'a>, GroupFailure> {
    let begin = || Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
    let mut transaction = begin()?;
    if files.log_shrank() {
        transaction.rollback()?;
        files.check_log(connection)?;
        transaction = begin()?;
    }
    files.check()?;
    Ok(transaction)
}

/// Fails all waiting writes at once if the group's transaction could not begin. Each has already waited for the busy
/// timeout.
fn refuse_all(
    first: WriteJob,
    jobs: &mut mpsc::Receiver<WriteJob>,
    failure: &GroupFailure,
) -> Vec<WriteReply> {
    let waiting = std::iter::from_fn(|| jobs.try_recv().ok());
    std::iter::once(first).chain(waiting).map(|job| job(Err(failure.clone()))).collect()
}

fn in_savepoint<T, E: From<StoreError>>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let execute = |sql| connection.prepare_cached(sql)?.execute([]);
    execute("SAVEPOINT job").map_err(|it| StoreError::from(failed(it)))?;
    let result = work(connection);
    if !connection.is_autocommit() {
        if result.is_err() {
            execute(ROLLBACK).map_err(|it| StoreError::from(failed(it)))?;
        }
        execute("RELEASE job").map_err(|it| StoreError::from(failed(it)))?;
    }
    result
}

/// The error of a group, which each of its callers receives.
#[derive(Clone)]
struct GroupFailure {
    text: String,
    is_lasting: bool,
}

impl GroupFailure {
    fn rolled_back() -> Self {
        Self {
            text: "another write of the same transaction made the database roll it back".to_owned(),
            is_lasting: false,
        }
    }
}

impl From<rusqlite::Error> for GroupFailure {
    fn from(error: rusqlite::Error) -> Self {
        let Failed { failure, source, .. } = failed(error);
        Self { text: source.to_string(), is_lasting: failure != FailureKind::Unavailable }
    }
}

impl From<MovedFile> for GroupFailure {
    fn from(moved: MovedFile) -> Self {
        Self { text: moved.to_string(), is_lasting: false }
    }
}

impl From<GroupFailure> for StoreError {
    fn from(GroupFailure { text, is_lasting }: GroupFailure) -> Self {
        if is_lasting { Self::Broken(text.into()) } else { Self::Unavailable(text.into()) }
    }
}

/// The error of a write whose caller was dropped. Its result is discarded.
fn caller_dropped() -> StoreError {
    StoreError::Unavailable("the caller was dropped".into())
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the store was closed".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SQLite's limit on pages gives the same errors in the same places as a full disk.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_full_disk_keeps_exactly_the_acknowledged_writes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("full.db");
        drop(crate::new_file::create_private(&path).unwrap());
        let open = || -> Result<_, Box<dyn std::error::Error>> {
            let connection = Connection::open(&path)?;
            connection
                .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, blob)")?;
            connection.query_row("PRAGMA max_page_count = 40", [], |_| Ok(()))?;
            Ok(connection)
        };
        let (connection, files) = crate::files::DatabasePath::of(&path).unwrap().open(open).unwrap().unwrap();
        let readers = Arc::new(Readers::new(files.clone(), crate::SqliteOptions::default()));
        let writer = Arc::new(Writer::start(connection, files, readers).unwrap());
        let insert = |id: i64| {
            let writer = writer.clone();
            let work = move |it: &Connection| {
                it.execute("INSERT INTO t VALUES (?, zeroblob(1000))", [id])
                    .map_err(|it| StoreError::from(failed(it)))
            };
            tokio::spawn(async move { (id, writer.run(work).await) })
        };
        let mut acknowledged = Vec::new();
        for task in (0..500).map(insert).collect::<Vec<_>>() {
            match task.await.unwrap() {
                (id, Ok(_)) => acknowledged.push(id),
                (_, Err(error)) => assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}"),
            }
        }
        assert!((1..500).contains(&acknowledged.len()), "{}", acknowledged.len());
        let other = Connection::open(&path).unwrap();
        let mut statement = other.prepare("SELECT id FROM t ORDER BY id").unwrap();
        let stored: Vec<i64> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        acknowledged.sort_unstable();
        assert_eq!(stored, acknowledged);

        // The store recovers once the disk has room.
        let room = |it: &Connection| {
            it.query_row("PRAGMA max_page_count = 4000", [], |_| Ok(()))
                .map_err(|it| StoreError::from(failed(it)))
        };
        writer.run(room).await.unwrap();
        insert(1000).await.unwrap().1.unwrap();
    }
}
