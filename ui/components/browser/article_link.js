/* A passage in the browser's address: `#s7` is one sentence, `#s7-9` a stretch of them. */

const ANCHOR = /^#s(\d{1,6})(?:-(\d{1,6}))?$/;

/* Those of `sentences`, as entries, that an address names; none where it names no passage. */
export function named(hash, sentences) {
  const [, first, last = first] = ANCHOR.exec(hash) ?? [];
  return [...sentences].filter(([number]) => number >= Number(first) && number <= Number(last));
}

/* The numbers of the sentences in which the reader has selected something. */
export function selected(root, sentences) {
  const shadowRoots = [root.getRootNode()];
  const [chosen] = document.getSelection().getComposedRanges?.({ shadowRoots }) ?? [];
  if (!chosen || chosen.collapsed || !root.contains(chosen.startContainer)) return [];
  const range = document.createRange();
  range.setStart(chosen.startContainer, chosen.startOffset);
  range.setEnd(chosen.endContainer, chosen.endOffset);
  return [...sentences.keys()].filter((each) => range.intersectsNode(sentences.get(each).element));
}

/* Copy a link to sentences of an article, which another reader of this server can open; tells in
   words what was done. A page that is not secure has no clipboard: there the link is shown. */
export async function copyLink(article, first, last) {
  const anchor = first === last ? `#s${first}` : `#s${first}-${last}`;
  const passage = first === last ? `sentence ${first}` : `sentences ${first}–${last}`;
  const address = new URL(`?${new URLSearchParams({ article })}${anchor}`, location.href);
  try {
    await navigator.clipboard.writeText(address.href);
    return `Link to ${passage} copied`;
  } catch {
    history.replaceState(history.state, "", anchor);
    return `The address above now leads to ${passage}`;
  }
}
