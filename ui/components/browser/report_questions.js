/* The questions that fail: filters, and for each question the gold evidence beside what was cited.
   What a question unfolds to is drawn when it is unfolded for the first time. */

import { make } from "./report_charts.js";

const SHOWN_AT_ONCE = 40;
const CHANGES = { worse: ["▼", "now fails"], better: ["▲", "now passes"] };

export function questions(failing, words) {
  const root = make("section", "questions");
  const filters = [
    filter("Outcome", failing, (each) => each.sides[0].outcome, (value) => words.outcome[value] ?? value),
    filter("Category", failing, (each) => each.category),
    filter("Article", failing, (each) => each.article),
    filter("Split", failing, (each) => each.split),
    filter("Change", failing, (each) => each.change, (value) => CHANGES[value]?.[1] ?? "as before"),
  ].filter(Boolean);
  const search = make("input");
  search.type = "search";
  search.placeholder = "Search the words";
  search.setAttribute("aria-label", "Search the words");
  const tools = make("div", "filters");
  tools.append(search, ...filters.map(({ select }) => select));
  const count = make("p", "count");
  count.setAttribute("role", "status");
  const list = make("ol", "failing");
  const more = make("button", "more", "Show more");
  more.type = "button";
  root.append(make("h2", "", "Questions that fail"), tools, count, list, more);
  let fitting = [];

  function narrow() {
    const typed = search.value.trim().toLowerCase();
    fitting = failing.filter(
      (each) =>
        filters.every(({ select, of }) => !select.value || of(each) === select.value.slice(1)) &&
        (!typed || said(each).includes(typed)),
    );
    const all = failing.length === 1 ? "1 question" : `${failing.length} questions`;
    count.textContent = fitting.length === failing.length ? all : `${fitting.length} of ${all}`;
    list.replaceChildren();
    showMore();
  }

  function showMore() {
    const at = list.children.length;
    list.append(...fitting.slice(at, at + SHOWN_AT_ONCE).map((each) => row(each, words)));
    more.hidden = list.children.length >= fitting.length;
    return list.children[at];
  }

  more.addEventListener("click", () => showMore()?.querySelector("summary").focus());
  for (const { select } of filters) select.addEventListener("change", narrow);
  search.addEventListener("input", narrow);
  narrow();
  return root;
}

function said({ question, sides }) {
  return [question, ...sides.map(({ answer }) => answer)].join("\n").toLowerCase();
}

/* A filter, or null where every question is alike; "=" keeps an empty value from meaning "all". */
function filter(label, failing, of, says = (value) => value) {
  const counts = new Map();
  for (const each of failing) counts.set(of(each), (counts.get(of(each)) ?? 0) + 1);
  if (counts.size < 2) return null;
  const select = make("select");
  select.setAttribute("aria-label", label);
  const options = [...counts].sort((a, b) => b[1] - a[1]);
  select.append(
    option("", `${label}: all`),
    ...options.map(([value, number]) => option(`=${value}`, `${says(value)} (${number})`)),
  );
  return { select, of };
}

function option(value, says) {
  const element = make("option", "", says);
  element.value = value;
  return element;
}

function row(item, words) {
  const entry = make("li");
  const folded = make("details");
  const line = make("summary");
  const told = make("span", "told");
  const question = make("span", "question", item.question);
  question.dir = "auto";
  const side = item.sides[0];
  const facts = [item.category, item.article, words.outcome[side.outcome] ?? side.outcome];
  const about = make("span", "facts", facts.join(" · "));
  if (item.change) about.append(" · ", make("b", item.change, CHANGES[item.change].join(" ")));
  told.append(question, about);
  line.append(sign(side.passed, side.outcome, words), told);
  folded.append(line);
  folded.addEventListener("toggle", () => {
    if (folded.open && folded.children.length === 1) folded.append(whole(item, words));
  });
  entry.append(folded);
  return entry;
}

/* Right, held back or wrong: a sign and its shape, never a colour alone. */
function sign(passed, outcome, words) {
  const [kind, glyph] = passed ? ["right", "✓"] : outcome === "refused" ? ["held", "?"] : ["wrong", "✕"];
  const shown = make("span", `sign ${kind}`, glyph);
  shown.setAttribute("role", "img");
  shown.setAttribute("aria-label", words.outcome[outcome] ?? outcome);
  return shown;
}

function whole(item, words) {
  const body = make("div", "whole");
  if (item.history.length) {
    const before = make("ol", "history");
    before.append(...item.history.map(({ text }) => make("li", "", text)));
    body.append(make("h3", "", "Said before"), before);
  }
  const expected = make("p", "expected", words.expected[item.expected] ?? item.expected);
  if (item.ideal) expected.append(": ", make("q", "", item.ideal));
  body.append(make("h3", "", "Expected"), expected);
  const names = item.sides.length > 1 ? ["This run: ", "The other run: "] : [""];
  item.sides.forEach((each, at) => body.append(side(each, names[at], words)));
  return body;
}

function side(told, name, words) {
  const block = make("section", "side");
  const head = make("h3");
  head.append(
    sign(told.passed, told.outcome, words),
    make("span", "", `${name}${words.outcome[told.outcome] ?? told.outcome}`),
  );
  const answer = make("p", "answer", told.answer || "No answer.");
  answer.dir = "auto";
  block.append(head, answer);
  const spans = make("div", "spans");
  spans.append(
    column("Gold evidence", told.gold, "gold", "None: the article does not answer."),
    told.cited.length || !told.nearest.length
      ? column("Cited", told.cited, "cited", "Nothing was cited.")
      : column("Nearest, not cited", told.nearest.map((text) => [[text, false]]), "near", ""),
  );
  block.append(spans);
  const reasons = told.checks.map(({ name, why }) => `${name}: ${why}`);
  if (told.blame) reasons.push(`First at fault: ${words.blame[told.blame] ?? told.blame}.`);
  if (told.confidence !== null) reasons.push(`Confidence ${told.confidence.toFixed(2)}.`);
  const why = make("ul", "reasons");
  why.append(...reasons.map((reason) => make("li", "", reason)));
  block.append(why);
  return block;
}

function column(title, spans, kind, none) {
  const block = make("div", kind);
  block.append(make("h4", "", title));
  for (const parts of spans) {
    const quote = make("blockquote");
    quote.dir = "auto";
    for (const [text, both] of parts) quote.append(both ? make("mark", "", text) : text);
    block.append(quote);
  }
  if (!spans.length) block.append(make("p", "none", none));
  return block;
}
