/* Leads the reader to another address, once for each token; `frame` does the going. */

let followed = "";

export default function ({ data }) {
  if (!data.token || data.token === followed) return;
  followed = data.token;
  document.dispatchEvent(new CustomEvent("footnote:go-to", { detail: data }));
}
