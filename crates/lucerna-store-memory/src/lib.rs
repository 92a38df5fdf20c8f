//! The reference store of Lucerna: users, keys and sessions in memory.
