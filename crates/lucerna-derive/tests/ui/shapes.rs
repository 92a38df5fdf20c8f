//! Types that cannot be a set of columns, and options that do not exist.

use lucerna_derive::Attributes;

#[derive(Attributes)]
struct Tuple(String);

#[derive(Attributes)]
enum Enum {
    One,
}

#[derive(Attributes)]
struct Generic<T> {
    it: T,
}

#[derive(Attributes)]
struct Typo {
    #[column(uniq)]
    username: String,
}

fn main() {}
