/* A look at an article before it is kept: all that was read of it, and which of its sentences are
   taken for the site's own words. Each sentence is a switch; the arrow keys go from one to the
   next, so that the text is one stop of the Tab key and not hundreds. */

import { button, heading, make } from "./adding_elements.js";

export function preview(addition, act) {
  const { preview: found } = addition;
  const left = new Set(found.boilerplate);
  const sentences = new Map(); // number → its element
  const element = make("div", "preview");
  const title = heading("Look at it before it is kept");

  const name = make("input");
  name.id = "title";
  name.value = found.title;
  name.maxLength = 100;
  name.dir = "auto";
  const label = make("label", "", "Title");
  label.htmlFor = name.id;

  const facts = make("p", "facts");
  const count = make("span");
  count.setAttribute("role", "status");
  facts.append(make("span", "", factsOf(found)), count);
  const how = make(
    "p",
    "how",
    "Dimmed sentences are taken for the site’s own words: they are shown, never searched or " +
      "quoted. Click a sentence to switch it, or use the arrow keys and Space.",
  );
  const notices = make("div", "notices");
  const text = make("div", "text");
  text.setAttribute("role", "group");
  text.setAttribute("aria-label", "The sentences; those checked are part of the story");
  text.append(...found.blocks.map((each) => block(each, sentences)));

  const foot = make("div", "foot");
  const keep = button("primary", "Keep this article", () =>
    act("keep", { title: name.value, boilerplate: [...left] }),
  );
  foot.append(button("quiet", "Discard", () => act("cancel")), keep);
  element.append(title, label, name, facts, notices, how, text, foot);

  const boxes = stretchesOf(found.boilerplate).map((those) => notice(those, sentences, turn, goTo));
  if (boxes.length) {
    const list = make("ul");
    list.append(...boxes.map(({ item }) => item));
    notices.append(make("h2", "", "Left out as the site’s own words"), list);
  }
  const numbers = [...sentences.keys()];
  if (numbers.length) sentences.get(numbers[0]).tabIndex = 0;
  paint(numbers);

  function paint(changed) {
    for (const number of changed) {
      const sentence = sentences.get(number);
      sentence.setAttribute("aria-checked", !left.has(number));
      sentence.classList.toggle("left", left.has(number));
    }
    count.textContent = left.size ? `${left.size} left out` : "nothing left out";
    keep.disabled = left.size === numbers.length;
    for (const { box, numbers: those } of boxes) box.checked = those.every((n) => left.has(n));
  }

  function turn(changed, out) {
    for (const number of changed) {
      if (out) left.add(number);
      else left.delete(number);
    }
    paint(changed);
  }

  function goTo(number) {
    for (const each of numbers) sentences.get(each).tabIndex = each === number ? 0 : -1;
    sentences.get(number).focus();
    sentences.get(number).scrollIntoView({ block: "center" });
  }

  text.addEventListener("click", (event) => {
    const number = Number(event.target.closest?.("[data-number]")?.dataset.number);
    if (!number || String(getSelection())) return; // words are being marked to be copied
    goTo(number);
    turn([number], !left.has(number));
  });
  text.addEventListener("keydown", (event) => {
    const number = Number(event.target.dataset.number);
    const at = numbers.indexOf(number);
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key === " " || event.key === "Enter") turn([number], !left.has(number));
    else if (event.key in steps) goTo(numbers[at + steps[event.key]] ?? number);
    else if (event.key === "Home") goTo(numbers[0]);
    else if (event.key === "End") goTo(numbers.at(-1));
    else return;
    event.preventDefault();
  });
  return element;
}

/* A stretch that was taken for the site's own, to be put back at once. */
function notice(numbers, sentences, turn, goTo) {
  const item = make("li");
  const label = make("label");
  const box = make("input");
  box.type = "checkbox";
  box.addEventListener("change", () => turn(numbers, box.checked));
  const words = numbers.map((number) => sentences.get(number).textContent).join(" ");
  const quote = make("span", "words", words);
  quote.dir = "auto";
  label.append(box, quote);
  item.append(label, button("link", "Show", () => goTo(numbers[0])));
  return { item, box, numbers };
}

function stretchesOf(numbers) {
  const stretches = [];
  for (const number of numbers) {
    if (stretches.at(-1)?.at(-1) === number - 1) stretches.at(-1).push(number);
    else stretches.push([number]);
  }
  return stretches;
}

function block({ kind, level, runs }, sentences) {
  const element = make(kind === "heading" ? `h${Math.min(level + 1, 4)}` : "p", kind);
  element.dir = "auto";
  for (const run of runs) {
    if (run.page) element.append(make("span", "page", `Page ${run.page}`));
    const part = make("span", run.sentence ? "sentence" : "", run.text);
    if (run.sentence) {
      part.setAttribute("role", "checkbox");
      part.dataset.number = run.sentence;
      part.tabIndex = -1;
      sentences.set(run.sentence, part);
    }
    element.append(part);
  }
  return element;
}

function factsOf(found) {
  const count = (number, name) =>
    `${number.toLocaleString("en")} ${name}${number === 1 ? "" : "s"}`;
  const facts = [count(found.words, "word"), count(found.sentences, "sentence")];
  if (found.pages) facts.push(count(found.pages, "page"));
  return facts.join(" · ");
}
