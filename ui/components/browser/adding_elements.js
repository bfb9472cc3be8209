/* The few elements that the parts of this page are made of; every text is drawn as text. */

export function heading(text) {
  const title = make("h1", "", text);
  title.tabIndex = -1; // where the focus goes when the page changes under the reader
  title.dir = "auto";
  return title;
}

export function button(className, text, act) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

export function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
