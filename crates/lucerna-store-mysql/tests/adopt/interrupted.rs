//! An adoption that does not come to its end.
