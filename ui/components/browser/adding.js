/* Adding an article: where a file or a text is given, how far it is, and a look at it. */

import { button, heading, make } from "./adding_elements.js";
import { giving } from "./giving.js";
import { preview } from "./preview.js";

const STEPS = {
  reading: "Read the text",
  splitting: "Find its sentences",
  embedding: "Learn what each is about",
  keeping: "Keep it in the library",
  suggesting: "Try questions on it",
};
const BEFORE_LOOK = ["reading", "splitting", "embedding"];
const pages = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let page = pages.get(parentElement);
  if (!page) {
    page = openPage(parentElement);
    pages.set(parentElement, page);
  }
  page.act = (kind, what = {}) => setTriggerValue("act", { kind, ...what });
  page.draw(data);
  return page.close;
}

function openPage(parent) {
  const root = make("section", "adding");
  const spoken = make("div", "spoken");
  spoken.setAttribute("role", "status");
  parent.append(root, spoken);
  const self = { act() {}, draw, close() {} };
  const act = (kind, what) => self.act(kind, what);
  let shown = ""; // which addition is drawn, and where it was
  let form = null;
  let progress = null;
  let drawnOthers = "";
  const others = make("section", "others");

  function draw(data) {
    const { addition } = data;
    const now = addition ? `${addition.id} ${addition.stage} ${Boolean(addition.preview)}` : "form";
    if (now !== shown) {
      shown = now;
      form = progress = null;
      if (!addition) form = giving(act);
      else if (moving(addition)) progress = working(act);
      const view = form?.element ?? progress?.element ?? ended(addition, act);
      root.replaceChildren(view, others);
      view.querySelector("h1").focus();
    }
    form?.draw(data);
    progress?.draw(addition, spoken);
    root.querySelector(".reason-now")?.remove();
    if (data.reason && !form) root.firstChild.append(reasonNow(data.reason));
    if (JSON.stringify(data.others) !== drawnOthers) {
      drawnOthers = JSON.stringify(data.others);
      others.replaceChildren(...besides(data.others, act));
    }
  }

  return self;
}

function moving(addition) {
  return addition.stage === "waiting" || addition.stage === "working";
}

function ended(addition, act) {
  if (addition.preview) return preview(addition, act);
  if (addition.stage === "kept") return kept(addition, act);
  if (addition.stage === "cancelled") return cancelled(act);
  return failed(addition, act);
}

/* How far it is: the steps by name, what is counted, the time, and a way out. */
function working(act) {
  const element = make("div", "working");
  const title = heading("");
  const steps = make("ol", "steps");
  const time = make("p", "time");
  const cancel = button("quiet", "Cancel", () => act("cancel"));
  element.append(title, steps, time, cancel);
  const began = Date.now();
  let said = "";
  return {
    element,
    draw(addition, spoken) {
      const looked = addition.step === "keeping" || addition.step === "suggesting";
      const names = Object.keys(STEPS).filter((step) => BEFORE_LOOK.includes(step) !== looked);
      title.textContent = looked ? "Keeping it" : `Reading ${addition.name || "the pasted text"}`;
      steps.replaceChildren(...names.map((step) => stepLine(step, addition, names)));
      const seconds = Math.floor((Date.now() - began) / 1000);
      time.textContent =
        addition.stage === "waiting" ? "Waiting for another article to be read" : clock(seconds);
      cancel.hidden = !addition.cancellable;
      if (addition.step !== said) spoken.textContent = STEPS[(said = addition.step)];
    },
  };
}

function stepLine(step, addition, names) {
  const at = names.indexOf(step) - names.indexOf(addition.step);
  const state = at < 0 ? "done" : at > 0 ? "to-do" : "now";
  const line = make("li", state);
  line.append(make("span", "name", STEPS[step]));
  if (state === "now") line.setAttribute("aria-current", "step");
  if (state === "now" && addition.of) {
    const bar = make("progress");
    bar.max = addition.of;
    bar.value = addition.done;
    bar.setAttribute("aria-label", STEPS[step]);
    line.append(make("span", "count", `${addition.done} of ${addition.of} sentences`), bar);
  }
  return line;
}

function clock(seconds) {
  return seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "";
}

function failed(addition, act) {
  const element = make("div", "failed");
  const reason = make("p", "reason", addition.reason);
  reason.setAttribute("role", "alert");
  const name = addition.name || "The pasted text";
  element.append(heading(`${name} was not added`), reason);
  element.append(button("primary", "Try another file or text", () => act("cancel")));
  return element;
}

function kept(addition, act) {
  const element = make("div", "kept");
  const words = addition.known
    ? "This text was in your library before."
    : "It is in your library now.";
  element.append(heading(addition.name || "The pasted text"), make("p", "about", words));
  element.append(button("primary", "Read it", () => act("read")));
  return element;
}

function cancelled(act) {
  const element = make("div", "kept");
  element.append(heading("Cancelled"), make("p", "about", "Nothing of it was kept."));
  element.append(button("primary", "Add another", () => act("cancel")));
  return element;
}

/* What else this visit began: files that were chosen together, or one that failed. */
function besides(additions, act) {
  if (!additions.length) return [];
  const list = make("ul");
  const states = {
    waiting: "waits its turn",
    working: "is being read",
    looked_at: "is ready to be looked at",
    failed: "was not added",
  };
  for (const each of additions) {
    const item = make("li");
    const name = make("span", "name", each.name || "Pasted text");
    name.dir = "auto";
    item.append(name, make("span", "state", states[each.stage]));
    if (each.reason) item.append(make("p", "reason", each.reason));
    const look = button("link", "Look at it", () => act("look", { ids: [each.id] }));
    look.setAttribute("aria-label", `Look at ${name.textContent}`);
    item.append(look);
    list.append(item);
  }
  return [make("h2", "", "Also being added"), list];
}

function reasonNow(words) {
  const reason = make("p", "reason reason-now", words);
  reason.setAttribute("role", "alert");
  return reason;
}
