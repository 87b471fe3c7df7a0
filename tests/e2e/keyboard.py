"""A page by keyboard alone: what Tab reaches, in which order, and whether one sees where one is.

`keyboard(page)` walks the page that is open and returns the accessible names of its stops. It
fails where WCAG 2.2 fails a keyboard: the skip link is not the first stop or leads nowhere
(2.4.1), something interactive is never reached (2.1.1), Tab does not get away from a stop
(2.1.2), stops do not come in the order of the document (2.4.3), a stop has no name (4.1.2),
its focus cannot be seen (2.4.7), or it lies wholly under something else (2.4.11).
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import CDPSession, Page

STAY = 8  # presses of Tab within one stop: a date has three parts and a button
STAY_IN_FRAME = 200  # a frame has stops of its own
SETTLE = 150  # milliseconds
HANDED_ON = 5_000  # milliseconds in which a frame of another process takes the focus, however busy
MARGIN = 6  # pixels around a stop where its ring may lie
CONTRAST = 3.0  # between a pixel with focus and the same without it, as WCAG 2.4.13 asks

PREPARE = """() => {
  const everything = 'a[href], area[href], button, input, select, textarea, iframe, object,'
    + ' embed, audio[controls], video[controls], [contenteditable], [tabindex],'
    + ' details > summary:first-of-type';
  const stops = [...document.querySelectorAll(everything)].filter(e =>
    e.tabIndex >= 0 && e.type !== 'hidden' && !e.matches(':disabled') && !e.closest('[inert]')
    && e.checkVisibility({visibilityProperty: true}));
  window.keyboardWalk = {stops, reached: []};
  document.activeElement?.blur();
  getSelection().removeAllRanges();
  document.body.tabIndex = -1;  // Tab starts from what had focus last, wherever that was
  document.body.focus({preventScroll: true});
  document.body.removeAttribute('tabindex');
  scrollTo(0, 0);
  return stops.length;
}"""

WHERE = """() => {
  const {stops, reached} = window.keyboardWalk;
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const before = reached.at(-1);
  const again = e === before;
  const seen = reached.includes(e);
  if (!seen) reached.push(e);
  const boxes = [...e.getClientRects()];
  // Of a stop that is taller than the window, the part that stands in the window.
  const points = boxes.map(box => {
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    return {left: box.left, width: box.width, top, height: bottom - top};
  }).flatMap(box => [[.5, .5], [.05, .15], [.95, .15], [.05, .85], [.95, .85]]
    .map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]));
  const box = e.getBoundingClientRect();
  return {
    html: e.outerHTML.slice(0, 300), again, seen,
    frame: e.matches('iframe, object, embed'),
    interactive: stops.includes(e),
    forward: !before || again
      || !!(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
    clear: points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (e.contains(top) || top.contains(e) && top.closest('label')
        || [...(e.labels ?? [])].some(label => label.contains(top)));
    }),
    box: {x: box.x, y: box.y, width: box.width, height: box.height},
  };
}"""

# A group of radio buttons is one stop; the arrows go on inside it.
MISSED = """() => {
  const {stops, reached} = window.keyboardWalk;
  const group = e => e.type === 'radio' && e.name
    ? reached.some(r => r.type === 'radio' && r.name === e.name && r.form === e.form) : false;
  return stops.filter(e => !reached.includes(e) && !group(e)).map(e => e.outerHTML.slice(0, 160));
}"""
FRAMES = "() => window.keyboardWalk.stops.some(e => e.matches('iframe, object, embed'))"
PULLED_FORWARD = """() => window.keyboardWalk.stops.filter(e => e.tabIndex > 0)
  .map(e => e.outerHTML.slice(0, 160))"""
LOSE = "() => { window.keyboardWalk.here = document.activeElement; document.activeElement.blur() }"
# Where nothing follows the target, Tab leaves the document or begins it anew.
GOES_ON = """id => {
  const start = document.getElementById(id);
  const follows = e => !!(start.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  return follows(document.activeElement) || !window.keyboardWalk.stops.some(follows);
}"""
REGAIN = "() => window.keyboardWalk.here.focus({preventScroll: true, focusVisible: true})"


@dataclass(frozen=True)
class Stop:
    """One stop of Tab: its accessible name, and where it was found wanting."""

    name: str
    faults: tuple[str, ...]


def keyboard(page: Page, pictured: set[str] | None = None) -> list[str]:
    """Walk the open page from its top with Tab; the accessible names of the stops, in order.

    A stop takes a tenth of a second, most of it for two pictures of its ring. Whoever walks
    many pages hands over one set: a stop of the same markup, as in a menu, is pictured once.
    """
    expected = page.evaluate(PREPARE)
    pictured = set() if pictured is None else pictured
    stops = walk(page, pictured, limit=4 * expected + STAY_IN_FRAME)
    faults = [fault for stop in stops for fault in stop.faults]
    faults += [f"out of the document's order: {html}" for html in page.evaluate(PULLED_FORWARD)]
    faults += [f"never reached: {html}" for html in page.evaluate(MISSED)]
    faults += skip_link_faults(page)
    assert not faults, f"{page.url} by keyboard\n" + "\n".join(faults)
    return [stop.name for stop in stops]


def walk(page: Page, pictured: set[str], limit: int) -> list[Stop]:
    """The stops until Tab leaves the document; a stop without end is a fault of its own."""
    browser = page.context.new_cdp_session(page)
    stops: list[Stop] = []
    stayed = 0
    in_frame = False
    for _ in range(limit):
        page.keyboard.press("Tab")
        if in_frame:  # a PDF view is a process of its own and hands the focus on when it can
            page.wait_for_timeout(SETTLE)
        here = page.evaluate(WHERE) or late(page)
        in_frame = bool(here and here["frame"])
        if here is None or (here["seen"] and not here["again"]):
            return stops
        stayed = stayed + 1 if here["again"] else 0
        if stayed > (STAY_IN_FRAME if here["frame"] else STAY):
            return [*stops, Stop("", (f"Tab does not get away from {here['html']}",))]
        if not here["again"]:
            stops.append(stop_at(page, browser, pictured, here))
            pictured.add(here["html"])
    return [*stops, Stop("", (f"Tab finds no end after {limit} presses",))]


def late(page: Page) -> dict | None:
    """The stop that has the focus in a while: nothing has it while it changes between processes.

    None at once when the page holds nothing of another process, and after the last stop.
    """
    if not page.evaluate(FRAMES) or not page.evaluate(MISSED):
        return None
    for _ in range(HANDED_ON // SETTLE):
        page.wait_for_timeout(SETTLE)
        if here := page.evaluate(WHERE):
            return here
    return None


def stop_at(page: Page, browser: CDPSession, pictured: set[str], here: dict) -> Stop:
    name = focused_name(browser)
    known = here["frame"] or here["html"] in pictured
    wanting = {
        "out of the document's order": not here["forward"],
        "under something else": not here["clear"],
        "without a name": here["interactive"] and not here["frame"] and not name,
        "focus not to be seen": not known and not focus_shows(page, here["box"]),
    }
    return Stop(name, tuple(f"{what}: {here['html']}" for what, so in wanting.items() if so))


def focused_name(browser: CDPSession) -> str:
    """The accessible name of what has focus, as the browser tells assistive technology."""
    here = browser.send("Runtime.evaluate", {"expression": "document.activeElement"})
    tree = browser.send(
        "Accessibility.getPartialAXTree",
        {"objectId": here["result"]["objectId"], "fetchRelatives": False},
    )
    return tree["nodes"][0].get("name", {}).get("value", "").strip()


def focus_shows(page: Page, box: dict[str, float]) -> bool:
    """Whether focus changes at least a line around the stop, 3:1 against the same without it."""
    size = page.viewport_size
    left, top = max(0, box["x"] - MARGIN), max(0, box["y"] - MARGIN)
    right = min(size["width"], box["x"] + box["width"] + MARGIN)
    bottom = min(size["height"], box["y"] + box["height"] + MARGIN)
    if right <= left or bottom <= top:
        return False
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    focused = picture(page, clip)
    page.evaluate(LOSE)
    plain = picture(page, clip)
    page.evaluate(REGAIN)
    changed = sum(
        times
        for pair, times in Counter(zip(focused.tobytes(), plain.tobytes(), strict=True)).items()
        if contrast(*pair) >= CONTRAST
    )
    scale = focused.width / clip["width"]
    around = 2 * (min(right, box["x"] + box["width"]) - max(left, box["x"]))
    return changed >= around * scale


def picture(page: Page, clip: dict[str, float]) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("L")


def contrast(one: int, other: int) -> float:
    """The contrast of two greys 0 to 255, by WCAG's relative luminance."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(grey: int) -> float:
    part = grey / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def skip_link_faults(page: Page) -> list[str]:
    """The first stop leads past the head of the page, and Tab goes on from there."""
    page.evaluate(PREPARE)
    page.keyboard.press("Tab")
    target = page.evaluate("() => document.activeElement.getAttribute('href') ?? ''")
    if not re.fullmatch(r"#[\w-]+", target):
        return ["the first stop is no skip link"]
    page.keyboard.press("Enter")
    if not page.evaluate("id => document.activeElement.id === id", target[1:]):
        return [f"the skip link does not move focus to {target}"]
    page.keyboard.press("Tab")
    return [] if page.evaluate(GOES_ON, target[1:]) else [f"Tab does not go on from {target}"]
