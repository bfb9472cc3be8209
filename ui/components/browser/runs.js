/* The head of the evaluation page: which run is shown, beside which, and measuring anew. */

const heads = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let head = heads.get(parentElement);
  if (!head) {
    head = openHead(parentElement);
    heads.set(parentElement, head);
  }
  head.choose = (sent) => setTriggerValue("chosen", sent);
  head.measure = (sent) => setTriggerValue("measured", sent);
  head.draw(data);
  return head.close;
}

function openHead(parent) {
  const root = make("header", "head");
  const about = make("p", "about");
  const run = choice("Run");
  const other = choice("Compared with");
  const measure = make("button", "measure");
  measure.type = "button";
  const tools = make("div", "tools");
  tools.append(run.label, other.label, measure);
  const progress = make("div", "progress");
  const bar = make("progress");
  bar.setAttribute("aria-label", "Questions asked");
  const count = make("span", "count");
  progress.append(bar, count);
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  const ended = make("p", "spoken");
  ended.setAttribute("role", "status");
  root.append(make("h1", "", "Evaluation"), about, tools, progress, problem, ended);
  parent.append(root);
  let running = false;
  let listed = "";

  const self = { choose() {}, measure() {}, draw, close };
  const send = () => self.choose({ run: run.select.value, other: other.select.value });
  run.select.addEventListener("change", send);
  other.select.addEventListener("change", send);
  measure.addEventListener("click", () => {
    measure.disabled = true; // until the server has said what came of it
    self.measure(running ? "cancel" : "begin");
  });

  function draw(data) {
    list(data);
    about.textContent = data.runs.length
      ? "Gold questions about the articles that ship with Footnote, asked of the answerer and " +
        "judged by code: words, places and verdicts."
      : "Nothing has been measured on this machine yet. It takes about a minute, and needs no " +
        "network: every gold question about the articles that ship is asked and judged by code.";
    measure.disabled = false;
    measure.textContent = data.running
      ? "Cancel"
      : data.runs.length ? "Measure anew" : "Measure now";
    progress.hidden = !data.running;
    bar.max = data.total || 1;
    if (data.total) bar.value = data.done;
    else bar.removeAttribute("value");
    count.textContent = data.total
      ? `${data.done} of ${data.total} questions asked`
      : "Reading the questions";
    if (running && !data.running) ended.textContent = data.failed ? "" : "The evaluation has ended.";
    if (!running && data.running) ended.textContent = "The evaluation has begun.";
    running = data.running;
    if (problem.textContent !== data.failed) problem.textContent = data.failed;
  }

  function list(data) {
    run.label.hidden = !data.runs.length;
    other.label.hidden = data.runs.length < 2;
    const now = JSON.stringify([data.runs, data.chosen, data.other]);
    if (now === listed) return;
    listed = now;
    const options = (runs) => runs.map(({ id, says }) => option(id, says));
    run.select.replaceChildren(...options(data.runs));
    run.select.value = data.chosen;
    const others = data.runs.filter(({ id }) => id !== data.chosen);
    other.select.replaceChildren(option("", "nothing"), ...options(others));
    other.select.value = data.other;
  }

  function close() {
    root.remove();
    heads.delete(parent);
  }

  return self;
}

function choice(says) {
  const label = make("label");
  const select = make("select");
  label.append(make("span", "", says), select);
  return { label, select };
}

function option(value, says) {
  const element = make("option", "", says);
  element.value = value;
  return element;
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
