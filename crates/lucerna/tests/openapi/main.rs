//! The OpenAPI document of the account pages: an independent validator accepts it, a client that is generated from it walks
//! through the product, and every answer is as it says. Python's packages do all three, on a real server.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod app;
mod python;

use app::App;
use lucerna::pages::SignUpNames;
use python::Python;

#[test]
fn an_independent_validator_accepts_each_document() {
    for (base, names) in [("", SignUpNames::Username), ("/acme", SignUpNames::Email)] {
        Python::get().script("validate.py", &[App::start(base, names).document()]);
    }
}

/// The client is generated without a warning. The script uses nothing else to call the server.
#[test]
fn a_generated_client_walks_from_sign_up_to_deletion() {
    let app = App::start("/acme", SignUpNames::UsernameAndOptionalEmail);
    let client = Python::get().generate(app.document());
    Python::get().with(&client).script("generated_client.py", &[&app.url()]);
}

/// The script fails for a route or a success that it does not reach, an answer that the document does not name, and a member that
/// it does not describe.
#[test]
fn every_answer_is_as_the_document_says() {
    let by_name = App::start("", SignUpNames::UsernameAndOptionalEmail);
    let by_address = App::start("", SignUpNames::Email);
    Python::get().script("answers.py", &[&by_name.url(), &by_address.url()]);
}
