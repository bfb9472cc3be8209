"use strict";
{
  const data = JSON.parse(document.getElementById("data").textContent);
  const { articles, engines, items, words } = data;
  const place = (name) => document.getElementById(name);
  const reading = place("reading");
  const detail = place("detail");
  const list = place("list");
  const NARROW = matchMedia("(max-width: 799px)");
  let chosen = null; // the item on view
  let shownEngine = 0; // whose citations the article shows, and whose outcome the list shows

  /** An element with a class and children; a string is always text, never markup. */
  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function button(className, label, act) {
    const element = make("button", className, label);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  const answerOf = (item) =>
    item.answers.find((answer) => answer.engine === shownEngine) ?? item.answers[0];

  /** Right, held back, wrong or not scored: a sign and a colour, never a colour alone. */
  function sign(answer) {
    const [name, glyph] =
      answer.score === null
        ? ["unscored", "–"]
        : [["wrong", "✕"], ["held", ""], ["right", "✓"]][answer.score + 1];
    const element = make("span", `sign ${name}`, glyph);
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", words.outcome[answer.outcome] ?? answer.outcome);
    return element;
  }

  // Filters. A new one is a row here: its label, what an item counts as, and the values' names.

  const NOT_RIGHT = "not right";
  const FILTERS = [
    { name: "split", label: "Split", of: (item) => [item.split] },
    { name: "article", label: "Article", of: (item) => [item.article], say: (slug) => articles[slug].title },
    { name: "category", label: "Category", of: (item) => [item.category], say: plain },
    {
      name: "outcome",
      label: "Outcome",
      of: (item) => {
        const { outcome, score } = answerOf(item);
        return score === 1 || score === null ? [outcome] : [NOT_RIGHT, outcome];
      },
      say: (value) => (value === NOT_RIGHT ? "Not right, any kind" : (words.outcome[value] ?? value)),
    },
    {
      name: "blame",
      label: "Blame",
      of: (item) => (answerOf(item).blame ? [answerOf(item).blame] : []),
      say: (value) => words.blame[value] ?? plain(value),
    },
    {
      name: "change",
      label: "Change",
      of: (item) => {
        const found = answerOf(item).change ? [answerOf(item).change] : [];
        const scores = new Set(item.answers.map((answer) => answer.score));
        return scores.size > 1 ? [...found, "engines"] : found;
      },
      say: (value) => words.change[value] ?? value,
    },
  ];

  function plain(value) {
    return value.replaceAll("_", " ");
  }

  function fillFilters() {
    const holder = place("selects");
    if (engines.length > 1) {
      holder.append(
        choice("engine", "Engine", engines.map((name, number) => [String(number), name])),
      );
    }
    for (const filter of FILTERS) {
      const counts = new Map();
      for (const item of items) {
        for (const value of filter.of(item)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      // What is true of every question, or of none, narrows nothing.
      if ([...counts.values()].every((count) => count === items.length)) continue;
      const say = filter.say ?? String;
      const options = [...counts].map(([value, count]) => [value, `${say(value)} (${count})`]);
      if (filter.name === "category") options.sort((a, b) => a[1].localeCompare(b[1]));
      holder.append(choice(filter.name, filter.label, [["", `${filter.label}: all`], ...options]));
    }
  }

  function choice(name, label, options) {
    const select = make("select", "");
    select.name = name;
    select.setAttribute("aria-label", label);
    for (const [value, text] of options) {
      const option = make("option", "", text);
      option.value = value;
      select.append(option);
    }
    return select;
  }

  function wanted() {
    const form = new FormData(place("filters"));
    const chosenValues = FILTERS.map((filter) => [filter, form.get(filter.name)]);
    return chosenValues.filter(([, value]) => value);
  }

  function matches(item, filters, typed) {
    if (!filters.every(([filter, value]) => filter.of(item).includes(value))) return false;
    if (!typed) return true;
    const said = [item.id, item.question, ...item.answers.map((answer) => answer.text)];
    return said.join("\n").toLowerCase().includes(typed);
  }

  const rows = new Map(); // an item's key -> its button in the list

  function fillList() {
    const marks = make("ol", "");
    for (const item of items) {
      const row = button("row", "", () => choose(item, true));
      rows.set(item.key, row);
      marks.append(make("li", "", row));
    }
    list.append(marks, make("p", "none", "No question is left. Change a filter."));
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const open = [...list.querySelectorAll("li:not([hidden]) > .row")];
      const next = open[open.indexOf(document.activeElement) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      if (!NARROW.matches) next.click();
    });
  }

  function drawRow(item) {
    const answer = answerOf(item);
    const change = { better: "▲ now passes", worse: "▼ now fails", moved: "◆ other outcome" }[answer.change];
    const about = make("span", "about", plain(item.category), " · ", item.id);
    if (change) about.append(" · ", make("span", `change ${answer.change}`, change));
    rows.get(item.key).replaceChildren(
      make("span", "signs", ...item.answers.map(sign)),
      make("span", "words", make("span", "question", item.question), about),
    );
  }

  function filter() {
    const filters = wanted();
    const typed = place("search").value.trim().toLowerCase();
    let shown = 0;
    for (const item of items) {
      const fits = matches(item, filters, typed);
      rows.get(item.key).parentElement.hidden = !fits;
      shown += fits;
    }
    place("shown").textContent =
      shown === items.length ? `${items.length} questions` : `${shown} of ${items.length} questions`;
    place("clear").hidden = shown === items.length && !typed && filters.length === 0;
    list.classList.toggle("empty", shown === 0);
    const first = items.find((item) => !rows.get(item.key).parentElement.hidden);
    if (first && (!chosen || rows.get(chosen.key).parentElement.hidden)) choose(first, false);
    remember();
  }

  // The chosen question.

  let placeInList = 0; // where a narrow screen was scrolled to before the list gave way

  function choose(item, byHand) {
    if (chosen) rows.get(chosen.key).removeAttribute("aria-current");
    chosen = item;
    const row = rows.get(item.key);
    row.setAttribute("aria-current", "true");
    if (!byHand) list.scrollTop = row.offsetTop - list.clientHeight / 3; // the page stays put
    draw();
    detail.scrollTop = 0;
    if (byHand) {
      if (!document.body.classList.contains("reading-one")) placeInList = window.scrollY;
      document.body.classList.add("reading-one"); // on a narrow screen the list gives way
      if (NARROW.matches) {
        window.scrollTo(0, 0);
        detail.focus({ preventScroll: true });
      }
      remember();
    }
  }

  function draw() {
    const item = chosen;
    const back = button("back", "← All questions", () => {
      document.body.classList.remove("reading-one");
      rows.get(item.key).focus({ preventScroll: true });
      window.scrollTo(0, placeInList);
    });
    const facts = [item.id, item.split, plain(item.category), item.difficulty, articles[item.article].title];
    detail.replaceChildren(
      back,
      make("p", "facts", facts.filter(Boolean).join(" · ")),
      make("h3", "", item.question),
      ...earlier(item),
      expectation(item),
      make("div", `answers of-${item.answers.length}`, ...item.answers.map((answer) => answerCard(answer, answer.engine))),
    );
    drawArticle(item);
  }

  function earlier(item) {
    if (item.conversation) {
      const turns = items.filter((other) => other.conversation === item.conversation);
      const links = turns.map((turn) => {
        const line = button("turn", `${turn.turn}. ${turn.question}`, () => choose(turn, true));
        if (turn === item) line.setAttribute("aria-current", "true");
        return make("li", "", sign(answerOf(turn)), line);
      });
      return [make("div", "earlier", make("h4", "", "In the conversation"), make("ol", "", ...links))];
    }
    if (!item.history.length) return [];
    const said = item.history.map((turn) => make("p", "", make("b", "", `${turn.role}: `), turn.text));
    return [make("div", "earlier", make("h4", "", "Said before"), ...said)];
  }

  function expectation(item) {
    const block = make("dl", "expected");
    const add = (name, ...children) => block.append(make("dt", "", name), make("dd", "", ...children));
    const kind = words.expected[item.expected] ?? item.expected;
    add("Expected", item.accept_refusal ? `${kind} (a refusal is right too)` : kind);
    if (item.ideal) add("For example", make("span", "ideal", item.ideal));
    if (item.standalone && item.standalone !== item.question) add("Stands alone as", item.standalone);
    if (item.must_contain.length) {
      add("Must say", ...joined(item.must_contain.map((some) => some.join(" / ")), "fact"));
    }
    if (item.must_not_contain.length) add("Must not say", ...joined(item.must_not_contain, "forbidden"));
    if (item.polarity) add("Yes or no", String(item.polarity));
    if (item.plausible_wrong) add("Tempting", make("span", "forbidden", item.plausible_wrong));
    if (item.alone !== null) {
      add("Asked alone", item.alone ? "right without the conversation" : "not right either");
    }
    if (item.note) add("Note", item.note);
    return block;
  }

  function joined(texts, className) {
    return texts.map((text) => make("span", className, text));
  }

  function answerCard(answer, number) {
    const card = make("section", "answer-card");
    const outcome = words.outcome[answer.outcome] ?? answer.outcome;
    if (engines.length > 1) card.append(make("h4", "engine", engineMark(number), engines[number]));
    card.append(make("p", "verdict", sign(answer), make("b", "", outcome), blameOf(answer)));
    card.append(answerText(answer, number));
    if (answer.error) card.append(make("p", "failure", answer.error));
    if (answer.nearest.length) card.append(nearest(answer, number));
    if (answer.before) card.append(before(answer));
    card.append(checks(answer), measured(answer));
    return card;
  }

  function engineMark(number) {
    return make("span", `engine-mark engine-${number}`, "AB"[number] ?? String(number + 1));
  }

  function blameOf(answer) {
    if (!answer.blame) return null;
    return make("span", "blame", `blame: ${words.blame[answer.blame] ?? answer.blame}`);
  }

  /** The answer's words; "[n]" opens the n-th citation in the article. */
  function answerText(answer, number) {
    const text = make("p", "answer");
    for (const part of answer.text.split(/(\[\d{1,3}\])/)) {
      const marker = /^\[(\d+)\]$/.exec(part)?.[1];
      if (marker >= 1 && marker <= answer.citations.length) {
        const open = button("marker", marker, () => light(number, `cited-${marker}`));
        open.setAttribute("aria-label", `source ${marker}, shows it in the article`);
        text.append(open);
      } else {
        text.append(part);
      }
    }
    if (!answer.text) text.append(make("i", "", "No answer."));
    return text;
  }

  function nearest(answer, number) {
    const passages = answer.nearest.map((span, position) =>
      make("li", "", button("near-link", quoteOf(chosen, span), () => light(number, `near-${position + 1}`))),
    );
    const count = `${passages.length} nearest passage${passages.length > 1 ? "s" : ""} offered`;
    return make("details", "nearest", make("summary", "", count), make("ul", "", ...passages));
  }

  function before(answer) {
    const outcome = words.outcome[answer.before.outcome] ?? answer.before.outcome;
    const was = make("div", "before", make("p", "", make("b", "", `Baseline: ${outcome}`)));
    if (answer.before.text) was.append(make("p", "answer", answer.before.text));
    return was;
  }

  function checks(answer) {
    const table = make("table", "checks");
    const caption = make("caption", "", "Checks");
    const body = make("tbody", "");
    for (const { name, passed, why } of answer.checks) {
      const [className, glyph, label] =
        passed === null ? ["unscored", "–", "does not apply"] : passed ? ["right", "✓", "passed"] : ["wrong", "✕", "failed"];
      const mark = make("span", `sign ${className}`, glyph);
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", label);
      body.append(make("tr", className, make("td", "", mark), make("th", "", name), make("td", "", why)));
    }
    for (const name of body.querySelectorAll("th")) name.scope = "row";
    table.append(caption, body);
    return table;
  }

  function measured(answer) {
    const facts = [];
    if (answer.confidence !== null) facts.push(`confidence ${answer.confidence.toFixed(2)}`);
    if (answer.ms !== null) facts.push(`${answer.ms.toFixed(1)} ms`);
    const line = make("p", "facts", facts.join(" · "));
    if (answer.standalone && answer.standalone !== chosen.question)
      return make("div", "", make("p", "facts", `Understood as: ${answer.standalone}`), line);
    return line;
  }

  // The article. Offsets count code points, JavaScript counts halves of some: so it is cut up once.

  const cut = new Map();

  function pointsOf(slug) {
    if (!cut.has(slug)) cut.set(slug, Array.from(articles[slug].text));
    return cut.get(slug);
  }

  function quoteOf(item, span) {
    return pointsOf(item.article).slice(span[0], span[1]).join("");
  }

  function drawArticle(item) {
    const answer = answerOf(item);
    const title = make("h3", "", articles[item.article].title);
    const body = make("div", "text");
    const spans = [
      ...item.evidence.map((span) => ({ span, kind: "gold" })),
      ...answer.citations.map((span, position) => ({ span, kind: "cited", name: position + 1 })),
    ];
    if (!answer.citations.length)
      spans.push(...answer.nearest.map((span, position) => ({ span, kind: "near", name: position + 1 })));
    body.append(...segments(pointsOf(item.article), spans));
    reading.replaceChildren(legend(item, answer), title, body);
    const first = body.querySelector(".cited, .gold, .near");
    reading.scrollTop = first ? first.offsetTop - 140 : 0;
  }

  /** The text cut wherever a span begins or ends, so that spans may overlap in any way. */
  function segments(points, spans) {
    const edges = new Set([0, points.length]);
    for (const { span } of spans) edges.add(span[0]).add(span[1]);
    const sorted = [...edges].filter((edge) => edge >= 0 && edge <= points.length).sort((a, b) => a - b);
    const drawn = [];
    for (let at = 0; at + 1 < sorted.length; at += 1) {
      const [start, end] = [sorted[at], sorted[at + 1]];
      const text = points.slice(start, end).join("");
      const over = spans.filter(({ span }) => span[0] <= start && end <= span[1]);
      if (!over.length) {
        drawn.push(text);
        continue;
      }
      const kinds = [...new Set(over.map(({ kind }) => kind))];
      const names = over.filter(({ name }) => name).map(({ kind, name }) => `${kind}-${name}`);
      for (const { span, kind, name } of over) {
        if (span[0] === start) drawn.push(make("span", `badge badge-${kind}`, kind === "gold" ? "gold" : String(name)));
      }
      drawn.push(make("mark", [...kinds, ...names].join(" "), text));
    }
    return drawn;
  }

  function legend(item, answer) {
    const key = make("div", "legend");
    const add = (className, text) => key.append(make("span", "", make("mark", className, text)));
    add("gold", "gold evidence");
    if (answer.citations.length || !answer.nearest.length) add("cited", "cited");
    else add("near", "offered by the refusal");
    if (answer.citations.length) add("gold cited", "both");
    if (item.answers.length > 1) {
      const picks = item.answers.map((one) => {
        const pick = button("pick", engines[one.engine], () => showEngine(one.engine));
        pick.prepend(engineMark(one.engine));
        pick.setAttribute("aria-pressed", String(one === answer));
        return pick;
      });
      key.append(make("span", "picks", ...picks));
    }
    return key;
  }

  function light(number, className) {
    if (answerOf(chosen).engine !== number) showEngine(number);
    const mark = reading.getElementsByClassName(className)[0];
    if (!mark) return;
    mark.classList.add("flash");
    setTimeout(() => mark.classList.remove("flash"), 1500);
    mark.scrollIntoView({ block: "center" });
  }

  function showEngine(number) {
    shownEngine = number;
    const select = place("filters").elements.engine;
    if (select) select.value = String(number);
    items.forEach(drawRow);
    filter();
    if (chosen) draw();
  }

  // The address remembers what is on view, so that a link can be sent; it never leaves the page.

  let remembering = false;

  function remember() {
    if (!remembering) return;
    const kept = new URLSearchParams(wanted().map(([{ name }, value]) => [name, value]));
    if (place("search").value) kept.set("words", place("search").value);
    if (shownEngine) kept.set("engine", String(shownEngine));
    if (chosen) kept.set("item", chosen.key);
    history.replaceState(null, "", `#${kept}`);
  }

  function recall() {
    const kept = new URLSearchParams(location.hash.slice(1));
    const form = place("filters");
    for (const { name } of FILTERS) {
      const select = form.elements[name];
      if (select) select.value = kept.get(name) ?? "";
      if (select && select.selectedIndex < 0) select.value = "";
    }
    place("search").value = kept.get("words") ?? "";
    const engine = Number(kept.get("engine") ?? 0);
    shownEngine = engine > 0 && engine < engines.length ? engine : 0;
    if (form.elements.engine) form.elements.engine.value = String(shownEngine);
    items.forEach(drawRow);
    const item = items.find(({ key }) => key === kept.get("item"));
    filter();
    if (!item) return;
    choose(item, false);
    place("items").scrollIntoView();
  }

  function panels() {
    const tabs = [...document.querySelectorAll("[data-shows]")];
    for (const tab of tabs) {
      tab.addEventListener("click", () => {
        for (const other of tabs) other.setAttribute("aria-pressed", String(other === tab));
        for (const panel of document.querySelectorAll("[data-panel]"))
          panel.hidden = panel.dataset.panel !== tab.dataset.shows;
      });
    }
  }

  const filters = place("filters");
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("input", (event) => {
    if (event.target.name === "engine") showEngine(Number(event.target.value));
    else filter();
  });
  place("clear").addEventListener("click", () => {
    filters.reset();
    showEngine(0);
  });
  window.addEventListener("hashchange", recall);

  place("rooms").classList.toggle("two", engines.length > 1);
  panels();
  fillFilters();
  fillList();
  recall();
  remembering = true;
}
