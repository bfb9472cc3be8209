/* What a reader thinks of an answer: a thumb, and with the one that points down a reason. */

import { make, makeButton } from "./conversation_elements.js";

const HELPFUL = "helpful";
const REASONS = {
  wrong: "The answer is wrong",
  "wrong source": "The source does not say this",
  "should have answered": "The article does answer this",
  "should have refused": "The article does not say this at all",
};
const LONGEST_COMMENT = 2000;

/* `judge(opinion, comment)`; an empty opinion takes it back. Gives the thumbs and the form. */
export function feedback({ opinion, comment }, judge) {
  const bad = opinion in REASONS;
  const up = thumb("up", "Helpful", opinion === HELPFUL);
  up.addEventListener("click", () => judge(opinion === HELPFUL ? "" : HELPFUL, ""));
  const down = thumb("down", "Not helpful", bad);
  const form = reasons(opinion, comment, (...what) => judge(...what));
  down.setAttribute("aria-expanded", "false");
  down.addEventListener("click", () => open(form.hidden));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // it closes the nearest thing, and no other
    open(false);
    down.focus();
  });

  function open(wanted) {
    form.hidden = !wanted;
    down.setAttribute("aria-expanded", wanted);
    if (wanted) form.querySelector("input:checked, input").focus();
  }

  const thumbs = make("div", "thumbs");
  thumbs.setAttribute("role", "group");
  thumbs.setAttribute("aria-label", "Was this answer helpful?");
  thumbs.append(up, down);
  return { thumbs, form };
}

function reasons(opinion, comment, judge) {
  const form = make("form", "reasons");
  form.hidden = true;
  const choice = make("fieldset");
  choice.append(make("legend", "", "What is wrong with it?"));
  for (const [value, words] of Object.entries(REASONS)) {
    const label = make("label");
    const option = make("input");
    Object.assign(option, { type: "radio", name: "reason", value, required: true });
    option.checked = value === opinion;
    label.append(option, words);
    choice.append(label);
  }
  const field = make("textarea");
  Object.assign(field, { rows: 2, maxLength: LONGEST_COMMENT, value: comment, dir: "auto" });
  field.placeholder = "What would have been right? (optional)";
  field.setAttribute("aria-label", field.placeholder);
  const buttons = make("div", "steps");
  buttons.append(make("button", "step first", opinion in REASONS ? "Change" : "Send"));
  if (opinion in REASONS) buttons.append(makeButton("step", "Take back", () => judge("", "")));
  form.append(choice, field, buttons);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    judge(new FormData(form).get("reason"), field.value.trim());
  });
  return form;
}

const THUMB =
  "M6 8.5 9 2.5c1.2 0 1.9.9 1.7 2L10.3 7h3.6c1 0 1.7.9 1.5 1.9l-1 4.6c-.2.8-.8 1.3-1.6 1.3H6zM6 8.5H3v6.3h3";

function thumb(way, label, pressed) {
  const button = makeButton(`thumb ${way}`, "");
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", pressed);
  button.title = label;
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawing.setAttribute("viewBox", "0 0 18 17");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", THUMB);
  drawing.append(line);
  button.append(drawing);
  return button;
}
