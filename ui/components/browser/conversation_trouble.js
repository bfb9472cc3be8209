/* What kept an answer from being whole, and what there is to do next. */

import { copy, make, makeButton } from "./conversation_elements.js";

const STEPS = { again: "Try again", offline: "Continue offline" };
const OFFLINE_MEANS = "Answer by quoting the article, without a model";

/* `act` is {again(), offline()}. */
export function trouble(told, act) {
  const root = make("div", told.failed ? "trouble failed" : "trouble");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", told.title);
  root.append(make("p", "verdict", told.title));
  if (told.sentence) root.append(make("p", "told", told.sentence));
  const steps = make("div", "steps");
  told.steps.forEach((step, at) => {
    const button = makeButton(at ? "step" : "step first", STEPS[step], () => act[step]());
    if (step === "offline") button.title = OFFLINE_MEANS;
    if (step === "again") holdBack(button, told.ready);
    steps.append(button);
  });
  root.append(steps);
  if (told.details) root.append(details(told.details));
  return root;
}

/* Until the server wants to be asked again, in seconds since 1970. */
function holdBack(button, ready) {
  const left = Math.ceil(ready - Date.now() / 1000);
  button.disabled = left > 0;
  button.textContent = left > 0 ? `${STEPS.again} in ${left} s` : STEPS.again;
  if (left > 0) setTimeout(() => holdBack(button, ready), 1000);
}

function details(words) {
  const fold = make("details", "details");
  const text = make("pre", "", words);
  const button = makeButton("link", "Copy details", () => copy(words, button));
  fold.append(make("summary", "", "Technical details"), text, button);
  return fold;
}
