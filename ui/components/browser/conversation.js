/* Questions and answers. What is cited is lit in the article by events on the document, so that a
   click on a marker is answered here, without asking the server. */

const conversations = new WeakMap();
const OPEN_CARDS = 3;

export default function ({ data, parentElement, setTriggerValue }) {
  let conversation = conversations.get(parentElement);
  if (!conversation) {
    conversation = openConversation(parentElement);
    conversations.set(parentElement, conversation);
  }
  conversation.ask = (question) => setTriggerValue("asked", question);
  conversation.draw(data);
  return conversation.close;
}

function openConversation(parent) {
  const root = make("section", "conversation");
  root.setAttribute("aria-label", "Conversation");
  root.tabIndex = 0;
  const turns = make("div", "turns");
  const tip = make("div", "tip");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  const spoken = make("div", "spoken");
  spoken.setAttribute("role", "status");
  const notice = make("p", "notice");
  notice.setAttribute("role", "alert");
  const input = composer((question) => ask(question));
  const talk = make("div", "talk");
  root.append(turns);
  talk.append(root, notice, input.form);
  parent.append(talk, tip, spoken);
  if (matchMedia("(hover: hover) and (min-width: 900px)").matches) input.field.focus();

  const shown = []; // one {element, data, drawn} a turn
  let active = -1; // whose sources are lit
  let first = true;
  let news = "";
  let tipped = null; // the marker whose quote is shown
  let left = null; // the marker or button from which the reader went to the article

  const self = { ask() {}, draw, close };

  function ask(question) {
    drawTurn({ question, verdict: "waiting", pieces: [], sources: [], nearest: [] }, shown.length);
    follow(shown[shown.length - 1].element);
    self.ask(question);
  }

  function draw(data) {
    for (const refused of shown.splice(data.turns.length)) {
      refused.element.remove(); // drawn here at once, but not taken by the server
      if (data.notice && !input.field.value) input.field.value = refused.data.question;
    }
    data.turns.forEach((turn, at) => drawTurn(turn, at));
    if (!data.turns.length) turns.replaceChildren(welcome(data, ask));
    notice.textContent = data.notice;
    const last = data.turns.at(-1);
    if (last) drawNews(last, data.turns.length - 1);
    first = false;
  }

  /* What the newest turn brings: its evidence is lit before its words, and it is announced once. */
  function drawNews(last, at) {
    const now = `${at} ${last.verdict} ${last.sources.length}`;
    if (now === news) return;
    news = now;
    activate(at, true);
    requestAnimationFrame(() => follow(shown[at].element));
    if (!first && last.verdict !== "waiting") spoken.textContent = aloud(last);
  }

  function drawTurn(data, at) {
    const drawn = JSON.stringify(data);
    if (shown[at]?.drawn === drawn) return; // finished turns are never painted again
    if (at === 0 && !shown.length) turns.replaceChildren();
    const element = turnElement(data, {
      show: (place, from, places) => show(at, place, from, places),
      tip: (button, place) => showTip(button, place),
      untip: hideTip,
    });
    if (shown[at]) {
      shown[at].element.replaceWith(element);
    } else {
      turns.append(element);
    }
    shown[at] = { element, data, drawn };
  }

  function activate(at, move) {
    active = at;
    shown.forEach((turn, each) => turn.element.classList.toggle("active", each === at));
    light(move);
  }

  function light(move, places = shown[active]?.data.sources ?? []) {
    say("footnote:light", { places, show: move });
  }

  function show(at, place, from, places) {
    activate(at, false);
    light(false, places);
    left = from;
    hideTip();
    say("footnote:leave");
    requestAnimationFrame(() => say("footnote:go", { number: place.number }));
  }

  function showTip(button, place) {
    tip.replaceChildren(quotation("q", place.quote), make("span", "where", place.where));
    button.setAttribute("aria-describedby", "tip");
    tipped = button;
    placeTip();
  }

  /* Beside its marker, and with it when the conversation scrolls. */
  function placeTip() {
    if (!tipped) return;
    const box = tipped.getBoundingClientRect();
    const view = root.getBoundingClientRect();
    tip.hidden = box.bottom < view.top || box.top > view.bottom;
    const width = Math.min(352, view.width - 24);
    tip.style.width = `${width}px`;
    const start = Math.min(Math.max(box.left - width / 2, view.left + 12), view.right - width - 12);
    tip.style.left = `${start}px`;
    const above = box.top - tip.offsetHeight - 8;
    tip.style.top = `${above > view.top ? above : box.bottom + 8}px`;
  }

  function hideTip() {
    tipped = null;
    tip.hidden = true;
  }

  function follow(element) {
    root.scrollTo({ top: element.offsetTop - 20, behavior: calm() || first ? "auto" : "smooth" });
  }

  const relight = () => light(true);
  const comeBack = () => left?.focus({ preventScroll: false });
  const escape = (event) => event.key === "Escape" && hideTip();
  document.addEventListener("footnote:article-drawn", relight);
  document.addEventListener("footnote:back", comeBack);
  document.addEventListener("keydown", escape);
  root.addEventListener("scroll", placeTip, { passive: true });

  function close() {
    document.removeEventListener("footnote:article-drawn", relight);
    document.removeEventListener("footnote:back", comeBack);
    document.removeEventListener("keydown", escape);
  }

  return self;
}

function welcome(data, ask) {
  const element = make("div", "welcome");
  element.append(make("h2", "", "Ask the article"), make("p", "about", data.about));
  element.append(make("p", "status", data.status));
  if (data.suggestions.length) {
    const list = make("ul", "suggestions");
    list.setAttribute("aria-label", "Example questions");
    for (const suggestion of data.suggestions) {
      const item = make("li");
      const button = make("button", "suggestion", suggestion);
      button.type = "button";
      button.dir = "auto";
      button.addEventListener("click", () => {
        for (const each of list.querySelectorAll("button")) each.disabled = true;
        ask(suggestion);
      });
      item.append(button);
      list.append(item);
    }
    element.append(list);
  }
  return element;
}

/* Enter sends, Shift+Enter begins a line; the field grows with what is typed. */
function composer(ask) {
  const form = make("form", "composer");
  const field = make("textarea");
  field.rows = 1;
  field.maxLength = 8000;
  field.placeholder = "Ask about this article";
  field.setAttribute("aria-label", "Ask about this article");
  field.dir = "auto";
  const send = make("button", "send", "↑");
  send.setAttribute("aria-label", "Ask");
  form.append(field, send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = field.value.trim();
    if (!question) return;
    field.value = "";
    ask(question);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return { form, field };
}

function turnElement(data, act) {
  const element = make("div", "turn");
  const question = make("p", "question", data.question);
  question.dir = "auto";
  element.append(question);
  const drawAs = { not_in_article: refusal, failed: failure, chat: plain, waiting: waiting };
  element.append(...(drawAs[data.verdict] ?? answered)(data, act));
  return element;
}

function waiting(data, act) {
  const busy = make("div", "busy");
  busy.setAttribute("aria-busy", "true");
  if (data.pieces.length) busy.append(words(data, act));
  else busy.append(make("p", "searching", data.sources.length ? "Reading…" : "Searching the article…"));
  return [busy];
}

function answered(data, act) {
  return [words(data, act), ...cards(data.sources, act, "Sources")];
}

function plain(data, act) {
  return [words(data, act)];
}

function refusal(data, act) {
  const card = make("div", "refusal");
  card.append(make("p", "verdict", "Not in the article"), words(data, act));
  if (data.nearest.length) {
    const nearest = make("details", "nearest");
    const title = data.nearest.length === 1 ? "The nearest passage" : "The nearest passages";
    nearest.append(make("summary", "", title), ...cards(data.nearest, act, title));
    card.append(nearest);
  }
  return [card];
}

function failure(data, act) {
  const card = make("div", "failure");
  card.append(make("p", "verdict", "No answer"), words(data, act));
  return [card];
}

function words(data, act) {
  const element = make("div", "answer");
  element.dir = "auto";
  const names = { lead: "strong", quote: "span", said: "span" };
  for (const piece of data.pieces) {
    const source = data.sources[piece.citation - 1];
    if (piece.kind !== "marker") {
      const marks = /^[\s“”"‘’«»]+$/.test(piece.text); // in the type of the words they enclose
      element.append(make(names[piece.kind] ?? "span", marks ? "quote" : piece.kind, piece.text));
    } else if (source) {
      element.append(withLastWord(element.lastChild, marker(source, data.sources, act)));
    }
  }
  return element;
}

/* A marker, kept on one line with the end of the word before it. */
function withLastWord(before, raised) {
  const tail = make("span", "tail");
  const [, start, word] = before?.textContent.match(/^([^]*?)(\S{0,24})\s*$/) ?? [];
  if (word) {
    before.textContent = start;
    tail.append(make(before.localName, before.className, word));
  }
  tail.append(raised);
  return tail;
}

function marker(source, sources, act) {
  const raised = make("sup");
  const button = make("button", "marker", String(source.number));
  button.type = "button";
  button.setAttribute("aria-label", `source ${source.number}, opens passage`);
  button.addEventListener("click", () => act.show(source, button, sources));
  for (const name of ["pointerenter", "focus"]) {
    button.addEventListener(name, () => act.tip(button, source));
  }
  for (const name of ["pointerleave", "blur"]) button.addEventListener(name, act.untip);
  raised.append(button);
  return raised;
}

function cards(places, act, label) {
  if (!places.length) return [];
  const list = make("ol", "cards");
  list.setAttribute("aria-label", label);
  places.forEach((place, at) => {
    const item = card(place, places, act);
    item.hidden = at >= OPEN_CARDS;
    list.append(item);
  });
  if (places.length <= OPEN_CARDS) return [list];
  const more = make("button", "more", `Show all ${places.length}`);
  more.type = "button";
  more.addEventListener("click", () => {
    for (const item of list.children) item.hidden = false;
    list.children[OPEN_CARDS].querySelector("button").focus();
    more.remove();
  });
  return [list, more];
}

function card(place, places, act) {
  const item = make("li", "card");
  const number = make("span", "number", String(place.number));
  number.setAttribute("aria-hidden", "true");
  const quote = quotation("blockquote", place.quote);
  const foot = make("div", "foot");
  const button = make("button", "show", "Show in article");
  button.type = "button";
  button.setAttribute("aria-label", `Show source ${place.number} in the article`);
  button.addEventListener("click", () => act.show(place, button, places));
  foot.append(make("span", "where", place.where), button);
  item.append(number, quote, foot);
  return item;
}

/* The style sheet adds the quotation marks, so that what is copied is the article's alone. */
function quotation(name, text) {
  const quote = make(name, "", text);
  quote.dir = "auto";
  quote.classList.toggle("opens-quoted", /^["'“‘«]/.test(text));
  quote.classList.toggle("ends-quoted", /["'”’»]$/.test(text));
  return quote;
}

function aloud(data) {
  const text = data.pieces.filter((piece) => piece.kind !== "marker").map((piece) => piece.text);
  const count = data.sources.length;
  const sources = count ? ` ${count} ${count === 1 ? "source" : "sources"}.` : "";
  return `${text.join("")}${sources}`;
}

function say(name, detail = {}) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
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
