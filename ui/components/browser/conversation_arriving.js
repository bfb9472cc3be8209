/* What arrives of an answer, while it arrives: events of the server's own (arriving.py), which the
   browser asks for again where they are broken off. So the turns before are neither sent nor painted
   again. */

import { WAITING } from "./conversation_elements.js";

/* `hear({number, turn})` with the whole of what has arrived, first and where more than words came;
   `hear({number, pieces})` with what words came since. */
export function openArriving(hear) {
  let source = null;
  let followed = "";

  /* What the question's address says, from the question mark on; "" follows nothing. */
  function follow(query) {
    const lost = source?.readyState === EventSource.CLOSED;
    if (query === followed && !lost) return;
    followed = query;
    close();
    if (!query) return;
    source = new EventSource(`arriving${query}`);
    source.onmessage = ({ data }) => {
      const arrived = JSON.parse(data);
      if (arrived.turn && arrived.turn.state !== WAITING) close();
      hear(arrived);
    };
  }

  function close() {
    source?.close();
    source = null;
  }

  return { follow };
}
