//! The pages through `handle`, as a browser and as a program see them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod app;
mod client;

mod accounts;
mod activity;
mod addresses;
mod attacks;
mod builder;
mod deletion;
mod devices;
mod existence;
mod forged;
mod headers;
mod hostile;
mod json;
mod languages;
mod letters;
mod mail;
mod open_api;
mod own_fields;
mod own_pages;
mod passwords;
mod prepared;
mod races;
mod redirects;
mod report;
mod sign_in;
mod sign_up;
