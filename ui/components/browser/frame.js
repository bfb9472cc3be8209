/* The bar on top; whether the shelf is open, which pane shows when there is room for one only, and
   in which colours. All of it is kept on the root element, where every style sheet can ask for it:
   data-footnote-shelf "open" or "closed", data-footnote-view "article" or "chat",
   data-footnote-theme "light" or "dark" where the reader chose one.

   Others ask by events on the document: "footnote:leave" (to the article, with a way back),
   "footnote:back" and "footnote:cited" (to the chat); "footnote:close-shelf"; "footnote:go-to" with
   {query, replace}; "footnote:begun" with {query}, the address of what is shown already, since it has
   one now; "footnote:theme" with {theme}, after which "footnote:dressed" is said to all.
   When the reader opens the shelf, "footnote:shelf-opened" is said. Any link whose address begins
   with "?" leads to another view of this page without loading it anew, wherever it stands. */

const ROOM_FOR_SHELF = "(min-width: 1200px)";
const SHELF = "footnote-shelf"; // names in the browser's own storage
const THEME = "footnote-theme";
const SERVERS_THEME = `stActiveTheme-${location.pathname}-v2`; // read by Streamlit at the next load

const page = document.documentElement;
const frames = new WeakMap();
dress(stored(THEME)); // at once, before anything is drawn

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
  const bar = make("header", "fn-bar");
  const brand = make("p", "fn-brand", "Footnote");
  const one = make("sup", "", "1");
  one.setAttribute("aria-hidden", "true");
  brand.append(one);
  const menu = make("button", "fn-menu");
  menu.type = "button";
  menu.setAttribute("aria-label", "Articles and conversations");
  menu.append(icon("M3 5h14M3 10h14M3 15h14"));
  menu.addEventListener("click", () => openShelf(page.dataset.footnoteShelf !== "open", true));
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
  back.addEventListener("click", () => document.dispatchEvent(new CustomEvent("footnote:back")));
  const veil = make("div", "fn-veil");
  veil.addEventListener("click", () => openShelf(false));

  bar.append(menu, brand, status, choice);
  parent.append(bar, back, veil);

  const roomy = matchMedia(ROOM_FOR_SHELF);

  function turnTo(view) {
    page.dataset.footnoteView = view;
    back.hidden = true;
    for (const [each, button] of buttons) button.setAttribute("aria-pressed", each === view);
  }

  function openShelf(open, asked = false) {
    page.dataset.footnoteShelf = open ? "open" : "closed";
    menu.setAttribute("aria-expanded", open);
    if (asked && roomy.matches) store(SHELF, open ? "open" : "closed");
    if (asked && open) document.dispatchEvent(new CustomEvent("footnote:shelf-opened"));
  }

  /* Where it lies over the page it goes when it is done with; beside the page it stays. */
  const closeShelf = (event) => {
    if (roomy.matches || page.dataset.footnoteShelf === "closed") return;
    event?.preventDefault(); // so that who asked knows that it was open
    openShelf(false);
    menu.focus();
  };
  const fit = () => openShelf(roomy.matches && stored(SHELF) !== "closed");
  const leave = () => {
    turnTo("article");
    back.hidden = false;
  };
  const comeBack = () => turnTo("chat");
  const theme = (event) => {
    store(THEME, event.detail.theme);
    dress(event.detail.theme);
  };
  const goTo = (event) => go(event.detail.query, event.detail.replace);
  const begun = (event) => replace(event.detail.query);
  const click = (event) => {
    const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
    const query = link?.getAttribute("href") ?? "";
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || elsewhere || !query.startsWith("?")) return;
    event.preventDefault();
    go(query);
    closeShelf();
  };
  const heard = {
    "footnote:leave": leave,
    "footnote:back": comeBack,
    "footnote:cited": comeBack,
    "footnote:theme": theme,
    "footnote:go-to": goTo,
    "footnote:begun": begun,
    "footnote:close-shelf": closeShelf,
    click,
  };
  for (const [name, listener] of Object.entries(heard)) document.addEventListener(name, listener);
  roomy.addEventListener("change", fit);
  turnTo(/^#s\d/.test(location.hash) ? "article" : "chat"); // a link to a passage shows it
  fit();

  return {
    draw(data) {
      status.textContent = data.status;
      status.hidden = !data.status;
      choice.hidden = !data.twoPanes;
      back.hidden = back.hidden || !data.twoPanes;
    },
    close() {
      for (const [name, listener] of Object.entries(heard)) {
        document.removeEventListener(name, listener);
      }
      roomy.removeEventListener("change", fit);
    },
  };
}

/* Change the address as a link would, and tell Streamlit as the back button would. */
function go(query, instead = false) {
  const search = query === "?" ? "" : query;
  if (search === location.search) return;
  if (instead) replace(search);
  else history.pushState({}, "", location.pathname + search);
  dispatchEvent(new PopStateEvent("popstate"));
}

/* Streamlit reads the address with whatever is done next. */
function replace(search) {
  if (search !== location.search) history.replaceState({}, "", location.pathname + search);
}

/* In the colours that were chosen; in the system's where none were. */
function dress(theme) {
  if (theme === "light" || theme === "dark") page.dataset.footnoteTheme = theme;
  else delete page.dataset.footnoteTheme;
  const names = { light: "Light", dark: "Dark" };
  store(SERVERS_THEME, JSON.stringify(names[theme] ?? "System"));
  document.dispatchEvent(new CustomEvent("footnote:dressed"));
}

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // a browser may keep nothing for a page
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // then it holds until the page is closed
  }
}

function icon(path) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
