// Makes the forms more comfortable. Everything works without it. It listens to the document, so that it also serves pages that
// Turbo or htmx exchange.

const show = (button, visible) => {
  document.getElementById(button.dataset.shows).type = visible ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(visible));
};
const hideAll = () => document.querySelectorAll('[data-shows][aria-pressed="true"]').forEach((it) => show(it, false));

// Buttons that show a password.
const offer = () => document.querySelectorAll('[data-shows][hidden]').forEach((it) => { it.hidden = false; });
new MutationObserver(offer).observe(document, { childList: true, subtree: true });
offer();
addEventListener('click', ({ target }) => {
  const button = target.closest('[data-shows]');
  if (button) show(button, button.getAttribute('aria-pressed') === 'false');
});
// A browser may keep the page as it is for its back button.
addEventListener('pagehide', hideAll);

// Advice on a new password while it is typed. The server decides.
addEventListener('input', ({ target: field }) => {
  const advice = document.querySelector(`[data-advises="${field.id}"]`);
  if (!advice) return;
  const length = [...field.value].length;
  // Repeated letters add little.
  const strength = Math.min(length, 2 * new Set(field.value.toLowerCase()).size);
  const meter = Object.assign(document.createElement('meter'), { min: 0, max: 4, low: 2, high: 4, optimum: 4 });
  meter.value = strength < 10 ? 2 : strength < 15 ? 3 : 4;
  meter.setAttribute('aria-hidden', 'true');
  const text = strength < 15 ? advice.dataset.fair : advice.dataset.strong;
  advice.replaceChildren(...(length < field.minLength ? [] : [meter, text]));
});

// A double click sends a form once. After three seconds it can be sent again, since the first answer may be lost.
const sent = new WeakMap();
addEventListener('submit', (event) => {
  // A browser offers to save what was typed into a password field.
  hideAll();
  if (event.timeStamp - (sent.get(event.target) ?? -Infinity) < 3000) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else {
    sent.set(event.target, event.timeStamp);
  }
}, true);
