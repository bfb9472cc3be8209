/* A question and its answer. Each part is drawn anew only when what it shows is other than before. */

import {
  WAITING,
  copy,
  inMarks,
  make,
  makeButton,
  makeForeign,
} from "./conversation_elements.js";
import { feedback } from "./conversation_feedback.js";
import { cards, reference } from "./conversation_sources.js";
import { trouble } from "./conversation_trouble.js";
import { asText, openWords } from "./conversation_words.js";

const REFUSED = "not_in_article";
const SHOWS_SECONDS_AFTER = 3;
const PARTS = [
  ...["question", "understood", "reply", "progress", "trouble", "sources"],
  ...["receipt", "opinion"],
];

/* `act` is {show, tip, untip, article, ask, again, offline, judge, select}. */
export function openTurn(act) {
  const root = make("div", "turn");
  const words = openWords(act);
  const drawn = {}; // by part: what it shows, as text
  const parts = {};
  for (const name of PARTS) {
    parts[name] = make("div", name);
    root.append(parts[name]);
  }
  parts.question.setAttribute("role", "heading");
  parts.question.setAttribute("aria-level", "2");
  parts.reply.addEventListener("click", (event) => {
    if (!event.target.closest("button, summary, a")) act.select();
  });
  let clock = 0;

  function draw(data) {
    const busy = data.state === WAITING;
    root.dataset.state = data.state;
    parts.reply.setAttribute("aria-busy", busy);
    part("question", [data.question], () => [makeForeign("p", "", data.question)]);
    part("understood", [data.understood], () => understood(data));
    part("reply", [data.state === REFUSED, data.pieces.length > 0, data.nearest, data.offers], () =>
      reply(data),
    );
    words.draw(data);
    part("progress", [busy, data.notice, stageOf(data)], () => progress(data));
    part("trouble", [data.trouble], () => (data.trouble ? [trouble(data.trouble, act)] : []));
    const settled = busy ? [] : data.sources;
    part("sources", [settled], () => cards(settled, act, "Sources"));
    part("receipt", [data.receipt], () => receipt(data.receipt));
    part("opinion", [busy, data.judged, data.opinion, data.comment], () => opinion(data));
  }

  function part(name, shows, drawPart) {
    const now = JSON.stringify(shows);
    if (drawn[name] === now) return;
    drawn[name] = now;
    const focused = labelOf(parts[name].querySelector(":focus"));
    parts[name].replaceChildren(...drawPart());
    if (!focused) return;
    const buttons = [...parts[name].querySelectorAll("button")];
    buttons.find((each) => labelOf(each) === focused)?.focus();
  }

  function reply(data) {
    if (data.state !== REFUSED) return data.pieces.length ? [words.root] : [];
    const card = make("div", "refusal");
    card.append(make("p", "verdict", "Not in the article"), words.root);
    card.append(...nearest(data), ...offers(data));
    return [card];
  }

  function nearest({ nearest: places }) {
    if (!places.length) return [];
    const fold = make("details", "nearest");
    const title = places.length === 1 ? "The nearest passage" : "The nearest passages";
    fold.append(make("summary", "", title), ...cards(places, act, title));
    return [fold];
  }

  function offers({ offers: questions }) {
    if (!questions.length) return [];
    const element = make("div", "offers");
    element.append(make("p", "", "The article does answer:"));
    for (const each of questions) {
      const button = makeButton("offer", each, () => act.ask(each));
      button.dir = "auto";
      element.append(button);
    }
    return [element];
  }

  function progress(data) {
    clearInterval(clock);
    if (data.state !== WAITING) return [];
    const line = make("p", data.pieces.length ? "searching late" : "searching");
    const stage = make("span", "", data.notice || stageOf(data));
    const seconds = make("span", "seconds");
    seconds.setAttribute("aria-hidden", "true");
    line.append(stage, seconds);
    const began = Date.now();
    clock = setInterval(() => {
      const passed = Math.round((Date.now() - began) / 1000);
      if (!line.isConnected) clearInterval(clock);
      else if (passed >= SHOWS_SECONDS_AFTER) seconds.textContent = `${passed} s`;
    }, 1000);
    return [line];
  }

  function opinion(data) {
    if (!data.judged || data.state === WAITING) return [];
    const copying = makeButton("link", "Copy answer", () =>
      copy(answerAsText(data, act.article()), copying),
    );
    const { thumbs, form } = feedback(data, act.judge);
    const line = make("div", "line");
    line.append(copying, thumbs);
    return [line, form];
  }

  return { root, draw };
}

function labelOf(element) {
  return element && (element.ariaLabel || element.textContent);
}

/* Where an answer is on its way; nothing to say once its words arrive. */
function stageOf(data) {
  if (data.pieces.length) return "";
  return data.sources.length ? "Reading what was found …" : "Searching the article …";
}

function understood(data) {
  if (!data.understood) return [];
  const line = make("p", "", "Understood as: ");
  line.append(makeForeign("bdi", "", inMarks(data.understood)));
  return [line];
}

function receipt(rows) {
  if (!rows.length) return [];
  const fold = make("details");
  const table = make("dl");
  for (const { name, value } of rows) {
    const row = make("div");
    row.append(make("dt", "", name), makeForeign("dd", "", value));
    table.append(row);
  }
  fold.append(make("summary", "", "How this was made"), table);
  return [fold];
}

function answerAsText(data, article) {
  const sources = data.sources.map((place) => `[${place.number}] ${reference(place, article)}`);
  return [asText(data.pieces, true), ...sources].join("\n\n");
}
