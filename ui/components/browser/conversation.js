/* Questions and answers. What is cited is lit in the article by events on the document, so that a
   click on a marker is answered here, without asking the server; article_pane.js lists them.

   What a reader does is shown at once and sent until the server says that it is handled: see
   conversation.py. An answer on its way is followed past it: see conversation_arriving.js. */

import { openActs } from "./conversation_acts.js";
import { openComposer } from "./conversation_composer.js";
import { WAITING, isCalm, isNarrow, make, say } from "./conversation_elements.js";
import { openArriving } from "./conversation_arriving.js";
import { openHelp } from "./conversation_help.js";
import { openSheet, openTip } from "./conversation_sources.js";
import { openTurn } from "./conversation_turn.js";
import { welcome } from "./conversation_welcome.js";
import { aloud, joined } from "./conversation_words.js";
import { keep, openPosition } from "./keeping.js";

const QUIET = 3000; // milliseconds in which nothing of an awaited answer arrives
const TEXT_FIELDS = "input, textarea, select, [contenteditable]";
const mount = keep(openConversation);

export default function ({ data, parentElement, setTriggerValue }) {
  const { kept, leave } = mount(parentElement, data.id);
  kept.receive(data, (acts) => setTriggerValue("acts", acts));
  return leave;
}

function openConversation() {
  const root = make("section", "conversation");
  root.setAttribute("aria-label", "Conversation");
  root.tabIndex = 0; // so that it can be scrolled with the keyboard
  const list = make("div", "turns");
  root.append(list);
  const notice = make("p", "notice");
  notice.setAttribute("role", "alert");
  const spoken = make("div", "spoken");
  spoken.setAttribute("role", "status");
  const help = openHelp();
  const tip = openTip(root);
  const sheet = openSheet({ show, article: () => data.article });
  const composer = openComposer({
    ask,
    stop,
    help: () => help.showModal(),
  });
  const talk = make("div", "talk");
  talk.append(root, notice, composer.root);
  const parts = [talk, tip.root, sheet.root, help, spoken];
  const position = openPosition(root, parts);
  const arriving = openArriving(onArriving);

  let data = { turns: [] }; // as the server sent it
  let send = () => {};
  let acts;
  let arrived = {}; // what is newer of answers on their way, by the number of the question
  let view = []; // the turns as they are shown
  const shown = []; // an element a turn
  let active = -1; // whose sources are lit
  let known = {}; // of the newest turn: all that is told of it, and whether its sources were lit
  let welcomed = ""; // what is shown where nothing was asked yet
  let quiet = 0; // the timer that looks after an answer of which nothing arrives
  let left = null; // the marker or button from which the reader went to the article

  function receive(sent, sendActs) {
    send = sendActs;
    if (sent.id !== data.id) reset();
    data = sent;
    data.turns.forEach((turn, at) => turn.state === WAITING || delete arrived[at + 1]);
    const handled = acts.settle(sent.handled);
    const refused = sent.notice && handled.find((each) => each.kind === "ask");
    if (refused && !composer.field.value) composer.field.value = refused.words;
    draw();
  }

  function reset() {
    acts?.close();
    // Not from within a drawing, which would then begin another.
    acts = openActs((each) => setTimeout(() => send(each)));
    [arrived, view, active, known, left] = [{}, [], -1, {}, null];
    for (const turn of shown.splice(0)) turn.root.remove();
    light(false); // what the other conversation cited
  }

  function act(done) {
    acts.do(done);
    draw();
  }

  function ask(words) {
    say("footnote:begun", { query: data.query });
    act({ kind: "ask", words });
    follow(shown.at(-1).root);
  }

  function again(kind, at) {
    act({ kind, number: at + 1 });
    if (!isNarrow()) composer.field.focus({ preventScroll: true }); // the button is gone
  }

  function draw() {
    view = acts.expected(data.turns.map(asArrived));
    drawWelcome();
    for (const turn of shown.splice(view.length)) turn.root.remove();
    view.forEach((turn, at) => {
      if (!shown[at]) {
        shown[at] = openTurn(actsOn(at));
        list.append(shown[at].root);
      }
      if (shown[at].data !== turn) shown[at].draw(turn);
      shown[at].data = turn;
    });
    notice.textContent = data.notice;
    composer.tellAnswering(view.some((turn) => turn.state === WAITING));
    if (view.length) tellNews(view.at(-1), view.length - 1);
    const awaited = data.turns.findIndex((turn) => turn.state === WAITING);
    arriving.follow(awaited < 0 ? "" : `${data.query}&number=${awaited + 1}`);
    watch();
  }

  /* Where nothing arrives, something was lost on the way: the server is asked to look again. */
  function watch() {
    clearTimeout(quiet);
    if (!view.some((turn) => turn.state === WAITING)) return;
    quiet = setTimeout(() => (acts.idle() ? act({ kind: "look" }) : watch()), QUIET);
  }

  function drawWelcome() {
    const { article, about, status, suggestions } = data;
    const now = view.length ? "" : JSON.stringify([article, about, status, suggestions]);
    if (now === welcomed) return;
    welcomed = now;
    list.replaceChildren(...(now ? [welcome(data, ask)] : []));
  }

  /* What has arrived is newer than what the server drew, until it draws the whole: were it forgotten
     before, the answer would fall together, and a question below it slip away. */
  function asArrived(turn, at) {
    return (turn.state === WAITING && arrived[at + 1]) || turn;
  }

  /* What the newest turn brings: its evidence is lit before its words, and it is announced once. */
  function tellNews(last, at) {
    const places = last.sources.map((place) => place.anchor);
    const now = JSON.stringify([at, last.state, places, last.question]);
    if (now === known.all) return;
    const loading = !known.all;
    const first = places.length > 0 && !(known.at === at && known.lit);
    known = { all: now, at, lit: places.length > 0 };
    activate(at, first && !loading);
    if (loading) requestAnimationFrame(() => follow(shown[at].root, true));
    else if (last.state !== WAITING) spoken.textContent = aloud(last);
  }

  function actsOn(at) {
    return {
      show: (place, from, places) => (isNarrow() && from.matches(".marker")
        ? sheet.show(place, from, places)
        : show(place, from, places, at)),
      tip: (button, place) => isNarrow() || tip.show(button, place),
      untip: tip.hide,
      article: () => data.article,
      select: () => activate(at, false),
      ask,
      again: () => again("again", at),
      offline: () => again("offline", at),
      judge: (opinion, words) => act({ kind: "judge", number: at + 1, opinion, words }),
    };
  }

  function activate(at, reveal) {
    active = at;
    shown.forEach((turn, each) => turn.root.classList.toggle("active", each === at));
    light(reveal);
  }

  function light(reveal, places = view[active]?.sources ?? []) {
    const others = view.filter((_, at) => at !== active).flatMap((turn) => turn.sources);
    say("footnote:light", { places, others, show: reveal });
  }

  function show(place, from, places, at = turnOf(from)) {
    activate(at, false);
    light(false, places);
    left = from;
    tip.hide();
    tellAt(place.number);
    say("footnote:leave");
    requestAnimationFrame(() => say("footnote:go", { number: place.number }));
  }

  function turnOf(element) {
    return shown.findIndex((turn) => turn.root.contains(element));
  }

  function tellAt(number) {
    for (const each of root.querySelectorAll(".marker, .card")) {
      const here = shown[active]?.root.contains(each) && each.dataset.number === String(number);
      each.classList.toggle("at", here);
    }
  }

  function follow(element, atOnce = false) {
    position.go(element.offsetTop - 20, isCalm() || atOnce ? "auto" : "smooth");
  }

  function onArriving({ number, turn, pieces }) {
    const known = arrived[number];
    if (!turn && !known) return; // it is complete by now
    arrived[number] = turn ?? { ...known, pieces: joined(known.pieces, pieces) };
    if (arrived[number].state === WAITING) draw();
    else act({ kind: "look" }); // the server draws what goes with a complete answer
  }

  function onCited(event) {
    const number = Number(event.detail.number);
    const marker = shown[active]?.root.querySelector(`.marker[data-number="${number}"]`);
    tellAt(number);
    requestAnimationFrame(() => marker?.focus());
  }

  function onKey(event) {
    const typing = event.composedPath()[0].matches?.(TEXT_FIELDS);
    const shortcut = event.metaKey || (event.ctrlKey && !event.altKey); // AltGr is both
    if (event.defaultPrevented || shortcut || sheet.root.open || help.open) return;
    const keys = {
      Escape: () => tip.hide() || (view.some(({ state }) => state === WAITING) && stop()),
      "/": () => typing || take(event, () => composer.field.focus()),
      "?": () => typing || take(event, () => help.showModal()),
    };
    keys[event.key]?.();
  }

  function take(event, then) {
    event.preventDefault();
    then();
  }

  function stop() {
    act({ kind: "stop" });
  }

  const heard = {
    "footnote:article-drawn": () => light(false),
    "footnote:at": (event) => tellAt(event.detail.number),
    "footnote:cited": onCited,
    "footnote:back": () => requestAnimationFrame(() => left?.focus()),
    keydown: onKey,
    // Another tab may have gone on with this conversation.
    visibilitychange: () => document.hidden || act({ kind: "look" }),
  };

  function begin(again) {
    for (const [name, listener] of Object.entries(heard)) document.addEventListener(name, listener);
    const keys = matchMedia("(hover: hover) and (min-width: 900px)").matches;
    if (again) position.restore();
    else if (keys) composer.field.focus();
  }

  function end() {
    acts?.close();
    arriving.follow("");
    clearTimeout(quiet);
    for (const [name, listener] of Object.entries(heard)) {
      document.removeEventListener(name, listener);
    }
  }

  return { receive, begin, end, parts };
}
