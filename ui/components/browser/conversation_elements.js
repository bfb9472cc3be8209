/* What every part of the conversation needs of the page. */

export const WAITING = "waiting"; // the state of a turn whose answer is on its way
const NARROW = "(max-width: 899px)";

export function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export function makeButton(className, text, act) {
  const button = make("button", className, text);
  button.type = "button";
  if (act) button.addEventListener("click", act);
  return button;
}

/* A word of somebody else: it may be written from right to left. */
export function makeForeign(name, className, text) {
  const element = make(name, className, text);
  element.dir = "auto";
  return element;
}

/* The style sheet adds the quotation marks, so that what is selected is the article's alone. */
export function quotation(name, text) {
  const quote = makeForeign(name, "", text);
  quote.classList.toggle("quoted", isQuoted(text));
  return quote;
}

export function inMarks(text) {
  return isQuoted(text) ? text : `“${text}”`;
}

/* It is seen to be quoted, and a second pair of marks would only confuse. */
function isQuoted(text) {
  return /^["“«„]/.test(text);
}

export function say(name, detail = {}) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

export function isNarrow() {
  return matchMedia(NARROW).matches;
}

export function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export async function copy(text, button) {
  const before = button.textContent;
  button.textContent = (await copied(text)) ? "Copied" : "Could not be copied";
  setTimeout(() => (button.textContent = before), 2000);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text); // a page that came over plain http from elsewhere
  }
}

function copiedTheOldWay(text) {
  const field = make("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
