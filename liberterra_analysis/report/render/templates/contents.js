/* Marks the section being read in the contents, and unfolds what a link leads to. The page is whole without it. */
(() => {
  const entries = [...document.querySelectorAll(".contents a")];
  const sections = entries.map(entry => document.getElementById(decodeURIComponent(entry.hash.slice(1))));
  let marked = null, waits = false;
  const follow = () => {
    waits = false;
    let at = sections.findLastIndex(section => section.getBoundingClientRect().top < 120);
    if (scrollY + innerHeight > document.documentElement.scrollHeight - 4) at = sections.length - 1;
    const entry = entries[at] ?? null;
    if (entry === marked) return;
    marked?.removeAttribute("aria-current");
    entry?.setAttribute("aria-current", "true");
    marked = entry;
  };
  addEventListener("scroll", () => { if (!waits) { waits = true; requestAnimationFrame(follow); } }, { passive: true });
  follow();
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let folded = false;
    for (let one = target; one; one = one.parentElement) {
      if (one.tagName === "DETAILS" && !one.open) folded = one.open = true;
    }
    if (folded) { target.scrollIntoView(); target.focus({ preventScroll: true }); }
  };
  addEventListener("hashchange", unfold);
  unfold();
})();
