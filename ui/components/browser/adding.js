/* Adding an article: where a file or a text is given, how far it is, and a look at it. */

import { preview } from "./preview.js";

const STEPS = {
  reading: "Read the text",
  splitting: "Find its sentences",
  embedding: "Learn what each is about",
  keeping: "Keep it in the library",
  suggesting: "Try questions on it",
};
const BEFORE_LOOK = ["reading", "splitting", "embedding"];
const KINDS = ".txt,.md,.markdown,.html,.htm,.pdf";
const LARGEST = 20_000_000;
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
      view.querySelector("h1").focus({ preventScroll: true });
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

/* Where a file or a text is given. */
function giving(act) {
  const element = make("div", "giving");
  const title = heading("Add an article");
  const about = make("p", "about");
  const reason = make("p", "reason");
  reason.setAttribute("role", "alert");
  const zone = dropZone(act, (words) => (reason.textContent = words));
  const text = make("textarea");
  text.id = "text";
  text.rows = 7;
  text.dir = "auto";
  text.placeholder = "Paste the text of an article";
  const name = make("input");
  name.id = "name";
  name.dir = "auto";
  name.maxLength = 100;
  name.placeholder = "Taken from the text if left empty";
  const paste = make("form", "paste");
  const send = button("primary", "Look at this text", () => {});
  send.type = "submit";
  paste.append(
    make("h2", "", "Or paste its text"),
    labelFor(text, "Text"),
    text,
    labelFor(name, "Title"),
    name,
    send,
  );
  paste.addEventListener("submit", (event) => {
    event.preventDefault();
    reason.textContent = "";
    if (text.value.trim()) act("paste", { text: text.value, title: name.value });
    else text.focus();
  });
  const sample = make("p", "sample", "Nothing at hand? ");
  sample.append(button("link", "Open the sample article", () => act("sample")));
  element.append(title, about, reason, zone, paste, sample);
  let told = "";
  return {
    element,
    draw(data) {
      title.textContent = data.empty ? "Nothing to read yet" : "Add an article";
      about.textContent = data.empty
        ? "Add an article to read it beside a chat that answers in its own words."
        : "It stays on this computer. You see what was read of it before it is kept.";
      if (data.reason !== told) reason.textContent = told = data.reason;
    },
  };
}

function dropZone(act, tell) {
  const zone = make("div", "zone");
  const field = make("input");
  field.type = "file";
  field.multiple = true;
  field.accept = KINDS;
  field.id = "file";
  const label = labelFor(field, "Choose a file");
  label.className = "choose";
  const hint = make("p", "hint", "or drop it here — text, Markdown, HTML or PDF, up to 20 MB");
  const line = make("progress");
  line.hidden = true;
  line.setAttribute("aria-label", "Sending the file");
  zone.append(field, label, hint, line);

  const send = async (files) => {
    if (!files.length || !line.hidden) return;
    tell("");
    line.hidden = false;
    const ids = [];
    const reasons = [];
    for (const file of files) {
      const { addition, reason } = await upload(file, (share) => (line.value = share));
      if (addition) ids.push(addition);
      else reasons.push(`${file.name}: ${reason}`);
    }
    line.hidden = true;
    field.value = "";
    tell(reasons.join(" "));
    if (ids.length) act("uploaded", { ids });
  };
  field.addEventListener("change", () => send([...field.files]));
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    send([...event.dataTransfer.files]);
  });
  return zone;
}

/* Send one file; what comes back is its addition or the reason why there is none. */
function upload(file, tell) {
  if (file.size > LARGEST) {
    return { reason: "it has more than 20 MB, which is the limit; give a part of it." };
  }
  return new Promise((resolve) => {
    const lost = { reason: "the server cannot be reached; check that it runs, then try again." };
    const request = new XMLHttpRequest(); // fetch does not tell how much is sent
    request.open("POST", "upload");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name.toWellFormed()));
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => tell(loaded / total));
    request.addEventListener("load", () => resolve(request.response ?? lost));
    request.addEventListener("error", () => resolve(lost));
    request.send(file);
  });
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

function heading(text) {
  const title = make("h1", "", text);
  title.tabIndex = -1; // where the focus goes when the page changes under the reader
  title.dir = "auto";
  return title;
}

function labelFor(field, text) {
  const label = make("label", "", text);
  label.htmlFor = field.id;
  return label;
}

function button(className, text, act) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
