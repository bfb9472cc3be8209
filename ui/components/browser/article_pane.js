/* The article, drawn once; then only which of its words are lit changes, and that happens here.

   What the panes say to each other, as events on the document; `places` are those of places.py.

   heard from the conversation
     footnote:light {places, others, show}  light `places`, the sources of the selected answer, by
         number, and `others`, those of all other answers, fainter and without numbers. `show` only
         for evidence that has just arrived: its first place is scrolled into view if it is not. On
         loading and on selecting, false: the article stays where the reader left it.
     footnote:go {number}  scroll to one of the lit places and flash it. The focus stays on what was
         pressed; only where that is hidden (a narrow page) does it go to the passage. On a narrow
         page say footnote:leave first, as ever, and this in the next animation frame.

   said to the conversation
     footnote:article-drawn {article}  another article is shown, nothing lit: say footnote:light again.
     footnote:at {number}  the reader stepped to a source (`[`, `]`, the buttons): show which it is.
     footnote:cited {number}  the reader pressed a number in the article: focus its marker in the
         selected answer, in the next animation frame, when the frame has turned to the chat.
     footnote:back {}  the reader is done with the article (Escape, or the frame's button): focus the
         marker or button that was pressed last, likewise in the next animation frame.

   A passage has an address, `?article=ID#s7-9` (`anchor` of a place is "s7-9"); whoever opens it finds
   sentences 7 to 9 lit. `[` and `]` are listened to here, wherever the focus is but in a text field. */

import { openBar } from "./article_bar.js";
import { finder } from "./article_find.js";
import { copyLink, named, selected } from "./article_link.js";
import { drawn, light, make, rangesOf } from "./article_text.js";

const TEXT_FIELDS = "input, textarea, select, [contenteditable]";
const panes = new WeakMap();

export default function ({ data, parentElement }) {
  let pane = panes.get(parentElement);
  if (!pane) {
    pane = openPane(parentElement);
    panes.set(parentElement, pane);
  }
  pane.draw(data);
  return pane.close;
}

function openPane(parent) {
  const root = make("article", "pane");
  root.tabIndex = 0; // so that it can be scrolled with the keyboard
  const found = finder(root);
  const bar = openBar({
    step,
    link,
    find: (words) => showFound(found.find(words)),
    stepFound: (by) => showFound(found.step(by)),
    endFind: () => showFound(found.end()),
  });
  const around = make("div", "reading");
  around.append(bar.root, root);
  parent.append(around);

  let shown = ""; // the data that is drawn
  let article = "";
  let sentences = new Map(); // number → {element, text}
  let painted = new Map(); // number → its ranges, as drawn
  let places = []; // of the selected answer
  let others = []; // of all other answers
  let linked = []; // the sentences that the address names
  let current = 0; // the number of the source that the reader is at

  function draw(data) {
    const now = JSON.stringify(data);
    if (now === shown) return;
    shown = now;
    ({ article } = data);
    root.lang = data.language;
    root.setAttribute("aria-label", data.title || "Article");
    const text = drawn(data);
    ({ sentences } = text);
    [painted, places, others, current] = [new Map(), [], [], 0];
    root.replaceChildren(...text.elements);
    root.scrollTop = placeKept(article);
    say("footnote:article-drawn", { article });
    openLinked();
  }

  function onLight(event) {
    ({ places, others = [] } = event.detail);
    if (!places.some((place) => place.number === current)) current = 0;
    paint();
    if (event.detail.show && places.length) reveal(marksOf(places[0].number), false);
  }

  function goTo(number) {
    if (!places.some((place) => place.number === number)) return;
    current = number;
    paint();
    reveal(marksOf(number), true);
    const badge = root.querySelector(`.badge[data-number="${Number(number)}"]`);
    if (!focusIsSeen()) badge?.focus({ preventScroll: true });
  }

  function step(by) {
    if (!places.length) return;
    const at = places.findIndex((place) => place.number === current);
    const next = at < 0 && by < 0 ? places.length - 1 : (at + by + places.length) % places.length;
    const place = places[next];
    say("footnote:leave");
    goTo(place.number);
    say("footnote:at", { number: place.number });
    bar.say(`Source ${next + 1} of ${places.length}. ${place.where}. ${place.quote}`, true);
  }

  function showFound(range) {
    bar.tellFound(found);
    if (!range) return;
    unfold(range.startContainer.parentElement);
    scrollTo(range.getBoundingClientRect(), false);
  }

  /* Draw anew the sentences whose ranges changed, so that nothing else moves or flashes again. */
  function paint() {
    const wanted = rangesOf(places, others, linked);
    for (const number of new Set([...painted.keys(), ...wanted.keys()])) {
      const ranges = wanted.get(number) ?? [];
      const now = JSON.stringify(ranges);
      if (!sentences.has(number) || (painted.get(number) ?? "[]") === now) continue;
      light(sentences.get(number), ranges);
      painted.set(number, now);
    }
    for (const mark of root.querySelectorAll("mark")) {
      mark.classList.toggle("current", mark.matches(`[data-number~="${current}"]`));
    }
    found.again();
    bar.tellFound(found);
    bar.tellSources(current, places.length);
  }

  function reveal(elements, flash) {
    if (!elements.length) return;
    elements.forEach(unfold);
    scrollTo(elements[0].getBoundingClientRect(), flash);
    if (!flash) return;
    for (const element of elements) {
      element.classList.remove("flash");
      void element.offsetWidth; // a layout between the two, or the animation does not start again
      element.classList.add("flash");
    }
  }

  function scrollTo(box, always) {
    const view = root.getBoundingClientRect();
    if (!always && box.top >= view.top + 24 && box.bottom <= view.bottom - 24) return;
    root.scrollTo({
      top: root.scrollTop + box.top - view.top - view.height * 0.3,
      behavior: calm() ? "auto" : "smooth",
    });
  }

  function marksOf(number) {
    return [...root.querySelectorAll(`mark[data-number~="${Number(number)}"]`)];
  }

  /* The passage that the address names, lit until another one is. */
  function openLinked() {
    linked = named(location.hash, sentences);
    paint();
    reveal([...root.querySelectorAll("mark.linked")], true);
  }

  /* A link to the selected words; else to the source the reader is at; else to what is on top. */
  async function link() {
    const at = places.find((place) => place.number === current)?.spans ?? [];
    const numbers = selected(root, sentences);
    if (!numbers.length) numbers.push(...at.map((span) => span.sentence));
    if (!numbers.length) numbers.push(...onTop());
    if (numbers.length) bar.say(await copyLink(article, numbers[0], numbers.at(-1)));
  }

  function onTop() {
    const { top } = root.getBoundingClientRect();
    const all = [...sentences].map(([number, { element }]) => [number, element]);
    return all.find(([, element]) => element.getBoundingClientRect().top >= top)?.slice(0, 1) ?? [];
  }

  const keep = () => keepPlace(article, root.scrollTop);
  const onHash = () => {
    openLinked();
    if (linked.length) say("footnote:leave");
  };
  const onKey = (event) => {
    const by = { "[": -1, "]": 1 }[event.key];
    const shortcut = event.metaKey || (event.ctrlKey && !event.altKey); // AltGr is both
    if (!by || shortcut || event.composedPath()[0].matches?.(TEXT_FIELDS)) return;
    event.preventDefault();
    step(by);
  };
  const onGo = (event) => goTo(event.detail.number);
  const heard = { "footnote:light": onLight, "footnote:go": onGo, keydown: onKey };
  for (const [name, listener] of Object.entries(heard)) document.addEventListener(name, listener);
  window.addEventListener("hashchange", onHash);
  root.addEventListener("scroll", keep, { passive: true });
  const pressed = (event) => {
    const number = Number(event.target.closest(".badge")?.dataset.number);
    if (!number || !["Enter", " ", undefined].includes(event.key)) return;
    event.preventDefault();
    say("footnote:cited", { number });
  };
  root.addEventListener("click", pressed);
  root.addEventListener("keydown", pressed);
  around.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // it closes the nearest thing, and no other
    if (bar.finds()) bar.close();
    else say("footnote:back");
  });

  function close() {
    for (const [name, listener] of Object.entries(heard)) {
      document.removeEventListener(name, listener);
    }
    window.removeEventListener("hashchange", onHash);
    found.end();
  }

  return { draw, close };
}

function unfold(element) {
  const fold = element.closest("details");
  if (fold) fold.open = true;
}

/* Whether what has the focus can be seen; on a narrow page it may lie in the hidden pane. */
function focusIsSeen() {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!focused || focused === document.body) return false;
  return focused.checkVisibility({ visibilityProperty: true });
}

function placeKept(article) {
  try {
    return Number(sessionStorage.getItem(`footnote-place-${article}`)) || 0;
  } catch {
    return 0; // a browser may keep nothing for a page
  }
}

function keepPlace(article, top) {
  try {
    sessionStorage.setItem(`footnote-place-${article}`, String(Math.round(top)));
  } catch {
    // then a reload begins at the top
  }
}

function say(name, detail = {}) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
