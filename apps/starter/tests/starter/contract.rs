//! The web contract, run against the starter.

use crate::kit::Starter;
use lucerna_testkit::web::Application;

fn start(public_origin: Option<&str>) -> Application {
    let starter = public_origin.map_or_else(Starter::new, Starter::with_origin);
    Application::new(starter.address, starter.origin.clone(), starter)
}

lucerna_testkit::web_contract!(start);
