//! The warning about a Redis that deletes sessions when memory is short.

use crate::commands::Commands;
use redis::{Value, cmd};

/// The line of `INFO memory` with the policy.
const LINE: &str = "maxmemory_policy:";

const ADVICE: &str = "set maxmemory-policy to noeviction: otherwise, Redis deletes sessions, codes and counters of attempts when memory is short";

/// Writes a warning if Redis, or a node of the cluster, evicts keys. It writes nothing if Redis does not say so, as where
/// `INFO` is forbidden.
pub(crate) async fn warn_if_evicting(commands: &Commands) {
    let Ok(info) = commands.command(cmd("INFO").arg("memory")).await else { return };
    if let Some(policy) = evicting_policy(&info) {
        tracing::warn!(target: "lucerna", policy, advice = ADVICE, "store.evicts");
    }
}

/// Returns the first policy that evicts. A cluster answers with a text for each node.
fn evicting_policy(info: &Value) -> Option<String> {
    match info {
        Value::BulkString(bytes) => in_text(&String::from_utf8_lossy(bytes)),
        Value::VerbatimString { text, .. } | Value::SimpleString(text) => in_text(text),
        Value::Array(nodes) => nodes.iter().find_map(evicting_policy),
        Value::Map(nodes) => nodes.iter().find_map(|(_, info)| evicting_policy(info)),
        _ => None,
    }
}

fn in_text(info: &str) -> Option<String> {
    let policy = info.lines().find_map(|it| it.trim().strip_prefix(LINE))?;
    (policy != "noeviction").then(|| policy.to_owned())
}
