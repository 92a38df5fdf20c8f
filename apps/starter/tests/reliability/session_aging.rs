//! Sessions that are made due for renewal, as they are after a day.

use crate::kit::eventually;
use lucerna::SessionId;
use lucerna_servers::{RedisCluster, Server};

/// Makes one session due, unless it has ended meanwhile. The script may not contain spaces.
const AGE: &str = "return(redis.call('EXISTS',KEYS[1])==1)and(redis.call('HSET',KEYS[1],'active_expires',0))";

/// Changes and counts the sessions of a database.
pub(crate) trait SessionAging {
    /// Makes every session due.
    fn age(&self);

    /// Returns the number of these sessions that are due.
    fn due(&self, of: &[SessionId]) -> usize;
}

impl SessionAging for Server {
    fn age(&self) {
        if is_redis(self) {
            for key in rows(self) {
                self.ask(&format!("EVAL {AGE} 1 {key}")).unwrap();
            }
        } else {
            let sql = format!("UPDATE {} SET active_expires = 0", table(self));
            // The statement may fail because of a visitor's change, and is then retried.
            eventually("the sessions age", || self.ask(&sql).ok());
        }
    }

    fn due(&self, of: &[SessionId]) -> usize {
        if is_redis(self) {
            let is_due = |key: &String| self.ask(&format!("HGET {key} active_expires")).unwrap() == "0";
            let is_one = |key: &String| of.iter().any(|it| key.ends_with(it.as_str()));
            rows(self).iter().filter(|it| is_one(it) && is_due(it)).count()
        } else {
            let ids: Vec<_> = of.iter().map(|it| format!("'{it}'")).collect();
            let which = format!("active_expires = 0 AND id IN ({})", ids.join(", "));
            let sql = format!("SELECT count(*) FROM {} WHERE {which}", table(self));
            self.ask(&sql).unwrap().parse().unwrap()
        }
    }
}

impl SessionAging for RedisCluster {
    fn age(&self) {
        self.masters().unwrap().into_iter().for_each(|it| self.nodes()[it].age());
    }

    fn due(&self, of: &[SessionId]) -> usize {
        self.masters().unwrap().into_iter().map(|it| self.nodes()[it].due(of)).sum()
    }
}

fn is_redis(server: &Server) -> bool {
    server.url("").starts_with("redis")
}

fn table(server: &Server) -> &'static str {
    if server.url("").starts_with("mysql") { "lucerna.user_session" } else { "user_session" }
}

fn rows(server: &Server) -> Vec<String> {
    server.ask("KEYS *}:s:*").unwrap().lines().map(str::to_owned).collect()
}
