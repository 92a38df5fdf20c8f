//! axe-core, which finds accessibility problems of a page.

use crate::chrome::Browser;
use serde::Deserialize;
use std::env;
use std::fs;
use std::sync::LazyLock;

static SOURCE: LazyLock<String> = LazyLock::new(|| {
    let path = env::var_os("AXE_CORE").expect("set AXE_CORE to the path of axe.min.js, from npm's axe-core");
    fs::read_to_string(&path).unwrap_or_else(|it| panic!("AXE_CORE={}: {it}", path.display()))
});

/// Runs every rule, also those that are off by default. Undecided results count as problems.
const RUN: &str = "
const told = (kind) => (it) =>
  `${kind} ${it.id}: ${it.help}` + it.nodes.map((node) => `\\n  ${node.html}\\n  ${node.failureSummary}`).join('');
const rules = axe.getRules().map((it) => it.ruleId);
const options = { runOnly: { type: 'rule', values: rules }, resultTypes: ['violations', 'incomplete'], selectors: false };
return axe.run(document, options).then((it) => ({
  passed: it.passes.length,
  problems: [...it.violations.map(told('violation')), ...it.incomplete.map(told('undecided'))],
}));";

#[derive(Deserialize)]
struct Findings {
    passed: usize,
    problems: Vec<String>,
}

impl Browser {
    /// Loads axe-core into the open page.
    pub(crate) fn load_axe(&self) {
        let () = self.script(&SOURCE);
    }

    /// Returns the problems of the page, into which axe-core was loaded before.
    pub(crate) fn accessibility_problems(&self) -> Vec<String> {
        let findings: Findings = self.script(RUN);
        assert!(findings.passed > 5, "only {} rules passed", findings.passed);
        findings.problems
    }
}
