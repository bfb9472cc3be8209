/* What stays as it is although it is taken off the page and mounted again.

   Streamlit does that to what a fragment draws when a second run of it begins before the first
   one's drawing was sent (its issue 9188). What the reader typed, had asked for or had scrolled to
   would be lost. */

const AWAY = 1000; // milliseconds for which what was taken off still listens: for keys, say

/* Mounts in `parent` what was taken off last, if that was of the same `id`, else what `open` makes:
   {parts, begin(again), end()}, where `parts` are the elements to mount. */
export function keep(open) {
  const mounts = new WeakMap(); // by parent
  let left = null;

  function mounted(parent, id) {
    const again = left?.id === id;
    const kept = again ? left.kept : open();
    clearTimeout(left?.ending);
    if (!again) left?.kept.end();
    left = null;
    parent.append(...kept.parts);
    kept.begin(again);
    return { kept };
  }

  return (parent, id) => {
    const mount = mounts.get(parent) ?? mounted(parent, id);
    mounts.set(parent, mount);
    mount.id = id;
    mount.leave = () => {
      mount.ending = setTimeout(mount.kept.end, AWAY);
      left = mount;
    };
    return mount;
  };
}

/* Where the reader is in `parts`, in one of which `scrolled` scrolls: an element that is off the
   page is at its top and has no focus. */
export function openPosition(scrolled, parts) {
  let top = 0;
  let goal = null; // where it is on its way to
  let focused = null;

  scrolled.addEventListener("scroll", () => {
    if (scrolled.isConnected) top = scrolled.scrollTop;
  });
  scrolled.addEventListener("scrollend", () => {
    if (scrolled.isConnected) goal = null;
  });
  for (const part of parts) {
    part.addEventListener("focusin", ({ target }) => {
      focused = target;
    });
    part.addEventListener("focusout", ({ target }) => {
      // It also loses the focus by being taken off the page, which is not the reader's doing.
      setTimeout(() => {
        if (target.isConnected && focused === target) focused = null;
      });
    });
  }

  function go(to, behavior) {
    goal = to;
    scrolled.scrollTo({ top: to, behavior });
  }

  function restore() {
    const last = goal ?? top;
    const sized = new ResizeObserver(() => {
      if (scrolled.scrollHeight <= scrolled.clientHeight) return; // it cannot be scrolled yet
      scrolled.scrollTo({ top: last, behavior: "auto" });
      sized.disconnect();
    });
    sized.observe(scrolled);
    if (document.activeElement === document.body) focused?.focus({ preventScroll: true });
  }

  return { go, restore };
}
