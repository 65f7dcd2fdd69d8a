/* Marks in the contents the section that the reader is in. The page is whole without it. */
(() => {
  const entries = [...document.querySelectorAll(".contents.wide a")];
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
})();
