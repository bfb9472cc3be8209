/* The bar on top, and which pane shows when there is room for one only. */

const frames = new WeakMap();

export default function ({ data, parentElement }) {
  let frame = frames.get(parentElement);
  if (!frame) {
    frame = openFrame(parentElement);
    frames.set(parentElement, frame);
  }
  frame.draw(data);
  return frame.close;
}

function openFrame(parent) {
  const page = document.documentElement;
  const bar = make("header", "fn-bar");
  const brand = make("p", "fn-brand", "Footnote");
  const one = make("sup", "", "1");
  one.setAttribute("aria-hidden", "true");
  brand.append(one);
  const status = make("p", "fn-status");

  const choice = make("div", "fn-switch");
  choice.setAttribute("role", "group");
  choice.setAttribute("aria-label", "Show");
  const buttons = ["article", "chat"].map((view) => {
    const button = make("button", "", view === "article" ? "Article" : "Chat");
    button.type = "button";
    button.addEventListener("click", () => turnTo(view));
    choice.append(button);
    return [view, button];
  });

  const back = make("button", "fn-back", "Back to the answer");
  back.type = "button";
  back.hidden = true;
  back.addEventListener("click", () => {
    turnTo("chat");
    document.dispatchEvent(new CustomEvent("footnote:back"));
  });

  bar.append(brand, status, choice);
  parent.append(bar, back);

  function turnTo(view) {
    page.dataset.footnoteView = view;
    back.hidden = true;
    for (const [each, button] of buttons) button.setAttribute("aria-pressed", each === view);
  }

  const leave = () => {
    turnTo("article");
    back.hidden = false;
  };
  document.addEventListener("footnote:leave", leave);
  turnTo("chat");

  return {
    draw(data) {
      status.textContent = data.status;
    },
    close() {
      document.removeEventListener("footnote:leave", leave);
    },
  };
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
