/* What the keys do. */

import { make, makeButton } from "./conversation_elements.js";

const KEYS = [
  ["/", "Type a question"],
  ["Enter", "Ask it"],
  ["Shift Enter", "Begin a new line"],
  ["Esc", "Stop an answer, or close what is open"],
  ["[ ]", "Previous and next source of the answer"],
  ["?", "This help"],
];
const MARKS = [
  "A number after a sentence leads to its place in the article.",
  "Every quote is cut out of the article; none is made up.",
  "Click an answer to light its sources in the article again.",
];

export function openHelp() {
  const root = make("dialog", "help");
  root.setAttribute("aria-labelledby", "help-title");
  const title = make("h2", "", "Keyboard and help");
  title.id = "help-title";
  const table = make("dl");
  for (const [keys, meaning] of KEYS) {
    const row = make("div");
    const term = make("dt");
    term.append(...keys.split(" ").map((key) => make("kbd", "", key)));
    row.append(term, make("dd", "", meaning));
    table.append(row);
  }
  const marks = make("ul");
  marks.append(...MARKS.map((line) => make("li", "", line)));
  const close = makeButton("close", "×", () => root.close());
  close.setAttribute("aria-label", "Close");
  root.append(title, table, marks, close);
  root.addEventListener("click", (event) => event.target === root && root.close());
  return root;
}
