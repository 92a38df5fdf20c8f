//! Commands to Redis, with timeouts, distinguished errors, and retries where a repetition is harmless.

use crate::connection::RedisConnection;
use crate::error;
use crate::scripts::Script;
use lucerna_core::StoreError;
use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisResult, ServerErrorKind, Value};
use std::future::Future;
use std::time::Duration;

pub(crate) struct Commands {
    /// The connection for reads. It differs from `writes` if those wait for replicas, since later commands on the same
    /// connection would wait too.
    pub(crate) reads: RedisConnection,
    pub(crate) writes: RedisConnection,
    pub(crate) timeout: Duration,
    pub(crate) replicas: u32,
}

/// A script with its keys and arguments.
#[derive(Clone, Copy)]
pub(crate) struct ScriptCall<'a> {
    pub(crate) script: &'a Script,
    pub(crate) keys: &'a [String],
    pub(crate) values: &'a [Vec<u8>],
}

#[derive(Clone, Copy)]
enum CallKind {
    Read,
    Write,
}

impl Commands {
    /// Runs a script that changes nothing, or whose repetition changes nothing, and returns its reply.
    pub(crate) async fn read(&self, call: ScriptCall<'_>) -> Result<Value, StoreError> {
        self.in_time(async {
            match self.eval(call, CallKind::Read).await {
                Err(error) if error.is_unrecoverable_error() => self.eval(call, CallKind::Read).await,
                answer => answer,
            }
        })
        .await
    }

    /// Runs a script and returns its reply once the requested replicas have the change.
    pub(crate) async fn write(&self, call: ScriptCall<'_>) -> Result<Value, StoreError> {
        self.in_time(async {
            match self.eval(call, CallKind::Write).await {
                // The command was never sent.
                Err(error) if error.is_connection_refusal() => self.eval(call, CallKind::Write).await,
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

    /// Runs commands that write a key, and returns their replies once the requested replicas have the change.
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

    /// Runs a script by its SHA-1 hash, or by its text if Redis does not have it, for example after a restart.
    async fn eval(&self, call: ScriptCall<'_>, kind: CallKind) -> RedisResult<Value> {
        match self.perform(call, call.command("EVALSHA", &call.script.sha1), kind).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.perform(call, call.command("EVAL", &call.script.code), kind).await
            }
            answer => answer,
        }
    }

    async fn perform(&self, call: ScriptCall<'_>, command: Cmd, kind: CallKind) -> RedisResult<Value> {
        match kind {
            CallKind::Read => send(&self.reads, &command).await,
            CallKind::Write if self.replicas == 0 => send(&self.writes, &command).await,
            CallKind::Write => {
                let mut one = redis::pipe();
                one.add_command(command);
                let key = call.keys.first().map_or("", String::as_str);
                Ok(self.send_and_wait(&one, key).await?.into_iter().next().unwrap_or(Value::Nil))
            }
        }
    }

    /// Sends the commands and waits for the replicas. `WAIT` covers only the writes of its own connection. Without such
    /// a write, as when a script finds its insert already done, it waits for nothing. An extra write into the same slot
    /// therefore precedes it. A replica that has this write also has all earlier ones.
    async fn send_and_wait(&self, commands: &Pipeline, key: &str) -> RedisResult<Vec<Value>> {
        let half = u64::try_from(self.timeout.as_millis() / 2).unwrap_or(u64::MAX).max(1);
        let mut all = commands.clone();
        all.cmd("SET").arg(key_in_same_slot(key)).arg("").arg("PX").arg(1);
        all.cmd("WAIT").arg(self.replicas).arg(half);
        let count = all.cmd_iter().count();
        let mut answers = self.writes.clone().req_packed_commands(&all, 0, count).await?;
        let (copies, written) = (answers.pop(), answers.pop());
        let answers = answers.into_iter().map(Value::extract_error).collect::<RedisResult<_>>()?;
        written.unwrap_or(Value::Nil).extract_error()?;
        match copies {
            // Other replies include the error of a primary that has become a replica.
            Some(Value::Int(copies)) if copies >= i64::from(self.replicas) => Ok(answers),
            _ => Err(RedisError::from((ErrorKind::Io, "fewer replicas than requested have the change"))),
        }
    }
}

/// Returns a key in the same slot.
fn key_in_same_slot(key: &str) -> String {
    if key.contains('{') { format!("{key}~") } else { format!("{{{key}}}~") }
}

impl ScriptCall<'_> {
    fn command(&self, name: &str, script: &str) -> Cmd {
        let mut command = redis::cmd(name);
        command.arg(script).arg(self.keys.len()).arg(self.keys).arg(self.values);
        command
    }
}

async fn send(connection: &RedisConnection, command: &Cmd) -> RedisResult<Value> {
    connection.clone().req_packed_command(command).await?.extract_error()
}

async fn send_all(connection: &RedisConnection, commands: &Pipeline) -> RedisResult<Vec<Value>> {
    let count = commands.cmd_iter().count();
    let answers = connection.clone().req_packed_commands(commands, 0, count).await?;
    answers.into_iter().map(Value::extract_error).collect()
}
