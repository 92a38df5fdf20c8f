//! Writes, on one thread that commits in groups.
//!
//! Writing to a disk costs about the same for one row as for many, so whatever waits when the thread is free
//! becomes one transaction. Each piece of work stands in a savepoint of its own and is answered only when the group
//! is on the disk.

use crate::error::failed;
use lucerna_core::StoreError;
use lucerna_store_sql::{Failed, Failure};
use rusqlite::{Connection, TransactionBehavior};
use std::io;
use std::thread;
use tokio::sync::{mpsc, oneshot};

/// No group is larger, so that the first in it need not wait for long.
const GROUP: usize = 128;

/// What may wait before callers have to wait to be let in.
const WAITING: usize = 1024;

/// Undoes what a piece of work did so far.
pub(crate) const UNDO: &str = "ROLLBACK TO job";

pub(crate) struct Writer(mpsc::Sender<Job>);

/// Work to be done within the group's transaction, or to be turned away if there is none.
type Job = Box<dyn FnOnce(Result<&Connection, GroupFailure>) -> Answer + Send>;

/// What tells the caller, once it is known whether the group was committed.
type Answer = Box<dyn FnOnce(Result<(), GroupFailure>)>;

impl Writer {
    pub(crate) fn start(connection: Connection) -> io::Result<Self> {
        let (sender, jobs) = mpsc::channel(WAITING);
        thread::Builder::new().name("lucerna-sqlite".to_owned()).spawn(move || serve(connection, jobs))?;
        Ok(Self(sender))
    }

    /// Does the work in a transaction and returns when it is on the disk. Whoever goes away before it was begun has it
    /// not done; once begun it is done.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = match connection {
                Ok(_) if caller.is_closed() => Err(gone().into()),
                Ok(connection) => in_savepoint(connection, work),
                Err(failure) => Err(StoreError::from(failure).into()),
            };
            Box::new(move |committed| {
                // A caller who went away is not told.
                let _ =
                    caller.send(result.and_then(|value| {
                        committed.map(|()| value).map_err(|it| StoreError::from(it).into())
                    }));
            })
        });
        self.0.send(job).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

fn serve(mut connection: Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let (answers, committed) = commit_group(&mut connection, first, &mut jobs);
        answers.into_iter().for_each(|answer| answer(committed.clone()));
    }
}

fn commit_group(
    connection: &mut Connection,
    first: Job,
    jobs: &mut mpsc::Receiver<Job>,
) -> (Vec<Answer>, Result<(), GroupFailure>) {
    let transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(failure) => return (refuse_all(first, jobs, &failure.into()), Ok(())),
    };
    let mut answers = vec![first(Ok(&transaction))];
    // A full disk and the like make SQLite roll the whole group back at once, and leave no transaction to go on in.
    while !transaction.is_autocommit() && answers.len() < GROUP {
        let Ok(job) = jobs.try_recv() else { break };
        answers.push(job(Ok(&transaction)));
    }
    let committed = match transaction.is_autocommit() {
        true => Err(GroupFailure::rolled_back()),
        false => transaction.commit().map_err(GroupFailure::from),
    };
    (answers, committed)
}

/// Whoever waited while the group could not begin has waited long enough: all are told, not one after the other.
fn refuse_all(first: Job, jobs: &mut mpsc::Receiver<Job>, failure: &GroupFailure) -> Vec<Answer> {
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
            execute(UNDO).map_err(|it| StoreError::from(failed(it)))?;
        }
        execute("RELEASE job").map_err(|it| StoreError::from(failed(it)))?;
    }
    result
}

/// The failure of a group, which several callers are told of.
#[derive(Clone)]
struct GroupFailure {
    text: String,
    is_lasting: bool,
}

impl GroupFailure {
    fn rolled_back() -> Self {
        Self {
            text: "the transaction was rolled back with another that failed".to_owned(),
            is_lasting: false,
        }
    }
}

impl From<rusqlite::Error> for GroupFailure {
    fn from(error: rusqlite::Error) -> Self {
        let Failed { failure, source, .. } = failed(error);
        Self { text: source.to_string(), is_lasting: failure != Failure::Unavailable }
    }
}

impl From<GroupFailure> for StoreError {
    fn from(GroupFailure { text, is_lasting }: GroupFailure) -> Self {
        if is_lasting { Self::Broken(text.into()) } else { Self::Unavailable(text.into()) }
    }
}

/// The caller was dropped; its result is discarded.
fn gone() -> StoreError {
    StoreError::Unavailable("the caller went away".into())
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the thread that writes has stopped".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a full disk does: SQLite's own limit on pages gives the same error in the same places.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn when_the_disk_is_full_whatever_was_acknowledged_is_there_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("full.db");
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, blob)")
            .unwrap();
        connection.query_row("PRAGMA max_page_count = 40", [], |_| Ok(())).unwrap();
        let writer = std::sync::Arc::new(Writer::start(connection).unwrap());
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

        // Once there is room again, so is the store.
        let room = |it: &Connection| {
            it.query_row("PRAGMA max_page_count = 4000", [], |_| Ok(()))
                .map_err(|it| StoreError::from(failed(it)))
        };
        writer.run(room).await.unwrap();
        insert(1000).await.unwrap().1.unwrap();
    }
}
