// Makes the forms more comfortable. Everything works without it.

// Buttons that show a password.
for (const button of document.querySelectorAll('[data-shows]')) {
  const field = document.getElementById(button.dataset.shows);
  const show = (visible) => {
    field.type = visible ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(visible));
  };
  button.hidden = false;
  button.addEventListener('click', () => show(field.type === 'password'));
  // A browser may keep the page as it is for its back button, and offers to save what was typed into a password field.
  addEventListener('pagehide', () => show(false));
  field.form.addEventListener('submit', () => show(false));
}

// Advice on a new password while it is typed. The server decides.
for (const advice of document.querySelectorAll('[data-advises]')) {
  const field = document.getElementById(advice.dataset.advises);
  const meter = Object.assign(document.createElement('meter'), { min: 0, max: 4, low: 2, high: 4, optimum: 4 });
  const text = document.createElement('span');
  meter.setAttribute('aria-hidden', 'true');
  field.addEventListener('input', () => {
    const length = [...field.value].length;
    // Repeated letters add little.
    const strength = Math.min(length, 2 * new Set(field.value.toLowerCase()).size);
    meter.value = strength < 10 ? 2 : strength < 15 ? 3 : 4;
    text.textContent = strength < 15 ? advice.dataset.fair : advice.dataset.strong;
    advice.replaceChildren(...(length < field.minLength ? [] : [meter, text]));
  });
}

// A double click sends a form once. After three seconds it can be sent again, since the first answer may be lost.
for (const form of document.forms) {
  let sentAt = -Infinity;
  form.addEventListener('submit', (event) => {
    if (event.timeStamp - sentAt < 3000) {
      event.preventDefault();
    } else {
      sentAt = event.timeStamp;
    }
  });
}
