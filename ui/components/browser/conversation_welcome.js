/* What stands where nothing was asked yet. */

import { make, makeButton, makeForeign } from "./conversation_elements.js";

export function welcome(data, ask) {
  const element = make("div", "welcome");
  element.append(make("h2", "", "Ask the article"));
  if (data.article.title) element.append(makeForeign("p", "title", data.article.title));
  element.append(make("p", "about", data.about));
  element.append(make("p", "status", data.status));
  if (!data.suggestions.length) return element;
  const list = make("ul", "suggestions");
  list.setAttribute("aria-label", "Example questions");
  for (const suggestion of data.suggestions) {
    const item = make("li");
    const button = makeButton("suggestion", suggestion, () => ask(suggestion));
    button.dir = "auto";
    item.append(button);
    list.append(item);
  }
  element.append(list);
  return element;
}
