// Asks before a changed form is left: <form data-unsaved>. Nothing is kept anywhere.

const first = new Map();

function written(form) {
  const parts = [];
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken") continue;
    parts.push([name, value instanceof File ? `${value.name}:${value.size}` : value]);
  }
  return JSON.stringify(parts);
}

function isChanged(form) {
  return form.isConnected && first.get(form) !== written(form);
}

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  // What the server sent back with errors is not saved yet either.
  first.set(form, form.querySelector("[aria-invalid]") ? null : written(form));
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented || "sending" in event.target.dataset) first.delete(event.target);
});

// What could not be sent is unsaved again.
document.addEventListener("portal:ready", (event) => {
  if (event.target.matches("form[data-unsaved]")) first.set(event.target, null);
});

window.addEventListener("beforeunload", (event) => {
  if ([...first.keys()].some(isChanged)) event.preventDefault();
});
