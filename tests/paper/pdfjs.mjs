// Prints the text of a PDF as pdf.js reads it: a JSON list, one string a page.
// Usage: node pdfjs.mjs FOLDER FILE, with FOLDER holding pdf.mjs and pdf.worker.mjs.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
// Only drawing needs these; pdf.js looks for them when it loads.
globalThis.DOMMatrix ??= class {};
globalThis.Path2D ??= class {};
globalThis.ImageData ??= class {};
const pdfjs = await import(pathToFileURL(`${folder}/pdf.mjs`).href);
pdfjs.GlobalWorkerOptions.workerSrc = pathToFileURL(`${folder}/pdf.worker.mjs`).href;
const task = pdfjs.getDocument({
  data: new Uint8Array(readFileSync(file)),
  verbosity: 0,
  isEvalSupported: false,
});
const pdf = await task.promise;
const pages = [];
for (let number = 1; number <= pdf.numPages; number += 1) {
  const page = await pdf.getPage(number);
  const content = await page.getTextContent({ disableNormalization: true });
  pages.push(content.items.map((item) => (item.str ?? "") + (item.hasEOL ? "\n" : "")).join(""));
  page.cleanup();
}
process.stdout.write(JSON.stringify(pages));
await task.destroy();
