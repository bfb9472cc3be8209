/* A button that opens a list of forms; the form that is chosen comes back as data, and is saved. */

const openers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let opener = openers.get(parentElement);
  if (!opener) {
    opener = makeOpener(parentElement, data);
    openers.set(parentElement, opener);
  }
  opener.choose = (form) => setTriggerValue("chosen", form);
  opener.draw(data);
  return opener.close;
}

function makeOpener(parent, first) {
  const root = make("div", "saving");
  const button = make("button", "open");
  button.type = "button";
  button.setAttribute("aria-haspopup", "true");
  const list = make("ul", "forms");
  list.hidden = true;
  const told = make("p", "told");
  told.setAttribute("role", "status");
  root.append(button, list, told);
  parent.append(root);
  let saved = first.made.count; // what was made before this page was drawn is not saved again
  let forms = "";

  const self = { choose() {}, draw, close };

  function turn(open) {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  }

  function draw(data) {
    button.textContent = data.label;
    if (forms !== JSON.stringify(data.forms)) {
      forms = JSON.stringify(data.forms);
      list.replaceChildren(...data.forms.map(choice));
    }
    if (data.made.count === saved) return;
    saved = data.made.count;
    told.textContent = data.made.failed ?? `Saved as ${data.made.name}.`;
    if (data.made.name) save(data.made);
  }

  function choice({ form, says }) {
    const item = make("li");
    const choose = make("button", "form", says);
    choose.type = "button";
    choose.addEventListener("click", () => {
      turn(false);
      button.focus();
      told.textContent = "";
      self.choose(form);
    });
    item.append(choose);
    return item;
  }

  button.addEventListener("click", () => {
    turn(list.hidden);
    if (list.hidden) return;
    list.classList.remove("flipped");
    list.classList.toggle("flipped", list.getBoundingClientRect().right > innerWidth - 8);
    list.querySelector("button").focus();
  });
  root.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      turn(false);
      button.focus();
    } else if (step && !list.hidden) {
      event.preventDefault();
      const all = [...list.querySelectorAll("button")];
      const at = all.indexOf(root.getRootNode().activeElement);
      all[(at + step + all.length) % all.length].focus();
    }
  });
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget)) turn(false);
  });
  turn(false);

  function close() {
    root.remove();
    openers.delete(parent);
  }

  return self;
}

/* As bytes without a type, so that whatever is in it is kept as a file and opened as nothing. */
function save({ name, content }) {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = make("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
