/* Finds reports by words, also those of their texts, and by what they are about, and opens the one that an address
   names. Without it all are shown. */
(() => {
  const form = document.querySelector(".find"), words = document.getElementById("_words");
  const filters = [...form.querySelectorAll("select")];
  const reports = [...document.querySelectorAll("[data-at]")];
  const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/(?<!\d)\.|\.(?!\d)/g, "").toLowerCase();
  const split = text => fold(text).split(/[^\p{L}\p{N}_,.'’-]+/u)
    .map(word => word.replace(/^[_,.'’-]+|[_,.'’-]+$/g, "")).filter(Boolean);
  const shown = reports.map(report => split(report.textContent));
  const texts = reports.map(() => new Set());
  const folds = new Map([...document.querySelectorAll(".group, .year")].map(fold => [fold, fold.open]));
  let asked = false;
  const fits = (at, word) => {
    const matches = word.length > 3 ? one => one.startsWith(word) : one => one === word;
    return shown[at].some(matches) || (texts[at].has(word) || word.length > 3 && [...texts[at]].some(matches));
  };
  const find = () => {
    const wanted = split(words.value);
    let count = 0;
    for (const report of reports) {
      report.hidden = !(filters.every(one => !one.value || (report.dataset[one.name] ?? "").split(";").includes(one.value))
        && wanted.every(word => fits(report.dataset.at, word)));
      count += !report.hidden;
    }
    for (const fold of folds.keys()) {
      fold.hidden = !fold.querySelector("[data-at]:not([hidden])");
      fold.open = wanted.length || filters.some(one => one.value) || folds.get(fold);
    }
    form.querySelector("output").textContent = `${count} of ${reports.length} reports`;
  };
  window.addWords = (found, names) => {
    const place = names.map(name => document.getElementById(name)?.dataset.at);
    for (const [word, places] of Object.entries(found)) for (const at of places) texts[place[at]]?.add(word);
    find();
  };
  const ask = () => {
    if (asked) return;
    asked = true;
    document.head.append(Object.assign(document.createElement("script"), { src: words.dataset.words }));
  };
  const read = () => {
    const state = new URLSearchParams(location.hash.slice(1)), [name] = state.keys();
    const fits = one => [...state].every(([key, value]) => (one.dataset[key] ?? "").split(";").includes(value));
    const [report, other] = reports.filter(one => one.id === name || state.has("group") && fits(one));
    if (report && !other) location.replace(report.querySelector("a").href + (state.has("at") ? `#${state.get("at")}` : ""));
    for (const one of filters) if (state.has(one.name)) one.value = state.get(one.name);
    find();
  };
  form.hidden = false;
  words.addEventListener("focus", ask);
  form.addEventListener("input", find);
  addEventListener("hashchange", read);
  read();
})();
