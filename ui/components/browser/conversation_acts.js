/* What a reader did and the server has not handled yet: it is shown at once, and sent until it is. */

import { WAITING } from "./conversation_elements.js";

const NOTHING_YET = {
  state: WAITING,
  understood: "",
  notice: "",
  pieces: [],
  sources: [],
  nearest: [],
  trouble: null,
  receipt: [],
  offers: [],
  judged: false,
  opinion: "",
  comment: "",
};
export function openActs(send) {
  let pending = [];

  return {
    do(done) {
      const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
      pending = [...pending, { number: 0, ...done, id }];
      send(pending);
    },
    /* Those that were handled now; the rest was lost on the way, and what arrives twice is handled
       once. */
    settle(ids) {
      const handled = pending.filter((each) => ids.includes(each.id));
      pending = pending.filter((each) => !handled.includes(each));
      if (pending.length) send(pending);
      return handled;
    },
    expected: (turns) => pending.reduce(asExpected, turns),
  };
}

/* The turns as they will be once the server has handled an act. */
function asExpected(turns, { kind, words, number, opinion }) {
  const change = (at, changed) =>
    turns.map((turn, each) => (each === at ? { ...turn, ...changed } : turn));
  const awaited = turns.findIndex((turn) => turn.state === WAITING);
  const expected = {
    ask: () => [...turns, { ...NOTHING_YET, question: words }],
    stop: () => change(awaited, { notice: "Stopping …" }),
    again: () => change(number - 1, NOTHING_YET),
    offline: () => change(number - 1, NOTHING_YET),
    judge: () => change(number - 1, { opinion, comment: words }),
  };
  return expected[kind]?.() ?? turns;
}
