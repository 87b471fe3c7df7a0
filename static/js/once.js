// One press, one request: a form that was sent cannot be sent again until the page is left,
// comes back from the browser's history, or another script says "portal:ready" on the form.

const sent = new WeakSet();

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

function lock(form) {
  form.setAttribute("aria-busy", "true");
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
}

function unlock(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
  for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sent.add(form);
    // aria-disabled, not disabled: a disabled button would take its own value out of the form.
    lock(form);
    setTimeout(() => {
      if (event.defaultPrevented && !("sending" in form.dataset)) unlock(form);
    });
  },
  true,
);

document.addEventListener("portal:ready", (event) => unlock(event.target));

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(unlock);
});
