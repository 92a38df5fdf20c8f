//! axe-core, which finds accessibility problems of a page.

use crate::chrome::Browser;
use serde::Deserialize;
use std::env;
use std::fs;
use std::sync::LazyLock;

static SOURCE: LazyLock<String> = LazyLock::new(|| {
    let path =
        env::var_os("AXE_CORE").expect("AXE_CORE has to be the path of axe.min.js, from npm's axe-core");
    fs::read_to_string(&path).unwrap_or_else(|it| panic!("AXE_CORE={}: {it}", path.display()))
});

/// Every rule there is, those that are off by default included; what axe cannot decide is told as well.
const RUN: &str = "
const told = (kind) => (it) =>
  `${kind} ${it.id}: ${it.help}` + it.nodes.map((node) => `\\n  ${node.html}\\n  ${node.failureSummary}`).join('');
const rules = axe.getRules().map((it) => it.ruleId);
return axe.run(document, { runOnly: { type: 'rule', values: rules } }).then((it) => ({
  passed: it.passes.length,
  problems: [...it.violations.map(told('violation')), ...it.incomplete.map(told('undecided'))],
}));";

#[derive(Deserialize)]
struct Findings {
    passed: usize,
    problems: Vec<String>,
}

impl Browser {
    /// Puts axe-core into the page that is open.
    pub(crate) fn load_axe(&self) {
        let () = self.script(&SOURCE);
    }

    /// What is wrong with the page, in words. It has to have been given axe-core.
    pub(crate) fn accessibility_problems(&self) -> Vec<String> {
        let findings: Findings = self.script(RUN);
        assert!(findings.passed > 5, "only {} rules were of use", findings.passed);
        findings.problems
    }
}
