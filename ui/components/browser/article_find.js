/* Words found in the article whatever their case, accents, quotation marks and line ends. What is
   found is painted by the browser over the text, so the article's elements stay as they are. */

const NOT_THE_ARTICLE = ".badge, .label, .page, .facts, .warning";
const BLOCKS = "h1, h2, h3, h4, p";
const BETWEEN_BLOCKS = "\0"; // nothing that is looked for reaches over it
const MOST_FOUND = 2000;
const ALL = "footnote-found"; // names of painted ranges, in the style sheet too
const CURRENT = "footnote-found-current";
const SAME = { "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"' };
const DASHES = /[\u2010-\u2015\u2212]/;
const UNSEEN = /[\p{M}\p{Cf}]/gu; // accents apart from their letter, zero-width characters
const folds = new Map(); // character → what it is found as

/* Finds in `root`; `self` holds what is told: how many were found, which is current (from 1). */
export function finder(root) {
  let words = "";
  let ranges = [];
  const self = { count: 0, current: 0, most: MOST_FOUND, find, step, again, end };

  function find(looked) {
    words = folded(looked).trim();
    search();
    self.current = ranges.length ? Math.max(ranges.findIndex(below), 0) + 1 : 0;
    paint();
    return ranges[self.current - 1];
  }

  function step(by) {
    if (!ranges.length) return undefined;
    self.current = ((self.current - 1 + by + ranges.length) % ranges.length) + 1;
    paint();
    return ranges[self.current - 1];
  }

  /* The same words once more, after the elements have changed. */
  function again() {
    if (!words) return;
    search();
    self.current = Math.min(self.current, ranges.length);
    paint();
  }

  function end() {
    words = "";
    search();
    self.current = 0;
    paint();
  }

  function search() {
    ranges = words ? rangesOf(words, textOf(root)) : [];
    self.count = ranges.length;
  }

  function below(range) {
    return range.getBoundingClientRect().bottom > root.getBoundingClientRect().top;
  }

  function paint() {
    if (!globalThis.CSS?.highlights) return; // an older browser scrolls there all the same
    CSS.highlights.delete(ALL);
    CSS.highlights.delete(CURRENT);
    if (!ranges.length) return;
    const current = new Highlight(ranges[self.current - 1]);
    current.priority = 1;
    CSS.highlights.set(ALL, new Highlight(...ranges));
    CSS.highlights.set(CURRENT, current);
  }

  return self;
}

function rangesOf(words, { text, places }) {
  const ranges = [];
  let at = text.indexOf(words);
  while (at >= 0 && ranges.length < MOST_FOUND) {
    const range = document.createRange();
    const last = places[at + words.length - 1];
    range.setStart(places[at].node, places[at].start);
    range.setEnd(last.node, last.end);
    ranges.push(range);
    at = text.indexOf(words, at + words.length);
  }
  return ranges;
}

/* The article's text as it is searched, and for each character of it where it stands. */
function textOf(root) {
  const places = [];
  let text = "";
  let block = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(NOT_THE_ARTICLE)
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const inside = node.parentElement.closest(BLOCKS);
    if (inside !== block) add(BETWEEN_BLOCKS, { node, start: 0, end: 0 });
    block = inside;
    let start = 0;
    for (const character of node.data) {
      const end = start + character.length;
      const found = fold(character);
      if (found !== " " || !text.endsWith(" ")) add(found, { node, start, end });
      start = end;
    }
  }
  return { text, places };

  function add(found, place) {
    text += found;
    for (let unit = 0; unit < found.length; unit += 1) places.push(place);
  }
}

function folded(words) {
  return [...words].map(fold).join("").replace(/ +/g, " ");
}

function fold(character) {
  let found = folds.get(character);
  if (found === undefined) {
    found = /\s/.test(character) ? " " : (SAME[character] ?? character);
    if (DASHES.test(found)) found = "-";
    found = found.normalize("NFKD").replace(UNSEEN, "").toLowerCase();
    folds.set(character, found);
  }
  return found;
}
