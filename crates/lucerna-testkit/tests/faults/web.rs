//! Tests of the web contract: an application with a fault fails in the cases about it, and one without a fault
//! passes.
//!
//! The application uses the standard library only, so that every rule is one line that a fault can leave out.

mod accounts;
mod cookie;
mod fault;
mod http;
mod origin;
mod pages;
mod server;

use fault::{FAULTS, Fault};
use lucerna_testkit::web::{Application, Paths, WebCase, cases};
use std::collections::HashMap;
use std::thread;

fn start(fault: Fault) -> impl Fn(Option<&str>) -> Application + Send + 'static {
    move |origin| server::start(origin, fault, Paths::default())
}

#[test]
fn an_application_without_fault_passes() {
    for case in cases() {
        assert_eq!(case.check(start(Fault::None)), Ok(()));
    }
}

#[test]
fn an_application_with_other_paths_passes() {
    let mut paths = Paths::default();
    paths.profile = "/me".to_owned();
    paths.sign_up = "/account/new".to_owned();
    paths.sign_in = "/account/sign-in".to_owned();
    paths.sign_out = "/account/sign-out".to_owned();
    for case in cases() {
        let paths = paths.clone();
        assert_eq!(case.check(move |origin| server::start(origin, Fault::None, paths.clone())), Ok(()));
    }
}

#[test]
fn every_fault_is_found_by_the_cases_that_are_about_it() {
    let cases: HashMap<_, _> = cases().into_iter().map(|it| (it.name(), it)).collect();
    let unfound = |(fault, names): &(Fault, &[&str])| {
        let case = |name: &str| *cases.get(name).unwrap_or_else(|| panic!("no case {name}"));
        let passes = names.iter().filter(|it| case(it).check(start(*fault)).is_ok());
        passes.map(|name| format!("{fault:?} in {name}")).collect::<Vec<_>>()
    };
    let unfound: Vec<_> = thread::scope(|scope| {
        let parts = FAULTS.chunks(FAULTS.len().div_ceil(4));
        let threads: Vec<_> =
            parts.map(|it| scope.spawn(|| it.iter().flat_map(unfound).collect::<Vec<_>>())).collect();
        threads.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    assert!(unfound.is_empty(), "{unfound:#?}");
}

#[test]
fn every_case_finds_a_fault() {
    let finds_some = |case: &WebCase| FAULTS.iter().any(|(_, names)| names.contains(&case.name()));
    let idle: Vec<_> = cases().into_iter().filter(|it| !finds_some(it)).collect();
    assert!(idle.is_empty(), "{idle:#?}");
}
