// Rich text in a form: each <div data-editor> (publications.widgets.ProseEditor) becomes an
// editor on the library of django-prose-editor, whose address the page names. Tools, dialogs
// and words stand in the widget's template. The textarea stays what the form sends; where
// the library does not load, it is what one writes in.

const PICTURE = /^\/media\/pictures\/[0-9a-f-]{32,36}\/[a-z0-9]+\.webp$/;
let count = 0;

// --- What may stand in a text: the same elements that the server keeps -------------------

const pictureIn = (element) => (element.localName === "img" ? element : element.querySelector("img"));

function figureNode({ Node, mergeAttributes }) {
  const attribute = (name) => ({
    default: null,
    parseHTML: (element) => pictureIn(element)?.getAttribute(name),
    renderHTML: () => ({}),
  });
  return Node.create({
    name: "figure",
    group: "block",
    content: "inline*",
    isolating: true,
    draggable: true,
    addAttributes: () =>
      Object.fromEntries(["src", "alt", "width", "height"].map((name) => [name, attribute(name)])),
    parseHTML: () => [
      {
        tag: "figure, img",
        getAttrs: (element) => PICTURE.test(pictureIn(element)?.getAttribute("src")) && null,
        contentElement: (element) =>
          element.querySelector("figcaption") ?? document.createElement("figcaption"),
      },
    ],
    renderHTML: ({ node }) => {
      const { src, alt, width, height } = node.attrs;
      const picture = mergeAttributes({ src, alt: alt ?? "" }, width && { width }, height && { height });
      return ["figure", ["img", picture], ["figcaption", 0]];
    },
  });
}

function extensions(library, openLink) {
  const Link = library.Link.extend({
    addKeyboardShortcuts: () => ({ "Mod-k": () => openLink() ?? true }),
  });
  return [
    ...["Document", "Paragraph", "Text", "HardBreak", "Bold", "Italic", "Subscript", "Superscript"],
    ...["Blockquote", "BulletList", "ListItem", "HorizontalRule", "UndoRedo", "Dropcursor"],
    ...["Gapcursor", "TrailingNode", "TableRow", "TableHeader", "TableCell"],
  ]
    .map((name) => library[name])
    .concat([
      library.OrderedList.configure({ enableListAttributes: false }),
      library.Heading.configure({ levels: [2, 3, 4] }),
      library.Table.configure({ resizable: false }),
      Link.configure({ shouldAutoLink: (address) => /^(https?:\/\/|www\.)/i.test(address) }),
      figureNode(library),
    ]);
}

// --- What a clipboard brings: headings the text has, what styles mean, Word's lists -------

function renamed(element, tag) {
  const other = document.createElement(tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
}

// Styles wait under another name: the policy of the page refuses them even in a parsed text.
function withoutStyles(html) {
  return html
    .replace(/<style[^]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-was="));
}

function understood(element) {
  const style = element.dataset.was.toLowerCase();
  const tag = element.localName;
  let inner = element;
  if (tag === "b" && /(^|;)\s*font-weight\s*:\s*(normal|[1-4]00)/.test(style)) inner = renamed(element, "span");
  if (tag === "span" && /(^|;)\s*font-style\s*:\s*italic/.test(style)) inner = renamed(inner, "em");
  if (tag === "span" && /(^|;)\s*font-weight\s*:\s*(bold|[6-9]00)/.test(style)) {
    const strong = document.createElement("strong");
    inner.replaceWith(strong);
    strong.append(inner);
  }
}

function listAt(level, tag, before, paragraph) {
  const open = (place) => {
    const list = document.createElement(tag);
    list.dataset.word = tag;
    place(list);
    return list;
  };
  let list = before?.dataset.word && (level > 1 || before.dataset.word === tag) ? before : null;
  list ??= open((made) => paragraph.before(made));
  for (let depth = 1; depth < level && list.lastElementChild; depth += 1) {
    const item = list.lastElementChild;
    list = item.lastElementChild?.dataset.word ? item.lastElementChild : open((made) => item.append(made));
  }
  return list;
}

function wordItem(paragraph) {
  const level = Number(paragraph.dataset.was.match(/level(\d)/)?.[1] ?? 1);
  const marker = paragraph.querySelector('[data-was*="mso-list:ignore" i]');
  const ordered = /^\(?([0-9๐-๙]{1,3}|[a-zA-Zก-ฮ])[.)]/.test(marker?.textContent.trim() ?? "");
  marker?.remove();
  const tag = ordered ? "ol" : "ul";
  listAt(level, tag, paragraph.previousElementSibling, paragraph).append(paragraph);
  renamed(paragraph, "li");
}

function pasted(html) {
  const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  page.querySelectorAll("h1").forEach((heading) => renamed(heading, "h2"));
  page.querySelectorAll("h5, h6").forEach((heading) => renamed(heading, "h4"));
  page.querySelectorAll('p[data-was*="mso-list"]').forEach(wordItem);
  page.querySelectorAll("b[data-was], span[data-was]").forEach(understood);
  page.querySelectorAll("p").forEach((p) => !p.textContent.trim() && !p.querySelector("img") && p.remove());
  return page.body.innerHTML;
}

// --- Dialogs: outside the form, for a form holds no other --------------------------------

function ask(dialog, values, { removable, check }) {
  const form = dialog.querySelector("form");
  const error = form.querySelector(".field-error");
  const remove = form.querySelector('[value="remove"]');
  form.reset();
  for (const [name, value] of Object.entries(values)) {
    if (form.elements[name]) form.elements[name].value = value ?? "";
  }
  if (remove) remove.hidden = !removable;
  if (error) error.hidden = true;
  return new Promise((resolve) => {
    form.onsubmit = (event) => {
      const data = Object.fromEntries(new FormData(form));
      if (event.submitter?.value !== "done" || check(data)) return;
      event.preventDefault();
      error.hidden = false;
      form.querySelector(".field:has(.field-error) :is(input, textarea)").focus();
    };
    dialog.onclose = () =>
      resolve({ answer: dialog.returnValue, data: Object.fromEntries(new FormData(form)) });
    dialog.returnValue = "";
    dialog.showModal();
  });
}

function address(typed) {
  const text = typed.trim();
  if (/^[^\s@:/]+@[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^(https?:\/\/[^\s/]|mailto:.+@|tel:[+0-9])/i.test(text)) return text;
  if (/^(\/(?!\/)|#.)/.test(text)) return text;
  return /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(text) ? `https://${text}` : "";
}

async function editLink({ editor, dialogs }) {
  const dialog = dialogs.link;
  const active = editor.isActive("link");
  if (active) editor.commands.extendMarkRange("link");
  const { from, to, empty } = editor.state.selection;
  dialog.querySelector('[data-field="text"]').hidden = !empty;
  const values = { href: editor.getAttributes("link").href, text: "" };
  const { answer, data } = await ask(dialog, values, {
    removable: active,
    check: ({ href }) => address(href),
  });
  const chain = editor.chain().focus().setTextSelection({ from, to });
  if (answer === "remove") chain.unsetLink().run();
  else if (answer !== "done") chain.run();
  else if (empty) {
    const href = address(data.href);
    const text = data.text.trim() || data.href.trim();
    chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] }).run();
  } else chain.setLink({ href: address(data.href) }).run();
}

async function editPicture({ editor, dialogs }) {
  const dialog = dialogs.picture;
  const active = editor.isActive("figure");
  const { from, to } = editor.state.selection;
  dialog.onchange = ({ target }) => {
    if (target.name === "src") target.form.elements.alt.value = target.dataset.alt;
  };
  const { answer, data } = await ask(dialog, active ? editor.getAttributes("figure") : {}, {
    removable: active,
    check: ({ src, alt }) => src && alt.trim(),
  });
  const chain = editor.chain().focus().setTextSelection({ from, to });
  if (answer === "remove") chain.deleteNode("figure").run();
  else if (answer !== "done") chain.run();
  else {
    const { width, height } = dialog.querySelector("input:checked").dataset;
    const attrs = { src: data.src, alt: data.alt.trim(), width, height };
    if (active) chain.updateAttributes("figure", attrs).run();
    else chain.insertContent({ type: "figure", attrs }).run();
  }
}

// --- The toolbar --------------------------------------------------------------------------

const simple = (change) => ({ editor }) => change(editor.chain().focus()).run();
const ACTS = {
  heading: simple((chain) => chain.toggleHeading({ level: 2 })),
  subheading: simple((chain) => chain.toggleHeading({ level: 3 })),
  bold: simple((chain) => chain.toggleBold()),
  italic: simple((chain) => chain.toggleItalic()),
  link: editLink,
  bullets: simple((chain) => chain.toggleBulletList()),
  numbers: simple((chain) => chain.toggleOrderedList()),
  quote: simple((chain) => chain.toggleBlockquote()),
  table: simple((chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true })),
  picture: editPicture,
  rule: simple((chain) => chain.setHorizontalRule()),
  undo: simple((chain) => chain.undo()),
  redo: simple((chain) => chain.redo()),
  "row-after": simple((chain) => chain.addRowAfter()),
  "column-after": simple((chain) => chain.addColumnAfter()),
  "head-row": simple((chain) => chain.toggleHeaderRow()),
  "row-delete": simple((chain) => chain.deleteRow()),
  "column-delete": simple((chain) => chain.deleteColumn()),
  "table-delete": simple((chain) => chain.deleteTable()),
};
const PRESSED = {
  heading: ["heading", { level: 2 }],
  subheading: ["heading", { level: 3 }],
  bullets: ["bulletList"],
  numbers: ["orderedList"],
  quote: ["blockquote"],
  picture: ["figure"],
  "head-row": ["tableHeader"],
};

function buttons(tools) {
  return [...tools.querySelectorAll(".editor-group:not([hidden]) button")];
}

function showState({ editor, tools }) {
  tools.querySelector(".editor-table-tools").hidden = !editor.isActive("table");
  for (const button of tools.querySelectorAll("[aria-pressed]")) {
    const [name, attrs] = PRESSED[button.dataset.act] ?? [button.dataset.act];
    button.setAttribute("aria-pressed", String(editor.isActive(name, attrs)));
  }
  for (const name of ["undo", "redo"]) {
    const button = tools.querySelector(`[data-act="${name}"]`);
    button.setAttribute("aria-disabled", String(!editor.can()[name]()));
  }
  const reachable = buttons(tools);
  if (!reachable.some((button) => button.tabIndex === 0)) rove(tools, reachable[0]);
}

function rove(tools, chosen) {
  tools.querySelectorAll("button").forEach((button) => (button.tabIndex = button === chosen ? 0 : -1));
  return chosen;
}

function onToolsKey(event, { editor, tools }) {
  const all = buttons(tools);
  const at = all.indexOf(document.activeElement);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Escape") editor.commands.focus();
  else if (next !== undefined) rove(tools, all.at(next % all.length)).focus();
  else return;
  event.preventDefault();
}

// In a table Tab goes to the next cell, so Esc lets the next Tab leave the text.
function letKeysOut(place, { tools }) {
  let leaving = false;
  place.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Tab" && leaving) event.stopPropagation();
      if (event.key === "F10" && event.altKey) {
        event.preventDefault();
        buttons(tools).find((button) => button.tabIndex === 0)?.focus();
      }
      leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    },
    { capture: true },
  );
}

// --- Putting it together -------------------------------------------------------------------

function describe(surface, textarea, keys) {
  const label = textarea.labels?.[0];
  if (label) label.id ||= `${textarea.id}_label`;
  keys.id = `editor-keys-${++count}`;
  const facts = {
    role: "textbox",
    "aria-multiline": "true",
    "aria-labelledby": label?.id,
    "aria-describedby": `${textarea.getAttribute("aria-describedby") ?? ""} ${keys.id}`.trim(),
    "aria-invalid": textarea.getAttribute("aria-invalid"),
  };
  for (const [name, value] of Object.entries(facts)) if (value) surface.setAttribute(name, value);
}

function cover(textarea, editor) {
  textarea.classList.add("visually-hidden");
  textarea.tabIndex = -1;
  textarea.setAttribute("aria-hidden", "true");
  // A label and the summary of errors lead to the textarea; the text is written here.
  textarea.addEventListener("focus", () => editor.commands.focus());
}

function tie(dialog) {
  const title = dialog.querySelector("h2");
  title.id = `editor-title-${++count}`;
  dialog.setAttribute("aria-labelledby", title.id);
  for (const field of dialog.querySelectorAll(".field[data-field]")) {
    const control = field.querySelector("input, textarea");
    const id = (control.id = field.querySelector("label").htmlFor = `editor-field-${++count}`);
    const notes = [...field.querySelectorAll(".field-error, .field-hint")];
    notes.forEach((note, at) => (note.id = `${id}-${at}`));
    if (notes.length) control.setAttribute("aria-describedby", notes.map((note) => note.id).join(" "));
  }
}

function build(library, box) {
  const textarea = box.querySelector("textarea");
  const parts = box.querySelector("template").content.cloneNode(true);
  const place = document.createElement("div");
  place.className = "editor-text";
  const tools = parts.querySelector(".editor-tools");
  const keys = parts.querySelector(".editor-keys");
  const dialogs = Object.fromEntries(
    [...parts.querySelectorAll("dialog")].map((dialog) => [dialog.dataset.dialog, dialog]),
  );
  const own = { tools, dialogs };
  own.editor = new library.Editor({
    element: place,
    injectCSS: false,
    editable: !textarea.disabled && !textarea.readOnly,
    extensions: extensions(library, () => void editLink(own)),
    content: textarea.value,
    editorProps: { attributes: { class: "prose" }, transformPastedHTML: pasted },
    onUpdate: ({ editor }) => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const surface = own.editor.view.dom;
  surface.style.setProperty("--caption-hint", JSON.stringify(parts.querySelector("[data-word]").textContent));
  for (const dialog of Object.values(dialogs)) {
    tie(dialog);
    document.body.append(dialog);
  }
  describe(surface, textarea, keys);
  cover(textarea, own.editor);
  box.append(tools, place, keys);
  tools.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps its cursor
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true" || !own.editor.isEditable) return;
    rove(tools, button);
    ACTS[button.dataset.act](own);
  });
  tools.addEventListener("keydown", (event) => onToolsKey(event, own));
  letKeysOut(place, own);
  own.editor.on("transaction", () => showState(own));
  showState(own);
  box.dataset.editor = "ready";
}

for (const box of document.querySelectorAll("[data-editor]")) {
  import(box.dataset.module).then((library) => build(library, box));
}
