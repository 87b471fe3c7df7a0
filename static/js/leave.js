// Leaves at once and in place of the page, so that "back" does not come here again.

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-leave]");
  if (!form) return;
  event.preventDefault();
  // The visit ends on the server while this page is going.
  navigator.sendBeacon(form.action, new FormData(form));
  document.documentElement.hidden = true;
  location.replace(form.action);
});
