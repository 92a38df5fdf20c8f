//! The structure of a page for screen readers, and the walk of the Tab key.

use crate::chrome::Browser;
use serde::Deserialize;
use thirtyfour::prelude::*;

/// Finds problems of headings, landmarks, labels, descriptions and the focus after an error.
const STRUCTURE: &str = "
const problems = [], all = (it) => [...document.querySelectorAll(it)];
const count = (it, expected) => { const found = all(it).length; if (found !== expected) problems.push(`${found} ${it}`); };
count('h1', 1); count('main', 1);
if (all('nav:not([aria-label])').length) problems.push('a nav without a name');
all('h1, h2, h3, h4').reduce((last, it) => {
  const level = Number(it.localName[1]);
  if (level > last + 1) problems.push(`${it.localName} after h${last}`);
  return level;
}, 0);
const fields = all('input:not([type=hidden]):not([aria-hidden=true]), select, textarea');
for (const it of fields) {
  if (!it.labels?.length) problems.push(`no label: ${it.outerHTML}`);
}
// A field with such a name hides a property of its form, which htmx reads.
for (const it of all('[name]')) {
  if (it.form && (it.name === 'form' || it.name in HTMLFormElement.prototype)) problems.push(`a field named ${it.name}`);
}
for (const it of all('[aria-describedby], [aria-controls], [aria-labelledby]')) {
  const ids = ['aria-describedby', 'aria-controls', 'aria-labelledby'].map((name) => it.getAttribute(name) ?? '').join(' ');
  for (const id of ids.split(' ').filter(Boolean)) {
    if (!document.getElementById(id)) problems.push(`no element with the id ${id}`);
  }
}
const ids = all('[id]').map((it) => it.id);
if (new Set(ids).size < ids.length) problems.push(`an id twice: ${ids}`);
if (all('*').some((it) => getComputedStyle(it).order !== '0' || getComputedStyle(it).flexDirection.endsWith('reverse'))) {
  problems.push('the visible order is not that of the elements');
}
const invalid = all('[aria-invalid]');
if (invalid.length && !document.activeElement.matches('[aria-invalid]')) problems.push('the focus is on no invalid field');
if (all('.error').some((it) => it.getAttribute('role') !== 'alert')) problems.push('an error that is not announced');
return problems;";

/// Remembers each element that gets the focus, and whether the focus is visible there.
const RECORD: &str = "
window.stops = [];
document.addEventListener('focusin', ({ target }) => {
  const style = getComputedStyle(target), box = target.getBoundingClientRect();
  const visible = target.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    && box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight;
  window.stops.push([target, visible]);
});
window.controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, textarea')]
  .filter((it) => it.tabIndex >= 0 && it.checkVisibility());
return window.controls.length;";

const COMPARE: &str = "
const name = (it) => it.id || it.textContent.trim() || it.outerHTML, { controls } = window;
const start = Math.max(0, controls.indexOf(window.stops[0]?.[0]));
return {
  expected: [...controls.slice(start), ...controls.slice(0, start)].map(name),
  stops: window.stops.slice(0, controls.length).map(([it]) => name(it)),
  unseen: window.stops.filter(([, visible]) => !visible).map(([it]) => name(it)),
};";

#[derive(Deserialize)]
struct Walk {
    expected: Vec<String>,
    stops: Vec<String>,
    unseen: Vec<String>,
}

impl Browser {
    /// Returns the problems of the page's structure.
    pub(crate) fn structure_problems(&self) -> Vec<String> {
        self.script(STRUCTURE)
    }

    /// Presses Tab through all controls, and returns the problems of the walk. It starts at the control with `autofocus` or behind
    /// it, and leaves the page once.
    pub(crate) fn walk_problems(&self) -> Vec<String> {
        let controls: usize = self.script(RECORD);
        for _ in 0..=controls {
            self.press(Key::Tab);
        }
        let Walk { expected, stops, unseen } = self.script(COMPARE);
        let mut problems = Vec::new();
        if stops != expected {
            problems.push(format!("the order of Tab is {stops:?}, not {expected:?}"));
        }
        problems.extend(unseen.iter().map(|it| format!("no visible focus: {it}")));
        problems
    }
}
