// Follows slow work: <div data-progress-url="…"> holds a fragment (components/task_progress.html)
// with data-progress-running while the work goes on; the last answer has none and stays.

const SHORTEST = 1000; // milliseconds between two questions; grows by half each time
const LONGEST = 15000;

function isRunning(place) {
  return place.querySelector("[data-progress-running]") !== null;
}

async function ask(place) {
  const answer = await fetch(place.dataset.progressUrl, {
    credentials: "same-origin",
    headers: { "X-Requested-With": "fetch" },
  });
  if (answer.redirected || answer.status === 401 || answer.status === 403) {
    location.reload(); // signed out meanwhile: the page itself knows what to say
    return false;
  }
  if (!answer.ok) throw new Error(`progress: ${answer.status}`);
  return answer.text();
}

function show(place, html) {
  if (html === false || place.lastShown === html) return;
  const held = place.contains(document.activeElement);
  place.lastShown = html;
  const parsed = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...parsed.body.childNodes);
  if (held) {
    place.tabIndex = -1;
    place.focus();
  }
}

function follow(place, wait = SHORTEST) {
  if (!isRunning(place)) return;
  setTimeout(async () => {
    if (!place.isConnected) return;
    if (!document.hidden) {
      try {
        show(place, await ask(place));
      } catch {
        wait = LONGEST; // the line or the server is away: ask less often
      }
    }
    follow(place, Math.min(wait * 1.5, LONGEST));
  }, wait);
}

for (const place of document.querySelectorAll("[data-progress-url]")) {
  place.setAttribute("aria-live", "polite");
  follow(place);
}
