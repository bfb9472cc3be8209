/* What readers thought of answers: a card a judgement, with room to say what would have been right.
   A card is drawn again only when its judgement has changed, so that what is being typed stays. */

const OPINIONS = {
  helpful: ["good", "✓", "Helpful"],
  wrong: ["bad", "✕", "Wrong"],
  "wrong source": ["bad", "✕", "Wrong source"],
  "should have answered": ["held", "?", "Should have answered"],
  "should have refused": ["bad", "✕", "Should have refused"],
};
const lists = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let list = lists.get(parentElement);
  if (!list) {
    list = openList(parentElement);
    lists.set(parentElement, list);
  }
  list.complete = (said) => setTriggerValue("completed", said);
  list.remove = (id) => setTriggerValue("removed", id);
  list.draw(data);
  return list.close;
}

function openList(parent) {
  const root = make("section", "judgements");
  const told = make("p", "told");
  told.setAttribute("role", "status");
  const cards = make("ol", "cards");
  root.append(make("h1", "", "Feedback"), told, cards);
  parent.append(root);
  const shown = new Map(); // id → {element, drawn}
  const self = { complete() {}, remove() {}, draw, close };

  function draw({ judgements, failed }) {
    told.textContent = inWords(judgements);
    for (const id of [...shown.keys()]) {
      if (judgements.some((each) => each.id === id)) continue;
      shown.get(id).element.remove();
      shown.delete(id);
    }
    judgements.forEach((each, at) => {
      const drawn = JSON.stringify([each, failed[each.id] ?? ""]);
      const before = shown.get(each.id);
      if (before?.drawn === drawn) return;
      const element = card(each, failed[each.id] ?? "", self);
      if (before && failed[each.id]) keepTyped(before.element, element);
      before?.element.remove();
      cards.insertBefore(element, cards.children[at] ?? null);
      shown.set(each.id, { element, drawn });
      if (failed[each.id]) element.querySelector("textarea")?.focus();
    });
  }

  function close() {
    root.remove();
    lists.delete(parent);
  }

  return self;
}

function inWords(judgements) {
  if (!judgements.length) {
    return "Nobody has judged an answer yet. The thumbs under each answer bring it here.";
  }
  const rows = judgements.filter((each) => each.row);
  const ready = rows.filter((each) => !each.lacks.length).length;
  const answers = judgements.length === 1 ? "1 answer" : `${judgements.length} answers`;
  const waiting = rows.length - ready;
  return (
    `${answers} judged: ${judgements.length - rows.length} helpful, ` +
    `${ready} ready as gold questions, ${waiting} to be completed.`
  );
}

/* What a reviewer typed and could not be kept is still there to be put right. */
function keepTyped(before, after) {
  const typed = [...before.querySelectorAll("textarea")];
  after.querySelectorAll("textarea").forEach((field, at) => {
    field.value = typed[at]?.value ?? field.value;
  });
}

function card(judged, failed, self) {
  const element = make("li", "card");
  const head = make("p", "head");
  const [kind, sign, words] = OPINIONS[judged.opinion];
  const opinion = make("span", `opinion ${kind}`);
  const mark = make("span", "sign", sign);
  mark.setAttribute("aria-hidden", "true");
  opinion.append(mark, make("span", "", words));
  head.append(opinion, make("span", "given", judged.given));
  element.append(head, make("p", "title", judged.title));
  if (judged.before.length) element.append(earlier(judged.before));
  const question = make("h2", "", judged.question);
  question.dir = "auto";
  const answer = make("p", "answer", judged.answer);
  answer.dir = "auto";
  element.append(question, answer);
  if (judged.sources.length) element.append(sources(judged.sources));
  if (judged.comment) {
    const comment = make("p", "comment", judged.comment);
    comment.dir = "auto";
    element.append(make("p", "label", "The reader wrote"), comment);
  }
  if (judged.row) element.append(...completing(judged, failed, self));
  element.append(foot(judged, self));
  return element;
}

function earlier(questions) {
  const folded = make("details");
  const count = questions.length === 1 ? "1 question" : `${questions.length} questions`;
  const list = make("ol", "earlier");
  list.append(...questions.map((each) => make("li", "", each)));
  folded.append(make("summary", "", `Asked after ${count}`), list);
  return folded;
}

function sources(places) {
  const folded = make("details");
  const count = places.length === 1 ? "1 source" : `${places.length} sources`;
  const list = make("ol", "sources");
  for (const place of places) {
    const item = make("li");
    item.append(make("q", "", place.quote), make("span", "where", place.where));
    list.append(item);
  }
  folded.append(make("summary", "", `What it cited: ${count}`), list);
  return folded;
}

function completing(judged, failed, self) {
  if (judged.opinion === "should have refused") {
    return [make("p", "state ready", "Ready: it becomes a gold question.")];
  }
  const form = make("form", "completing");
  const ready = !judged.lacks.length;
  form.append(
    make("p", `state ${ready ? "ready" : "open"}`, ready
      ? "Ready: it becomes a gold question."
      : "To be completed: say which words of the article answer."),
  );
  const quotes = field("The words of the article that answer, one quotation a line", judged.quotes);
  const facts = field("What a right answer must say, one fact a line (or leave empty)", judged.facts);
  const keep = make("button", "keep", "Keep");
  form.append(quotes.label, facts.label);
  const lacks = ready || !judged.quotes.length ? [] : judged.lacks;
  if (failed || lacks.length) {
    const problem = make("p", "problem", [failed, ...lacks].filter(Boolean).join(" "));
    problem.setAttribute("role", "alert");
    form.append(problem);
  }
  form.append(keep);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    self.complete({ id: judged.id, quotes: quotes.input.value, facts: facts.input.value });
  });
  return [form];
}

function field(says, lines) {
  const label = make("label");
  const input = make("textarea");
  input.rows = 2;
  input.dir = "auto";
  input.value = lines.map((line) => line.replace(/\s+/g, " ")).join("\n");
  label.append(make("span", "", says), input);
  return { label, input };
}

function foot(judged, self) {
  const row = make("p", "foot");
  const link = make("a", "", "Open the conversation");
  link.href = judged.link; // made by the server out of identifiers alone
  const remove = make("button", "remove", "Remove");
  remove.type = "button";
  remove.setAttribute("aria-label", `Remove the judgement of: ${judged.question}`);
  remove.addEventListener("click", () => {
    const keep = make("button", "", "Keep it");
    const sure = make("button", "sure", "Remove for good");
    keep.type = sure.type = "button";
    keep.addEventListener("click", () => {
      keep.remove();
      sure.replaceWith(remove);
      remove.focus();
    });
    sure.addEventListener("click", () => self.remove(judged.id));
    remove.replaceWith(sure, keep);
    keep.focus();
  });
  row.append(link, remove);
  return row;
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
