//! Tests of proofs, second factors, credentials and events, on the memory store.

mod attempts;
mod carriers;
mod credentials;
mod duplicate_cookies;
mod events;
mod feature_cookies;
mod given_back_attempts;
mod kit;
mod known_devices;
mod login_names;
mod new_devices;
mod one_time_states;
mod prepared_changes;
mod recent_verification;
mod revoked_proofs;
mod second_factor;
mod unknown_address;
