//! The scripts: each reads and writes keys of one user, all or nothing.

use std::sync::LazyLock;

/// A script and the name that Redis has for it.
pub(crate) struct Script {
    pub(crate) code: String,
    pub(crate) sha1: String,
}

impl Script {
    fn new(parts: &[&str]) -> Self {
        let code = parts.concat();
        let sha1 = redis::Script::new(&code).get_hash().to_owned();
        Self { code, sha1 }
    }
}

const INDEX: &str = include_str!("lua/index.lua");
const SESSION: &str = include_str!("lua/session.lua");
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
    UPDATE = [SESSION, include_str!("lua/update.lua")];
    RENAME = [INDEX, SESSION, include_str!("lua/rename.lua")];
    END = [INDEX, SESSION, include_str!("lua/end.lua")];
    LIST = [include_str!("lua/list.lua")];
    END_ALL = [INDEX, include_str!("lua/end_all.lua")];
    SWEEP = [INDEX, include_str!("lua/sweep.lua")];
    ADOPT = [INDEX, "local function insert()\n", INSERTING, "end\n", include_str!("lua/adopt.lua")];
    HELD = [include_str!("lua/held.lua")];
    TAKE = [include_str!("lua/take.lua")];
    TAKE_INDEX = [include_str!("lua/take_index.lua")];
}
