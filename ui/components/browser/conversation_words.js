/* The words of an answer: pieces become elements once, and only what is new at their end is painted.
   Everything is text, whatever it looks like. */

import { make, makeButton } from "./conversation_elements.js";

const NAMES = { lead: "strong" };
const ONLY_MARKS = /^[\s“”"‘’«»]+$/; // they are set in the type of the words they enclose
const LONGEST_WORD = 24; // characters that are kept on one line with a marker
const NOT_SUPPORTED = "Not supported by the cited words";

/* `act` is {show(place, from, places), tip(button, place), untip()}. */
export function openWords(act) {
  const root = make("div", "answer");
  root.dir = "auto";
  let pieces = []; // as painted
  let sources = "";

  function draw(data) {
    const now = JSON.stringify(data.sources);
    let same = now === sources ? sameUntil(pieces, data.pieces) : 0;
    sources = now;
    if (same === pieces.length - 1 && grows(pieces[same], data.pieces[same])) {
      root.lastChild.append(data.pieces[same].text.slice(pieces[same].text.length));
      same += 1;
    } else if (same < pieces.length) {
      root.replaceChildren(); // it was checked, and is other than it arrived
      same = 0;
    }
    const doubts = doubtsOf(data.pieces);
    for (let at = same; at < data.pieces.length; at += 1) paint(data, at, doubts.get(at));
    pieces = data.pieces;
  }

  function paint(data, at, doubt) {
    const piece = data.pieces[at];
    const source = data.sources[piece.citation - 1];
    if (piece.kind !== "marker") {
      const kind = ONLY_MARKS.test(piece.text) ? "quote" : piece.kind;
      const element = make(NAMES[piece.kind] ?? "span", kind, piece.text);
      element.classList.toggle("doubted", Boolean(piece.doubt));
      root.append(element);
    } else if (source) {
      root.append(withLastWord(root, marker(source, data.sources, act)));
    }
    if (doubt) root.append(note(doubt));
  }

  return { root, draw };
}

/* How many pieces are the same from the beginning. */
function sameUntil(before, after) {
  const at = before.findIndex((piece, each) => !isSame(piece, after[each]));
  return at < 0 ? before.length : at;
}

function isSame(one, other) {
  return other && one.text === other.text && looksAlike(one, other);
}

function grows(before, after) {
  const arriving = after && before.kind !== "marker" && !before.doubt;
  return arriving && looksAlike(before, after) && after.text.startsWith(before.text);
}

/* The pieces with those that came after them; what looks alike is one, as the server joins it. */
export function joined(pieces, more) {
  const last = pieces.at(-1);
  const next = more[0];
  const one = last && next && last.kind !== "marker" && looksAlike(last, next)
    && ONLY_MARKS.test(last.text) === ONLY_MARKS.test(next.text);
  if (!one) return [...pieces, ...more];
  return [...pieces.slice(0, -1), { ...last, text: last.text + next.text }, ...more.slice(1)];
}

function looksAlike(one, other) {
  return one.kind === other.kind && one.citation === other.citation && one.doubt === other.doubt;
}

/* Each doubt by where its claim ends: after the markers, which belong to it. */
function doubtsOf(pieces) {
  const doubts = new Map();
  let doubt = "";
  let end = 0;
  pieces.forEach((piece, at) => {
    const claim = piece.kind !== "marker" && piece.text.trim();
    if (claim && doubt && doubt !== piece.doubt) doubts.set(end, doubt);
    if (claim) doubt = piece.doubt;
    if (claim || piece.kind === "marker") end = at;
  });
  return doubt ? doubts.set(end, doubt) : doubts;
}

function note(doubt) {
  const element = make("span", "doubt");
  element.setAttribute("role", "note");
  element.append(make("b", "", `${NOT_SUPPORTED}. `), doubt);
  element.dir = "auto";
  return element;
}

/* A marker, kept on one line with the end of the word before it. */
function withLastWord(root, raised) {
  const tail = make("span", "tail");
  if (!root.lastChild?.textContent.trim()) root.lastChild?.remove(); // the word is before the space
  const before = root.lastChild;
  if (before && !before.matches(".tail, .doubt")) {
    const text = before.textContent.trimEnd();
    const [word] = text.slice(-LONGEST_WORD).match(/\S*$/);
    before.textContent = text.slice(0, text.length - word.length);
    tail.append(make(before.localName, before.className, word));
  }
  tail.append(raised);
  return tail;
}

function marker(source, sources, act) {
  const raised = make("sup");
  const button = makeButton("marker", String(source.number), () => act.show(source, button, sources));
  button.dataset.number = source.number;
  button.setAttribute("aria-label", `source ${source.number}, opens passage`);
  for (const name of ["pointerenter", "focus"]) {
    button.addEventListener(name, () => act.tip(button, source));
  }
  for (const name of ["pointerleave", "blur"]) button.addEventListener(name, act.untip);
  raised.append(button);
  return raised;
}

/* The words as they are read aloud or copied; markers as numbers where they are wanted. */
export function asText(pieces, numbers = false) {
  const shown = numbers ? pieces : pieces.filter((piece) => piece.kind !== "marker");
  return shown.map((piece) => piece.text).join("").trim();
}

/* What is announced of an answer once it is complete. */
export function aloud(turn) {

  const count = turn.sources.length;
  const told = turn.trouble ? ` ${turn.trouble.title}. ${turn.trouble.sentence}` : "";
  const sources = count ? ` ${count} ${count === 1 ? "source" : "sources"}.` : "";
  return `${asText(turn.pieces)}${told}${sources}`.trim();
}
