/* The sources of an answer: cards below it, a tip beside a marker, a sheet where there is no room. */

import {
  copy,
  inMarks,
  make,
  makeButton,
  makeForeign,
  quotation,
} from "./conversation_elements.js";

const OPEN_CARDS = 3;

/* `act` is {show(place, from, places), article()}. */
export function cards(places, act, label) {
  if (!places.length) return [];
  const list = make("ol", "cards");
  list.setAttribute("aria-label", label);
  places.forEach((place, at) => {
    const item = make("li", "card");
    item.append(...cardParts(place, places, act));
    item.dataset.number = place.number;
    item.hidden = at >= OPEN_CARDS;
    list.append(item);
  });
  if (places.length <= OPEN_CARDS) return [list];
  const more = makeButton("more", `Show all ${places.length}`, () => {
    for (const item of list.children) item.hidden = false;
    list.children[OPEN_CARDS].querySelector("button").focus();
    more.remove();
  });
  return [list, more];
}

function cardParts(place, places, act) {
  const number = make("span", "number", String(place.number));
  number.setAttribute("aria-hidden", "true");
  const quote = quotation("blockquote", place.quote);
  const where = make("p", "where", place.where);
  for (const speaker of place.speakers) where.append(makeForeign("span", "speaker", speaker));
  const show = makeButton("link", "Show in article", () => act.show(place, show, places));
  show.setAttribute("aria-label", `Show source ${place.number} in the article`);
  const copying = makeButton("link", "Copy", () => copy(reference(place, act.article()), copying));
  copying.setAttribute("aria-label", `Copy source ${place.number} with its reference`);
  copying.title = "With its reference";
  const buttons = make("div", "buttons");
  buttons.append(show, ...around(place, quote), copying);
  return [number, quote, where, buttons];
}

/* The whole passage, unfolded around the quote. */
function around(place, quote) {
  if (!place.before && !place.after) return [];
  const whole = makeButton("link", "Whole passage", () => {
    const open = !quote.classList.contains("whole");
    quote.classList.toggle("whole", open);
    whole.setAttribute("aria-expanded", open);
    whole.textContent = open ? "Quote alone" : "Whole passage";
    if (open) {
      const cited = make("mark", "", place.quote);
      quote.replaceChildren(place.before, cited, place.after);
    } else {
      quote.textContent = place.quote;
    }
  });
  whole.setAttribute("aria-expanded", "false");
  return [whole];
}

/* What is copied says where it is from, and leads there. */
export function reference(place, article) {
  const from = [article.title, article.origin, place.where.toLowerCase()].filter(Boolean);
  return `${inMarks(place.quote)}\n(${from.join(", ")})\n${linkTo(place, article)}`;
}

function linkTo(place, article) {
  const address = new URL(location.pathname, location.origin);
  address.searchParams.set("article", article.id);
  if (place.anchor) address.hash = place.anchor;
  return address.href;
}

/* The quote of a marker, beside it; `view` is what scrolls. */
export function openTip(view) {
  const root = make("div", "tip");
  root.id = "tip";
  root.setAttribute("role", "tooltip");
  root.hidden = true;
  let tipped = null;

  function show(button, place) {
    root.replaceChildren(quotation("q", place.quote), make("span", "where", place.where));
    button.setAttribute("aria-describedby", "tip");
    tipped = button;
    put();
  }

  /* It goes with its marker when the conversation scrolls. */
  function put() {
    if (!tipped) return;
    const box = tipped.getBoundingClientRect();
    const room = view.getBoundingClientRect();
    root.hidden = box.bottom < room.top || box.top > room.bottom;
    const width = Math.min(352, room.width - 24);
    root.style.width = `${width}px`;
    const start = Math.min(Math.max(box.left - width / 2, room.left + 12), room.right - width - 12);
    root.style.left = `${start}px`;
    const above = box.top - root.offsetHeight - 8;
    root.style.top = `${above > room.top ? above : box.bottom + 8}px`;
  }

  function hide() {
    const was = tipped;
    tipped?.removeAttribute("aria-describedby");
    tipped = null;
    root.hidden = true;
    return Boolean(was);
  }

  view.addEventListener("scroll", put, { passive: true });
  return { root, show, hide };
}

/* A source on a narrow page: its card comes up from the bottom, over the answer. */
export function openSheet(act) {
  const root = make("dialog", "sheet");
  root.setAttribute("aria-label", "Source");
  root.addEventListener("click", (event) => event.target === root && root.close());

  function show(place, from, places) {
    const card = make("div", "card");
    const leave = (...what) => {
      root.close();
      act.show(...what);
    };
    const toArticle = (each, _, all) => leave(each, from, all);
    card.append(...cardParts(place, places, { ...act, show: toArticle }));
    const close = makeButton("close", "×", () => root.close());
    close.setAttribute("aria-label", "Close");
    root.replaceChildren(card, close);
    root.showModal();
  }

  return { root, show };
}
