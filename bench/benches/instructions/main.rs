//! How many instructions a request costs: `cargo xtask instructions` runs it and judges.
//!
//! Set-up is not counted, and neither is what drops the visitor, since each function gives it back.

mod head;
mod visitor;

use gungraun::prelude::*;
use std::hint::black_box;
use visitor::Visitor;

#[library_benchmark]
#[bench::memory(Visitor::on_memory())]
#[bench::sqlite(Visitor::on_sqlite())]
fn authenticate(visitor: Visitor) -> Visitor {
    assert!(black_box(&visitor).authenticate());
    visitor
}

#[library_benchmark]
#[bench::present(Visitor::on_memory(), true)]
#[bench::absent(Visitor::signed_out(), false)]
fn cookie(visitor: Visitor, is_sent: bool) -> Visitor {
    assert_eq!(black_box(&visitor).has_cookie(), is_sent);
    visitor
}

library_benchmark_group!(name = requests, benchmarks = [authenticate, cookie]);
main!(library_benchmark_groups = requests);
