// The browser's own answer to whether a person fills in the form: it looks for the number whose
// hash the server named (portal/human/proofs.py), in a worker of this very file. Whoever has no
// scripts, or a browser without such workers, answers the picture or the question instead.

const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants of FIPS 180-4, 4.2.2 and 5.3.3: beginnings of roots of the first primes.
function prepare() {
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
  for (let candidate = 2, found = 0; found < 64; candidate++) {
    let prime = true;
    for (let part = 2; part * part <= candidate; part++) if (candidate % part === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(candidate));
    K[found++] = fraction(Math.cbrt(candidate));
  }
}

const turned = (x, by) => (x >>> by) | (x << (32 - by));

// One block of 64 bytes (FIPS 180-4, 6.2.2): `state` becomes what it makes of it.
function compress(state, block, w) {
  for (let t = 0; t < 16; t++) w[t] = block.getUint32(t * 4);
  for (let t = 16; t < 64; t++) {
    const low = turned(w[t - 15], 7) ^ turned(w[t - 15], 18) ^ (w[t - 15] >>> 3);
    const high = turned(w[t - 2], 17) ^ turned(w[t - 2], 19) ^ (w[t - 2] >>> 10);
    w[t] = w[t - 16] + low + w[t - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const one = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + one + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
    const zero = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (zero + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] += word));
}

// SHA-256 of a text of ASCII signs, in hexadecimal.
function sha256(text, w) {
  const length = text.length;
  const bytes = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  for (let place = 0; place < length; place++) bytes[place] = text.charCodeAt(place);
  bytes[length] = 0x80;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, length * 8);
  const state = Uint32Array.from(START);
  for (let at = 0; at < bytes.length; at += 64) {
    compress(state, new DataView(bytes.buffer, at, 64), w);
  }
  return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
}

function numberOf({ challenge, salt, maxNumber }) {
  const w = new Uint32Array(64);
  for (let number = 0; number <= maxNumber; number++) {
    if (sha256(salt + number, w) === challenge) return number;
  }
  return null;
}

// --- in the worker

function work() {
  prepare();
  addEventListener("message", (event) => postMessage(numberOf(event.data)));
}

// --- in the page

function answer(box) {
  const asked = JSON.parse(box.dataset.proof);
  const form = box.closest("form");
  const field = box.querySelector("[data-human-proof]");
  const words = box.querySelector("[data-human-working]");
  const ask = box.querySelector("[data-human-ask]");
  let waiting = null; // the button that was pressed too early
  let working = true;

  function done(number) {
    if (!working) return;
    working = false;
    worker.terminate();
    if (number === null) {
      words.textContent = "";
      ask.hidden = false;
    } else {
      const { algorithm, challenge, salt, signature } = asked;
      field.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
      words.textContent = words.dataset.done;
      if (waiting) form.requestSubmit(waiting.submitter);
    }
  }

  // Before once.js, which listens on the document: a press too early is kept, not counted.
  addEventListener(
    "submit",
    (event) => {
      if (event.target !== form || !working || event.submitter?.formNoValidate) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { submitter: event.submitter };
    },
    true,
  );

  const worker = new Worker(import.meta.url, { type: "module" });
  worker.addEventListener("message", (event) => done(event.data));
  worker.addEventListener("error", () => done(null));
  // Who asked for the question has it; the answer of the browser counts as well.
  ask.hidden = !ask.querySelector("[autofocus]");
  words.textContent = words.dataset.words;
  worker.postMessage(asked);
}

if (typeof document === "undefined") work();
else for (const box of document.querySelectorAll("[data-human]")) answer(box);
