/* The article, drawn once; then only which of its words are lit changes, and that happens here:
   the conversation says what to light ("footnote:light") and where to go ("footnote:go"). */

const ITEM = /^\s*(?:[-*+•|>]|\d{1,3}[.)])\s/; // a list item, a table row, a quoted line
const LONGEST_ORIGIN = 90; // characters on a line of facts; a longer one is folded
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
  parent.append(root);
  const sentences = new Map(); // number → {element, text}
  let drawn = "";
  let lit = [];

  const light = (event) => {
    for (const { sentence } of lit.flatMap((place) => place.spans)) paint(sentence, []);
    lit = event.detail.places;
    const numbers = new Set(lit.flatMap((place) => place.spans.map((span) => span.sentence)));
    for (const number of numbers) paint(number, rangesOf(number, lit));
    if (event.detail.show && lit.length) reveal(lit[0], false);
  };

  const go = (event) => {
    const place = lit.find((each) => each.number === event.detail.number);
    if (place) reveal(place, true);
  };

  function paint(number, ranges) {
    const sentence = sentences.get(number);
    if (sentence) sentence.element.replaceChildren(...segments(sentence.text, ranges));
  }

  function reveal(place, flash) {
    const marks = [...root.querySelectorAll(`mark[data-number="${Number(place.number)}"]`)];
    if (!marks.length) return;
    const box = marks[0].getBoundingClientRect();
    const view = root.getBoundingClientRect();
    if (flash || box.top < view.top + 24 || box.bottom > view.bottom - 24) {
      root.scrollTo({
        top: root.scrollTop + box.top - view.top - view.height * 0.3,
        behavior: calm() ? "auto" : "smooth",
      });
    }
    if (!flash) return;
    for (const mark of marks) {
      mark.classList.remove("flash");
      void mark.offsetWidth; // a layout between the two, or the animation does not start again
      mark.classList.add("flash");
    }
  }

  document.addEventListener("footnote:light", light);
  document.addEventListener("footnote:go", go);
  return {
    draw(data) {
      const now = JSON.stringify(data);
      if (now === drawn) return;
      drawn = now;
      sentences.clear();
      root.lang = data.language;
      root.setAttribute("aria-label", data.title || "Article");
      const blocks = data.blocks.map((each) => block(each, sentences));
      const told = new Map(blocks.map((each, at) => [each, warnings(data.blocks[at])]));
      const head = header(data, blocks);
      root.replaceChildren(head, ...blocks.flatMap((each) => [...told.get(each), each]));
      document.dispatchEvent(new CustomEvent("footnote:article-drawn"));
    },
    close() {
      document.removeEventListener("footnote:light", light);
      document.removeEventListener("footnote:go", go);
    },
  };
}

/* The headline: the article's own first heading where that is its title. */
function header(data, blocks) {
  const head = make("header");
  const opens = blocks[0]?.className === "heading" && blocks[0].textContent.trim() === data.title;
  if (opens) {
    const title = make("h1");
    title.dir = "auto";
    title.append(...blocks.shift().childNodes);
    head.append(title);
  } else if (data.title) {
    head.append(make("h1", "", data.title));
  }
  const facts = make("p", "facts");
  const short = data.origin.length <= LONGEST_ORIGIN;
  if (data.origin && short) facts.append(make("span", "", data.origin));
  facts.append(make("span", "", `${data.minutes} min read`));
  head.append(facts);
  if (!short) {
    const about = make("details", "facts");
    about.append(make("summary", "", "About this text"), make("p", "", data.origin));
    head.append(about);
  }
  return head;
}

/* What a reader should know of the block below: it is Footnote's word and stands outside it. */
function warnings({ warnings: told = [] }) {
  return told.map((words) => make("p", "warning", `⚠ ${words}`));
}

function block({ kind, level, runs }, sentences) {
  const heading = `h${Math.min(level + 1, 4)}`;
  const names = { heading, boilerplate: "aside", orders: "aside", story: "p" };
  const element = make(names[kind], kind);
  element.dir = "auto";
  if (kind === "boilerplate") {
    element.setAttribute("aria-label", "Not part of the story");
    element.append(make("span", "label", "Not part of the story"));
  }
  for (const run of runs) {
    const part = make("span", run.sentence ? "sentence" : "between", run.text);
    if (run.sentence) {
      part.dataset.sentence = run.sentence;
      sentences.set(run.sentence, { element: part, text: run.text });
    }
    element.append(part);
  }
  if (kind === "story") element.classList.toggle("item", ITEM.test(element.textContent));
  return element;
}

/* The parts of one sentence that are cited, each with the first number that cites it. */
function rangesOf(number, places) {
  const ranges = [];
  for (const place of places) {
    place.spans.forEach((span, at) => {
      if (span.sentence === number && span.end > span.start) {
        ranges.push({ ...span, number: place.number, first: at === 0 });
      }
    });
  }
  return ranges.sort((a, b) => a.start - b.start || a.number - b.number);
}

function segments(text, ranges) {
  const parts = [];
  let at = 0;
  for (const range of ranges) {
    const start = Math.max(range.start, at);
    if (range.first) {
      // A passage cited twice keeps one highlight and shows both numbers.
      if (start > at) parts.push(text.slice(at, start));
      at = Math.max(at, start);
      parts.push(badge(range.number));
    }
    if (range.end <= start) continue;
    if (start > at) parts.push(text.slice(at, start));
    const mark = make("mark", "", text.slice(start, range.end));
    mark.dataset.number = range.number;
    parts.push(mark);
    at = range.end;
  }
  parts.push(text.slice(at));
  return parts;
}

function badge(number) {
  const shown = make("span", "badge", String(number));
  shown.setAttribute("aria-label", `source ${number}`);
  shown.setAttribute("role", "img");
  return shown;
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
