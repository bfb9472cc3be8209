/* The bar over the article: its sources one by one, words found in it, a link to a passage. */

import { make } from "./article_text.js";

const SHOWN_MILLISECONDS = 4000; // of what was just done
const PREVIOUS = "M12 5l-5 5 5 5";
const NEXT = "M8 5l5 5-5 5";
const UP = "M5 12l5-5 5 5";
const DOWN = "M5 8l5 5 5-5";
const LINK = "M8.5 11.5a3.2 3.2 0 0 0 4.6 0l2.6-2.6a3.2 3.2 0 0 0-4.6-4.6l-1 1M11.5 8.5a3.2 3.2 0 0 0-4.6 0l-2.6 2.6a3.2 3.2 0 0 0 4.6 4.6l1-1";
const FIND = "M13.2 13.2l4 4M14.6 9a5.6 5.6 0 1 1-11.2 0 5.6 5.6 0 0 1 11.2 0z";
const CLOSE = "M5.5 5.5l9 9M14.5 5.5l-9 9";

/* `act` answers what is pressed: step(by), find(words), stepFound(by), endFind(), link(). */
export function openBar(act) {
  const root = make("div", "bar");
  const sources = make("div", "sources");
  sources.setAttribute("role", "group");
  sources.setAttribute("aria-label", "Sources of the answer");
  const count = make("p", "count");
  sources.append(
    button("Previous source", PREVIOUS, () => act.step(-1), "["),
    count,
    button("Next source", NEXT, () => act.step(1), "]"),
  );

  const finding = make("form", "finding");
  finding.setAttribute("role", "search");
  const field = make("input");
  field.type = "text";
  field.placeholder = "Find in article";
  field.setAttribute("aria-label", "Find in article");
  field.autocomplete = "off";
  field.spellcheck = false;
  const found = make("p", "found");
  found.setAttribute("role", "status");
  finding.append(
    field,
    found,
    button("Previous match", UP, () => act.stepFound(-1)),
    button("Next match", DOWN, () => act.stepFound(1)),
    button("Close find", CLOSE, close),
  );

  const link = button("Copy a link to this passage", LINK, act.link);
  const find = button("Find in article", FIND, open);
  find.setAttribute("aria-expanded", "false");
  const said = make("p", "said");
  said.setAttribute("role", "status");
  const spoken = make("p", "spoken");
  spoken.setAttribute("role", "status");
  root.append(sources, link, finding, find, said, spoken);
  let silence = 0;
  tellSources(0, 0);
  finding.hidden = true;

  field.addEventListener("input", () => act.find(field.value));
  finding.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) act.stepFound(event.shiftKey ? -1 : 1);
  });

  function open() {
    finding.hidden = false;
    find.hidden = true;
    root.classList.add("finds");
    field.focus();
    field.select();
    if (field.value) act.find(field.value);
  }

  function close() {
    finding.hidden = true;
    find.hidden = false;
    root.classList.remove("finds");
    act.endFind();
    find.focus();
  }

  function tellSources(current, total) {
    sources.hidden = !total;
    const noun = total === 1 ? "source" : "sources";
    count.textContent = current ? `Source ${current} of ${total}` : `${total} ${noun}`;
  }

  function tellFound({ current, count: total, most }) {
    const all = total < most ? String(total) : `${most.toLocaleString("en")} or more`;
    found.textContent = !field.value.trim() ? "" : total ? `${current} of ${all}` : "Not found";
  }

  /* What was just done, seen for a while; or, `aloud`, only heard. */
  function say(words, aloud = false) {
    (aloud ? spoken : said).textContent = words;
    if (aloud) return;
    clearTimeout(silence);
    silence = setTimeout(() => (said.textContent = ""), SHOWN_MILLISECONDS);
  }

  return { root, tellSources, tellFound, say, close, finds: () => !finding.hidden };
}

function button(name, path, press, key = "") {
  const element = make("button");
  element.type = "button";
  element.title = key ? `${name} (${key})` : name;
  element.setAttribute("aria-label", name);
  if (key) element.setAttribute("aria-keyshortcuts", key);
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawing.append(line);
  element.append(drawing);
  element.addEventListener("mousedown", (event) => event.preventDefault()); // a selection stays
  element.addEventListener("click", press);
  return element;
}
