//! Tests of the program from outside: pages, hostile input, crashes, file errors and environment variables.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod app_name;
mod asvs;
mod automatic_answers;
mod backup;
mod base_path;
mod bodies;
mod config;
mod connections;
mod contract;
mod crash;
mod crowds;
mod database_file;
#[cfg(all(feature = "mysql", feature = "postgres", feature = "redis"))]
mod databases;
mod diagnosis;
mod files;
mod health;
mod hostile;
mod letters;
mod limits;
mod looks;
mod loopback;
mod origins;
mod pages;
mod profile;
mod remember_me;
mod secrets;
mod sessions;
mod shutdown;
mod sign_up_names;
mod smtp;
mod twice;
mod unlock;

#[path = "../kit/mod.rs"]
mod kit;
