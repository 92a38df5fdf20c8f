//! The Lua scripts. Each changes the keys of one user, or one record, atomically.

use std::sync::LazyLock;

/// A script with its SHA-1 hash.
#[doc(hidden)]
#[derive(Debug)]
pub struct Script {
    pub(crate) code: String,
    pub(crate) sha1: String,
}

impl Script {
    #[must_use]
    pub fn new(parts: &[&str]) -> Self {
        let code = parts.concat();
        let sha1 = redis::Script::new(&code).get_hash().to_owned();
        Self { code, sha1 }
    }

    /// Creates a script with a function `insert` that inserts a session.
    #[must_use]
    pub fn inserting(parts: &[&str]) -> Self {
        Self::new(&[INDEX, "local function insert()\n", INSERTING, "end\n", &parts.concat()])
    }
}

const INDEX: &str = include_str!("lua/index.lua");
const SESSION: &str = include_str!("lua/session.lua");
const WRITE: &str = include_str!("lua/write.lua");
const RECORD: &str = include_str!("lua/record.lua");
const ALIVE: &str = include_str!("lua/is_alive.lua");
const STILL: &str = include_str!("lua/is_still.lua");
const PUT: &str = include_str!("lua/put.lua");
const INSERTING: &str = include_str!("lua/insert.lua");

macro_rules! scripts {
    ($($name:ident = [$($part:expr),*];)*) => {$(
        pub(crate) static $name: LazyLock<Script> = LazyLock::new(|| Script::new(&[$($part),*]));
    )*};
}

scripts! {
    FIND = [SESSION, include_str!("lua/find.lua")];
    INSERT = [INDEX, INSERTING];
    RENEW = [INDEX, SESSION, include_str!("lua/renew.lua")];
    UPDATE = [WRITE, SESSION, include_str!("lua/update.lua")];
    RENAME = [INDEX, WRITE, SESSION, include_str!("lua/rename.lua")];
    END_SESSION = [INDEX, SESSION, include_str!("lua/end_session.lua")];
    LIST = [include_str!("lua/list.lua")];
    END_USER_SESSIONS = [INDEX, include_str!("lua/end_user_sessions.lua")];
    SWEEP = [INDEX, include_str!("lua/sweep.lua")];

    FIND_RECORD = ["return redis.call('HGETALL', KEYS[1])"];
    INSERT_RECORD = [INDEX, RECORD, ALIVE, PUT, include_str!("lua/insert_record.lua")];
    UPDATE_RECORD = [WRITE, RECORD, ALIVE, STILL, include_str!("lua/update_record.lua")];
    TAKE_RECORD = [RECORD, ALIVE, STILL, include_str!("lua/take_record.lua")];
    ADD_TO_RECORD = [INDEX, RECORD, ALIVE, PUT, include_str!("lua/add_to_record.lua")];
    DELETE_RECORD = [RECORD, "return remove()"];
    INDEX_RECORD = [INDEX, include_str!("lua/index_record.lua")];
    DELETE_USER_RECORDS = [include_str!("lua/delete_user_records.lua")];
    DELETE_RECORD_WITH_MARK = [include_str!("lua/delete_record_with_mark.lua")];
}
