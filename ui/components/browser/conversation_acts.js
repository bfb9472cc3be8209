/* What a reader did and the server has not handled yet: it is shown at once, and sent until it is. */

import { WAITING } from "./conversation_elements.js";

const SEND_AGAIN_AFTER = 1000; // milliseconds, and each time twice as many

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
  let later = 0; // the timer that sends again

  /* What is lost on the way may be all that would have the page drawn: so it is not waited for. */
  function sendAll(after = SEND_AGAIN_AFTER) {
    clearTimeout(later);
    if (!pending.length) return;
    send(pending);
    later = setTimeout(() => sendAll(2 * after), after);
  }

  return {
    do(done) {
      const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
      pending = [...pending, { number: 0, ...done, id }];
      sendAll();
    },
    /* Those that were handled now; the rest was lost on the way, and what arrives twice is handled
       once. */
    settle(ids) {
      const handled = pending.filter((each) => ids.includes(each.id));
      pending = pending.filter((each) => !handled.includes(each));
      sendAll();
      return handled;
    },
    expected: (turns) => pending.reduce(asExpected, turns),
    idle: () => !pending.length,
    close: () => clearTimeout(later),
  };
}

/* The turns as they will be once the server has handled an act. */
function asExpected(turns, { kind, words, number, opinion }) {
  const change = (at, changed) =>
    turns.map((turn, each) => (each === at ? { ...turn, ...changed } : turn));
  const awaited = turns.findIndex((turn) => turn.state === WAITING);
  const expected = {
    ask: () => [...turns.map(withoutOffers), { ...NOTHING_YET, question: words }],
    stop: () => change(awaited, { notice: "Stopping …" }),
    again: () => change(number - 1, NOTHING_YET),
    offline: () => change(number - 1, NOTHING_YET),
    judge: () => change(number - 1, { opinion, comment: words }),
  };
  return expected[kind]?.() ?? turns;
}

/* They are beside the last answer only; were they to go later, the new question would move. */
function withoutOffers(turn) {
  return turn.offers.length ? { ...turn, offers: [] } : turn;
}
