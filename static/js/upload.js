// Files in a form: shows what was chosen, lets one take a file back, and with
// <form data-upload> shows how far the sending has gone. Words come from data- attributes
// of the form's .upload-status (components/upload_status.html), so they are translated.

const LABELS = { remove: "✕", sending: "", failed: "", ...labelsOfPage() };

function labelsOfPage() {
  const place = document.querySelector(".upload-status");
  return place ? { ...place.dataset } : {};
}

function sizeInWords(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 3);
  return `${(bytes / 1024 ** step).toFixed(step > 1 ? 1 : 0)} ${units[step]}`;
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function takeBack(input, index) {
  const kept = new DataTransfer();
  [...input.files].forEach((file, at) => at !== index && kept.items.add(file));
  input.files = kept.files;
  list(input);
  input.focus();
}

function lineFor(input, file, index) {
  const line = make("li", "file");
  const name = make("span", "file-name", file.name);
  name.append(make("span", "file-meta", sizeInWords(file.size)));
  const button = make("button", "button button-quiet button-small", LABELS.remove);
  button.type = "button";
  button.setAttribute("aria-label", `${LABELS.remove} ${file.name}`);
  button.addEventListener("click", () => takeBack(input, index));
  line.append(name, button);
  return line;
}

function list(input) {
  const place = input.closest(".upload");
  place.querySelector(".files")?.remove();
  if (!input.files.length) return;
  const files = make("ul", "files");
  files.append(...[...input.files].map((file, index) => lineFor(input, file, index)));
  place.append(files);
}

function hasFiles(form) {
  return [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
}

function showBar(status) {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", LABELS.sending);
  const words = make("p", "small", LABELS.sending);
  status.replaceChildren(words, bar);
  return (share) => {
    bar.value = share;
    words.textContent = `${LABELS.sending} ${Math.round(share * 100)}%`;
  };
}

function giveUp(form, status) {
  delete form.dataset.sending;
  const alert = make("p", "alert alert-error", LABELS.failed);
  alert.setAttribute("role", "alert");
  status.replaceChildren(alert);
  form.dispatchEvent(new Event("portal:ready", { bubbles: true }));
}

function arrive(request, form, status, address) {
  if (request.responseURL && request.responseURL !== address) {
    location.assign(request.responseURL); // saved: the server sent us on
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = page.querySelector("main");
  if (!fresh) return giveUp(form, status);
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  (fresh.querySelector("[data-error-summary]") ?? fresh).focus();
}

function send(form, submitter) {
  const status = form.querySelector(".upload-status");
  const address = new URL(form.getAttribute("action") || location.href, location.href).href;
  const progress = showBar(status);
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.setRequestHeader("X-Upload", "1"); // messages wait for the page that is shown
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress(event.loaded / event.total);
  });
  request.addEventListener("load", () => arrive(request, form, status, address));
  request.addEventListener("error", () => giveUp(form, status));
  request.send(new FormData(form, submitter));
}

document.addEventListener("change", (event) => {
  if (event.target.matches('.upload > input[type="file"]')) list(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-upload]") || event.defaultPrevented || !hasFiles(form)) return;
  event.preventDefault();
  form.dataset.sending = "";
  send(form, event.submitter);
});
