//! Calls to Redis: in time, told apart by what goes wrong, and asked again only where nothing can happen twice.

use crate::connection::Connection;
use crate::error;
use crate::scripts::Script;
use lucerna_core::StoreError;
use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisResult, ServerErrorKind, Value};
use std::future::Future;
use std::time::Duration;

pub(crate) struct Calls {
    /// Apart from `writes` where those wait for replicas and whatever comes behind them on the wire does as well.
    pub(crate) reads: Connection,
    pub(crate) writes: Connection,
    pub(crate) timeout: Duration,
    pub(crate) replicas: u32,
}

/// A script and what it is called with.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) script: &'a Script,
    pub(crate) keys: &'a [String],
    pub(crate) values: &'a [Vec<u8>],
}

#[derive(Clone, Copy)]
enum Kind {
    Read,
    Write,
}

impl Calls {
    /// The answer of a script that changes nothing, or nothing that doing it twice would change.
    pub(crate) async fn read(&self, call: Call<'_>) -> Result<Value, StoreError> {
        self.in_time(async {
            match self.eval(call, Kind::Read).await {
                Err(error) if error.is_unrecoverable_error() => self.eval(call, Kind::Read).await,
                answer => answer,
            }
        })
        .await
    }

    /// The answer of a script, when as many replicas have what it wrote as were asked for.
    pub(crate) async fn write(&self, call: Call<'_>) -> Result<Value, StoreError> {
        self.in_time(async {
            match self.eval(call, Kind::Write).await {
                // It was never sent.
                Err(error) if error.is_connection_refusal() => self.eval(call, Kind::Write).await,
                answer => answer,
            }
        })
        .await
    }

    pub(crate) async fn command(&self, command: &Cmd) -> Result<Value, StoreError> {
        self.in_time(send(&self.reads, command)).await
    }

    pub(crate) async fn in_time<T>(
        &self,
        call: impl Future<Output = RedisResult<T>>,
    ) -> Result<T, StoreError> {
        match tokio::time::timeout(self.timeout, call).await {
            Ok(answer) => answer.map_err(error::store),
            Err(_) => {
                let text = format!("Redis did not answer within {:?}", self.timeout);
                Err(StoreError::Unavailable(text.into()))
            }
        }
    }

    /// The answers of commands that write a key, when as many replicas have it as were asked for.
    pub(crate) async fn write_commands(
        &self,
        commands: &Pipeline,
        key: &str,
    ) -> Result<Vec<Value>, StoreError> {
        self.in_time(async {
            match self.replicas {
                0 => send_all(&self.writes, commands).await,
                _ => self.send_and_wait(commands, key).await,
            }
        })
        .await
    }

    /// Runs a script by its name, and by its text where Redis does not know it: new, restarted, or another one.
    async fn eval(&self, call: Call<'_>, kind: Kind) -> RedisResult<Value> {
        match self.perform(call, call.command("EVALSHA", &call.script.sha1), kind).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.perform(call, call.command("EVAL", &call.script.code), kind).await
            }
            answer => answer,
        }
    }

    async fn perform(&self, call: Call<'_>, command: Cmd, kind: Kind) -> RedisResult<Value> {
        match kind {
            Kind::Read => send(&self.reads, &command).await,
            Kind::Write if self.replicas == 0 => send(&self.writes, &command).await,
            Kind::Write => {
                let mut one = redis::pipe();
                one.add_command(command);
                let key = call.keys.first().map_or("", String::as_str);
                Ok(self.send_and_wait(&one, key).await?.into_iter().next().unwrap_or(Value::Nil))
            }
        }
    }

    /// `WAIT` is about what its connection wrote, and waits for nothing where that wrote nothing, as when a script finds that
    /// it was here before. So something is written in any case, into the same slot: what was written before that, by
    /// whomever, is on the replica then.
    async fn send_and_wait(&self, commands: &Pipeline, key: &str) -> RedisResult<Vec<Value>> {
        let half = u64::try_from(self.timeout.as_millis() / 2).unwrap_or(u64::MAX).max(1);
        let mut all = commands.clone();
        all.cmd("SET").arg(beside(key)).arg("").arg("PX").arg(1);
        all.cmd("WAIT").arg(self.replicas).arg(half);
        let count = all.cmd_iter().count();
        let mut answers = self.writes.clone().req_packed_commands(&all, 0, count).await?;
        let (copies, written) = (answers.pop(), answers.pop());
        let answers = answers.into_iter().map(Value::extract_error).collect::<RedisResult<_>>()?;
        written.unwrap_or(Value::Nil).extract_error()?;
        match copies {
            // Among the rest is what a master says that becomes a replica meanwhile.
            Some(Value::Int(copies)) if copies >= i64::from(self.replicas) => Ok(answers),
            _ => Err(RedisError::from((ErrorKind::Io, "fewer replicas have the change than were asked for"))),
        }
    }
}

/// A key in the slot of this one.
fn beside(key: &str) -> String {
    if key.contains('{') { format!("{key}~") } else { format!("{{{key}}}~") }
}

impl Call<'_> {
    fn command(&self, name: &str, script: &str) -> Cmd {
        let mut command = redis::cmd(name);
        command.arg(script).arg(self.keys.len()).arg(self.keys).arg(self.values);
        command
    }
}

async fn send(connection: &Connection, command: &Cmd) -> RedisResult<Value> {
    connection.clone().req_packed_command(command).await?.extract_error()
}

async fn send_all(connection: &Connection, commands: &Pipeline) -> RedisResult<Vec<Value>> {
    let count = commands.cmd_iter().count();
    let answers = connection.clone().req_packed_commands(commands, 0, count).await?;
    answers.into_iter().map(Value::extract_error).collect()
}
