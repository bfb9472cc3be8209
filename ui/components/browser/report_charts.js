/* The charts of the evaluation page: bars by category, and risk against coverage. */

const SETTLED = 0.1; // the first few answers make a wild beginning, which may leave the picture

/* A bar a category: right, held back, wrong; a tick where the other run's right part ended. */
export function bars(rows, says) {
  const list = make("ul", "bars");
  list.setAttribute("aria-label", says);
  for (const row of rows) {
    const bar = make("span", "bar");
    bar.setAttribute("aria-hidden", "true");
    for (const kind of ["right", "held", "wrong"]) {
      const part = make("span", kind);
      part.style.width = `${(100 * row[kind]) / row.total}%`;
      bar.append(part);
    }
    if (row.before !== null) {
      const tick = make("span", "before");
      tick.style.insetInlineStart = `${100 * row.before}%`;
      bar.append(tick);
    }
    const told = make("span", "counted", `${row.right}/${row.total}`);
    const before = row.before === null ? "" : `, ${Math.round(100 * row.before)} % before`;
    const aloud = `: ${row.held} held back, ${row.wrong} wrong${before}`;
    told.append(make("span", "spoken", aloud));
    const item = make("li");
    item.append(make("span", "category", row.label), bar, told);
    list.append(item);
  }
  return list;
}

/* Of the questions answered in the order of confidence, the share that is wrong. */
export function riskCurves(curves) {
  const settled = curves.flatMap(({ points }) => points.filter(([x]) => x >= SETTLED));
  const highest = Math.max(0, ...settled.map(([, y]) => y));
  const top = Math.max(0.25, Math.ceil(highest * 4) / 4);
  const figure = make("div", "plot");
  figure.setAttribute("role", "img");
  figure.setAttribute("aria-label", curves.map(inWords).join(" "));
  const picture = draw("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none" });
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const y = 100 * share;
    picture.append(draw("line", { class: "grid", x1: 0, x2: 100, y1: y, y2: y }));
    const tick = make("span", "up", percent(top * (1 - share)));
    tick.style.insetBlockStart = `${y}%`;
    figure.append(tick);
    const across = make("span", "across", percent(share));
    across.style.insetInlineStart = `${100 * share}%`;
    figure.append(across);
  }
  curves.forEach(({ points }, number) => {
    const line = points.map(([x, y]) => `${100 * x},${100 * (1 - y / top)}`).join(" ");
    picture.append(draw("polyline", { class: `curve curve-${number}`, points: line }));
  });
  figure.append(picture);
  return figure;
}

function inWords({ engine, points }) {
  if (!points.length) return `${engine}: nothing was answered.`;
  const told = [0.25, 0.5, 0.75, 1].flatMap((share) => {
    const last = points.filter(([x]) => x <= share).at(-1);
    return last ? [`${percent(last[1])} wrong at ${percent(last[0])} answered`] : [];
  });
  return `${engine}: ${told.join(", ")}.`;
}

function percent(share) {
  return `${Math.round(1000 * share) / 10} %`;
}

function draw(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
