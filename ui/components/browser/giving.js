/* Where a file or a text is given, and how a file is sent. */

import { button, heading, make } from "./adding_elements.js";

const KINDS = ".txt,.md,.markdown,.html,.htm,.pdf";
const LARGEST = 20_000_000;

export function giving(act) {
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
  element.append(title, about, reason, zone, sample, paste);
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

function labelFor(field, text) {
  const label = make("label", "", text);
  label.htmlFor = field.id;
  return label;
}
