/* Where a question is typed. Enter sends, Shift+Enter begins a line; the field grows with its text. */

import { make, makeButton } from "./conversation_elements.js";

const LONGEST_QUESTION = 8000;

/* `act` is {ask(question), stop(), help()}. */
export function openComposer(act) {
  const root = make("form", "composer");
  const field = make("textarea");
  Object.assign(field, { rows: 1, maxLength: LONGEST_QUESTION, dir: "auto" });
  field.placeholder = "Ask about this article";
  field.setAttribute("aria-label", field.placeholder);
  field.setAttribute("aria-keyshortcuts", "/");
  const stop = makeButton("stop", "", act.stop);
  stop.setAttribute("aria-label", "Stop");
  stop.setAttribute("aria-keyshortcuts", "Escape");
  stop.title = "Stop (Esc)";
  stop.hidden = true;
  const send = make("button", "send", "↑");
  send.setAttribute("aria-label", "Ask");
  const keys = makeButton("keys", "?", act.help);
  keys.setAttribute("aria-label", "Keyboard and help");
  keys.setAttribute("aria-keyshortcuts", "?");
  keys.title = "Keyboard and help (?)";
  root.append(field, keys, stop, send);
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = field.value.trim();
    if (!question) return;
    field.value = "";
    act.ask(question);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    root.requestSubmit();
  });

  function tellAnswering(answering) {
    if (!answering && root.getRootNode().activeElement === stop) field.focus();
    stop.hidden = !answering;
  }

  return { root, field, tellAnswering };
}
