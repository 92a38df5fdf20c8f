//! The pictures of the starter's pages, taken anew by the browser tests that take them. Those of the documents are in
//! `docs/pictures`. The others show every page in every state, light and dark, on a desktop and a phone.

use crate::browser;
use crate::command::{cargo, root};
use crate::log::Log;

pub(crate) fn run() -> Result<(), String> {
    let mut log = Log::of("pictures")?;
    let outcome = take(&mut log);
    log.close();
    outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?;
    println!("docs/pictures, and every page in every state in target/browser/artifacts");
    Ok(())
}

fn take(log: &mut Log) -> Result<(), String> {
    // The selection of `cargo xtask test`, so that nothing is built twice.
    let build = ["test", "--no-run", "--test", "browser", "--workspace", "--all-features", "--locked"];
    log.run(&mut cargo(&build))?;
    let program = browser::program(&log.text());
    let mut test = browser::tests(program.as_deref())?;
    log.run(test.args(["pictures", "accessibility"]).env("BROWSER_PICTURES", root().join("docs/pictures")))
}
