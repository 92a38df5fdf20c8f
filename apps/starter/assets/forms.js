// Makes forms more comfortable. Everything works without it.

const password = document.getElementById('password');
const toggle = document.getElementById('show-password');

function show(visible) {
  password.type = visible ? 'text' : 'password';
  toggle.setAttribute('aria-pressed', String(visible));
}

toggle.hidden = false;
toggle.addEventListener('click', () => show(password.type === 'password'));
// A browser may keep the page as it is for its back button.
addEventListener('pagehide', () => show(false));

// A double click sends a form once. After three seconds it can be sent again, since the first answer may be lost.
let sentAt = -Infinity;

password.form.addEventListener('submit', (event) => {
  // Browsers offer to save what was typed into a password field, and may remember other text as a suggestion.
  show(false);
  if (event.timeStamp - sentAt < 3000) {
    event.preventDefault();
  } else {
    sentAt = event.timeStamp;
  }
});
