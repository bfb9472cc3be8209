/* What has arrived of an answer, handed on to the conversation, which draws it. */

export default function ({ data }) {
  document.dispatchEvent(new CustomEvent("footnote:arriving", { detail: data }));
}
