//! Counts the instructions that a request costs; `cargo xtask instructions` runs it and compares the counts.
//!
//! The counts include neither the set-up nor the drop of the visitor, which each function returns.

mod account_page;
mod browser_request;
mod hand_written;
mod visitor;

use account_page::ProfilePage;
use gungraun::prelude::*;
use std::hint::black_box;
use visitor::BenchVisitor;

#[library_benchmark]
#[bench::memory(BenchVisitor::on_memory())]
#[bench::sqlite(BenchVisitor::on_sqlite())]
fn authenticate(visitor: BenchVisitor) -> BenchVisitor {
    assert!(black_box(&visitor).authenticate());
    visitor
}

#[library_benchmark]
#[bench::present(BenchVisitor::on_memory(), true)]
#[bench::absent(BenchVisitor::signed_out(), false)]
fn cookie(visitor: BenchVisitor, is_sent: bool) -> BenchVisitor {
    assert_eq!(black_box(&visitor).has_cookie(), is_sent);
    visitor
}

#[library_benchmark]
#[bench::memory(ProfilePage::by_hand(BenchVisitor::on_memory()))]
#[bench::sqlite(ProfilePage::by_hand(BenchVisitor::on_sqlite()))]
fn profile_page_by_hand(page: ProfilePage) -> ProfilePage {
    black_box(page).answer()
}

#[library_benchmark]
#[bench::memory(ProfilePage::by_handler(BenchVisitor::on_memory()))]
#[bench::sqlite(ProfilePage::by_handler(BenchVisitor::on_sqlite()))]
fn profile_page_by_handler(page: ProfilePage) -> ProfilePage {
    black_box(page).answer()
}

library_benchmark_group!(
    name = requests,
    benchmarks = [authenticate, cookie, profile_page_by_hand, profile_page_by_handler]
);
main!(library_benchmark_groups = requests);
