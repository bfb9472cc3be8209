/* The article as elements: a headline, paragraphs, and what is lit in a sentence. Nothing of the
   article is ever read as markup. */

const ITEM = /^\s*(?:[-*+•|>]|\d{1,3}[.)])\s/; // a list item, a table row, a quoted line
const LONGEST_ORIGIN = 90; // characters on a line of facts; a longer one is folded
const LONGEST_NOTICE = 240; // characters of the site's own words; a longer run is folded

/* Both the elements and, by its number, each sentence: {element, text}. */
export function drawn(data) {
  const sentences = new Map();
  const blocks = data.blocks.flatMap((each) => block(each, sentences));
  return { elements: [header(data, blocks), ...blocks], sentences };
}

/* The headline: the article's own first heading where that is its title. */
function header(data, blocks) {
  const head = make("header");
  const at = blocks.findIndex((each) => each.className !== "page");
  const opens = blocks[at]?.className === "heading" && blocks[at].textContent.trim() === data.title;
  if (opens) {
    const title = make("h1");
    title.dir = "auto";
    title.append(...blocks.splice(at, 1)[0].childNodes);
    head.append(title);
  } else if (data.title) {
    const title = make("h1", "", data.title);
    title.dir = "auto";
    head.append(title);
  }
  const facts = make("p", "facts");
  const short = data.origin.length <= LONGEST_ORIGIN;
  if (data.origin && short) facts.append(make("span", "", data.origin));
  if (data.pages) facts.append(make("span", "", counted(data.pages, "page")));
  facts.append(make("span", "", `${data.minutes} min read`));
  head.append(facts);
  if (!short) {
    const about = make("details", "facts");
    about.append(make("summary", "", "About this text"), make("p", "", data.origin));
    head.append(about);
  }
  return head;
}

function block({ kind, level, runs }, sentences) {
  const text = runs.map((run) => run.text).join("");
  const names = { heading: `h${Math.min(level + 1, 4)}`, boilerplate: "p", story: "p" };
  const element = make(names[kind], kind === "boilerplate" ? "" : kind);
  element.dir = "auto";
  element.append(...runs.flatMap((run, at) => parts(run, at, sentences)));
  if (kind === "story") element.classList.toggle("item", ITEM.test(text));
  const before = runs[0].page ? [make("p", "page", `Page ${runs[0].page}`)] : [];
  const shown = kind === "boilerplate" ? notice(element, runs, text) : element;
  return [...before, shown, ...warnings(runs)];
}

function parts(run, at, sentences) {
  const part = make("span", run.sentence ? "sentence" : "between", run.text);
  if (run.sentence) {
    part.dataset.sentence = run.sentence;
    part.classList.toggle("warned", Boolean(run.warning));
    sentences.set(run.sentence, { element: part, text: run.text });
  }
  return run.page && at ? [make("span", "page", `Page ${run.page}`), part] : [part];
}

/* The site's own words, dimmed; a long run of them is folded and can be opened. */
function notice(words, runs, text) {
  const element = make("aside", "boilerplate");
  const label = "Not part of the story";
  element.setAttribute("aria-label", label);
  const fold = make("details");
  fold.open = text.length <= LONGEST_NOTICE;
  const summary = make("summary", "label", label);
  const count = runs.filter((run) => run.sentence).length;
  summary.append(make("span", "count", counted(count, "sentence")));
  fold.append(summary, words);
  element.append(fold);
  return element;
}

function warnings(runs) {
  const told = new Map(); // words → the sentences that they are about
  for (const { sentence, warning } of runs) {
    if (warning) told.set(warning, [...(told.get(warning) ?? []), sentence]);
  }
  return [...told].map(([words, numbers]) => {
    const noun = numbers.length === 1 ? "Sentence" : "Sentences";
    const note = make("p", "warning", words);
    note.prepend(make("strong", "", `${noun} ${numbers.join(", ")}: `));
    return note;
  });
}

/* By sentence: the parts that are lit in it. A range is {start, end}, and {number, first} for a
   source, whose number stands where it begins; or {linked} for a passage that has been linked to;
   or neither for the source of another answer. */
export function rangesOf(places, others, linked) {
  const ranges = new Map();
  const add = (sentence, range) => {
    if (range.end <= range.start) return;
    if (!ranges.has(sentence)) ranges.set(sentence, []);
    ranges.get(sentence).push(range);
  };
  for (const { number, spans } of places) {
    spans.forEach(({ sentence, start, end }, at) => {
      add(sentence, { start, end, number, first: at === 0 });
    });
  }
  for (const [sentence, { text }] of linked) {
    add(sentence, { start: 0, end: text.length, linked: true });
  }
  for (const { spans } of others) {
    for (const { sentence, start, end } of spans) add(sentence, { start, end });
  }
  return ranges;
}

/* Light ranges of one sentence; where they overlap, both are told. */
export function light(sentence, ranges) {
  const { element, text } = sentence;
  const cuts = new Set([0, text.length]);
  for (const { start, end } of ranges) cuts.add(start).add(end);
  const at = [...cuts].filter((cut) => cut <= text.length).sort((a, b) => a - b);
  element.replaceChildren();
  at.forEach((start, index) => {
    for (const range of ranges) {
      if (range.first && range.start === start) element.append(badge(range.number));
    }
    if (index + 1 === at.length) return;
    const over = ranges.filter((range) => range.start <= start && at[index + 1] <= range.end);
    const words = text.slice(start, at[index + 1]);
    element.append(over.length ? lit(words, over) : words);
  });
}

function lit(words, ranges) {
  const numbers = ranges.map((range) => range.number).filter(Boolean);
  const linked = ranges.some((range) => range.linked);
  if (!numbers.length && !linked) return make("span", "other", words);
  const mark = make("mark", linked ? "linked" : "", words);
  if (numbers.length) mark.dataset.number = numbers.join(" ");
  return mark;
}

/* A button in all but name: a real one is a box, which a line may end behind. */
function badge(number) {
  const shown = make("span", "badge", String(number));
  shown.tabIndex = 0;
  shown.dataset.number = number;
  shown.setAttribute("role", "button");
  shown.setAttribute("aria-label", `source ${number}, back to the answer`);
  return shown;
}

export function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
