/* The shelf: articles, the conversations about the open one, and what can be done to them. */

import { keep, openPosition } from "./keeping.js";

const SEARCH_AFTER = 250; // milliseconds without a key
const THEMES = { system: "System", light: "Light", dark: "Dark" };
const LINKS = { feedback: "Feedback", evaluation: "Evaluation" };
const ICONS = {
  plus: "M10 4v12M4 10h12",
  pen: "M4 16l1-4 8-8 3 3-8 8z",
  bin: "M4 6h12M8 6V4h4v2M6 6l1 10h6l1-10",
};
const mount = keep(openShelf);

export default function ({ data, parentElement, setTriggerValue }) {
  const { kept, leave } = mount(parentElement, "shelf");
  kept.act = (act) => setTriggerValue("act", act);
  kept.draw(data);
  return leave;
}

function openShelf() {
  const root = make("nav", "shelf");
  root.setAttribute("aria-label", "Articles and conversations");
  const add = link("add", "", { page: "add" });
  add.append(icon("plus"), make("span", "", "Add an article"));
  const search = make("input", "search");
  search.type = "search";
  search.placeholder = "Search";
  search.setAttribute("aria-label", "Search titles, names and questions");
  search.maxLength = 200;
  const list = make("ul", "articles");
  const told = make("div", "told");
  const foot = make("div", "foot");
  const links = make("div", "links");
  for (const [page, name] of Object.entries(LINKS)) {
    links.append(link("link", name, { page }));
  }
  foot.append(links, themes());
  root.append(add, search, list, told, foot);
  const position = openPosition(list, [root]);

  let drawn = "";
  let typed; // the timer of the search
  const self = { act() {}, draw, begin, end, parts: [root] };

  const act = (what) => self.act(what);

  search.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(() => act({ kind: "search", words: search.value }), SEARCH_AFTER);
  });

  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const asking = new CustomEvent("footnote:close-shelf", { cancelable: true });
    if (!document.dispatchEvent(asking)) event.stopPropagation(); // nothing else is to end by it
  });

  function draw(data) {
    const now = JSON.stringify(data);
    if (now === drawn) return;
    drawn = now;
    const kept = focused(root);
    const items = data.articles.map((article) => articleItem(article, data, act));
    list.replaceChildren(...(items.length ? items : [make("li", "nothing", nothing(data))]));
    told.replaceChildren(...outcome(data.told, act));
    for (const each of [add, ...links.children]) {
      const current = each.getAttribute("href") === `?page=${data.here.page}`;
      each.setAttribute("aria-current", current ? "page" : "false");
    }
    const undo = told.querySelector("button");
    if (undo) undo.focus();
    else if (kept) root.querySelector(`[data-focus="${CSS.escape(kept)}"]`)?.focus();
  }

  const opened = () => search.focus();
  const dressed = () => checkTheme(foot);

  function begin(again) {
    document.addEventListener("footnote:shelf-opened", opened);
    document.addEventListener("footnote:dressed", dressed);
    dressed();
    if (again) position.restore();
  }

  function end() {
    clearTimeout(typed);
    document.removeEventListener("footnote:shelf-opened", opened);
    document.removeEventListener("footnote:dressed", dressed);
  }

  return self;
}

function nothing(data) {
  return data.words ? `Nothing is called “${data.words}” or was asked so.` : "No article yet.";
}

function articleItem(article, data, act) {
  const open = article.id === data.here.article && !data.here.page;
  const item = make("li", open ? "article open" : "article");
  const row = make("div", "row");
  const title = link("title", article.title, { article: article.id });
  title.dir = "auto";
  title.title = article.title;
  title.dataset.focus = article.id;
  if (open) title.setAttribute("aria-current", "page");
  const remove = tool("bin", `Remove ${article.title}`, () => {
    row.replaceChildren(removal(article, act, () => row.replaceChildren(title, remove)));
    row.querySelector("button").focus();
  });
  row.append(title, remove);
  item.append(row);
  if (!open && !article.conversations.length) return item;
  const talks = make("ul", "talks");
  talks.setAttribute("aria-label", "Conversations");
  if (open && !data.words) talks.append(newTalk(article, data));
  talks.append(...article.conversations.map((talk) => talkItem(article, talk, data, act)));
  item.append(talks);
  return item;
}

function removal(article, act, keep) {
  const question = make("div", "removal");
  question.setAttribute("role", "group");
  const words = make("p", "", "Remove this article and all that was asked about it, for good?");
  question.setAttribute("aria-label", words.textContent);
  const no = button("quiet", "Keep it", keep);
  const yes = button("danger", "Remove", () => act({ kind: "remove", article: article.id }));
  question.append(words, no, yes);
  return question;
}

function newTalk(article, data) {
  const item = make("li", "row");
  const begin = link("talk begin", "", { article: article.id });
  begin.append(icon("plus"), make("span", "", "New conversation"));
  if (!data.here.conversation) begin.setAttribute("aria-current", "true");
  item.append(begin);
  return item;
}

function talkItem(article, talk, data, act) {
  const item = make("li", "row");
  const open = link("talk", talk.title, { article: article.id, conversation: talk.id });
  open.dir = "auto";
  open.title = talk.title;
  open.dataset.focus = talk.id;
  if (talk.id === data.here.conversation) open.setAttribute("aria-current", "true");
  const rename = tool("pen", `Rename ${talk.title}`, () => {
    const field = naming(talk, (words) => act({ kind: "rename", words, conversation: talk.id }), () => {
      item.replaceChildren(open, rename, remove);
      open.focus();
    });
    item.replaceChildren(field);
    field.select();
  });
  const remove = tool("bin", `Delete ${talk.title}`, () =>
    act({ kind: "delete", words: talk.title, conversation: talk.id }),
  );
  item.append(open, rename, remove);
  return item;
}

/* Enter or leaving the field takes the name, Escape does not. */
function naming(talk, take, done) {
  const field = make("input", "naming");
  field.value = talk.title;
  field.maxLength = 120;
  field.dir = "auto";
  field.setAttribute("aria-label", "Name of the conversation");
  let over = false;
  const end = (taken) => {
    if (over) return;
    over = true;
    done();
    if (taken && field.value.trim() !== talk.title) take(field.value);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") end(true);
    if (event.key !== "Escape") return;
    event.stopPropagation(); // or the shelf would close
    end(false);
  });
  field.addEventListener("blur", () => end(true));
  return field;
}

/* What came of the last act: a reason, or a way to take it back. */
function outcome(told, act) {
  if (told.reason) {
    const reason = make("p", "reason", told.reason);
    reason.setAttribute("role", "alert");
    return [reason];
  }
  if (!told.deleted) return [];
  const line = make("p", "deleted");
  line.setAttribute("role", "status");
  const title = make("span", "", `Deleted “${told.title}”.`);
  title.dir = "auto";
  const undo = button("undo", "Undo", () => act({ kind: "undo", conversation: told.deleted }));
  line.append(title, undo);
  return [line];
}

function themes() {
  const group = make("div", "themes");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", "Colours");
  for (const [theme, name] of Object.entries(THEMES)) {
    const label = make("label", "theme");
    const radio = make("input");
    radio.type = "radio";
    radio.name = "theme";
    radio.value = theme;
    radio.addEventListener("change", () =>
      document.dispatchEvent(new CustomEvent("footnote:theme", { detail: { theme } })),
    );
    label.append(radio, make("span", "", name));
    group.append(label);
  }
  return group;
}

function checkTheme(foot) {
  const chosen = document.documentElement.dataset.footnoteTheme ?? "system";
  for (const radio of foot.querySelectorAll("input")) radio.checked = radio.value === chosen;
}

function focused(root) {
  return root.getRootNode().activeElement?.dataset.focus;
}

function tool(name, label, act) {
  const element = button("tool", "", act);
  element.setAttribute("aria-label", label);
  element.title = label.split(" ")[0];
  element.append(icon(name));
  return element;
}

/* A link to another view of this page: `frame` follows it without loading the page anew. */
function link(className, text, where) {
  const element = make("a", className, text);
  element.href = `?${new URLSearchParams(where)}`;
  return element;
}

function button(className, text, act) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", ICONS[name]);
  drawing.append(line);
  return drawing;
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
