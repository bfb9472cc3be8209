/* An evaluation: what it says in words, the figures, the charts and the questions that fail. */

import { bars, make, riskCurves } from "./report_charts.js";
import { questions } from "./report_questions.js";

const reports = new WeakMap();

export default function ({ data, parentElement }) {
  let report = reports.get(parentElement);
  if (!report) {
    const root = make("article", "report");
    root.setAttribute("aria-label", "The evaluation");
    parentElement.append(root);
    report = { root, drawn: "" };
    reports.set(parentElement, report);
  }
  const now = JSON.stringify(data);
  if (now !== report.drawn) {
    report.drawn = now;
    report.root.replaceChildren(...parts(data));
  }
  return () => {
    report.root.remove();
    reports.delete(parentElement);
  };
}

function parts(data) {
  const compared = data.risk.length > 1;
  const rest = make("details", "rest");
  rest.append(
    make("summary", "", "More figures"),
    table(data.figures.filter((figure) => !figure.main), compared, "More figures"),
  );
  const charts = make("div", "charts");
  const talks = data.bars.filter((bar) => bar.talk);
  charts.append(
    barFigure("Questions by category", data.bars.filter((bar) => !bar.talk), data.split, compared),
    riskFigure(data.risk),
  );
  if (talks.length) charts.append(barFigure("Turns of conversations", talks, data.split, compared));
  const apart =
    "The two runs asked other questions, or were scored in other ways: only questions that both " +
    "asked can be compared.";
  return [
    make("p", "lede", data.told),
    ...(data.comparable ? [] : [make("p", "apart", apart)]),
    table(data.figures.filter((figure) => figure.main), compared, "Figures"),
    rest,
    charts,
    questions(data.failing, data.words),
  ];
}

function table(figures, compared, caption) {
  const element = make("table", compared ? "compared" : "");
  element.append(make("caption", "spoken", caption));
  const names = ["Figure", "Share", "95 %", "Drawn"];
  if (compared) names.push("The other", "Change");
  const head = make("tr");
  head.append(...names.map((name) => cell("th", "", name, "col")));
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  let group = "";
  for (const figure of figures) {
    const line = make("tr", figure.group === group ? "" : "begins");
    group = figure.group;
    line.append(
      cell("th", "", figure.label, "row"),
      cell("td", "value", figure.written),
      cell("td", "range", figure.range),
      drawn(figure),
    );
    if (compared) {
      const better = figure.moved.endsWith("better");
      const worse = figure.moved.endsWith("worse");
      line.append(
        cell("td", "other", figure.other),
        cell("td", better ? "better" : worse ? "worse" : "", figure.moved),
      );
    }
    body.append(line);
  }
  element.append(top, body);
  return element;
}

function cell(name, className, text, scope = "") {
  const element = make(name, className, text);
  if (scope) element.scope = scope;
  return element;
}

/* The figure as a point on the line of its interval. */
function drawn({ share, value, low, high }) {
  const place = cell("td", "drawn", "");
  if (!share || value === null) return place;
  const track = make("span", "track");
  track.setAttribute("aria-hidden", "true");
  if (low !== null) {
    const span = make("span", "span");
    span.style.insetInlineStart = `${100 * low}%`;
    span.style.width = `${100 * (high - low)}%`;
    track.append(span);
  }
  const point = make("span", "point");
  point.style.insetInlineStart = `${100 * value}%`;
  track.append(point);
  place.append(track);
  return place;
}

function barFigure(title, rows, split, compared) {
  const figure = make("figure");
  const caption = make("figcaption");
  const key = make("p", "key");
  for (const [kind, says] of [["right", "right"], ["held", "refused, though answerable"], ["wrong", "wrong"]]) {
    const part = make("span");
    part.append(make("i", `swatch ${kind}`), says);
    key.append(part);
  }
  if (compared) {
    const part = make("span");
    part.append(make("i", "swatch before"), "the other run");
    key.append(part);
  }
  caption.append(make("h2", "", title), key);
  figure.append(caption, bars(rows, `${title}, ${split}: how many were right`));
  return figure;
}

function riskFigure(curves) {
  const figure = make("figure");
  const caption = make("figcaption");
  caption.append(
    make("h2", "", "Risk and coverage"),
    make(
      "p",
      "about",
      "The questions are answered in the order of the confidence. Of those answered so far (across), how many are wrong (up)?",
    ),
  );
  if (curves.length > 1) {
    const key = make("p", "key");
    curves.forEach(({ engine }, number) => {
      const part = make("span");
      part.append(make("i", `stroke stroke-${number}`), number ? `${engine}, the other run` : engine);
      key.append(part);
    });
    caption.append(key);
  }
  figure.append(caption, riskCurves(curves));
  return figure;
}
