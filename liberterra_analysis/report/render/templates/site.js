/* Shows only the reports that hold the words and have the state asked for. Without it all are shown. */
(() => {
  const search = document.querySelector(".find");
  const reports = [...document.querySelectorAll(".reports > li")];
  const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = reports.map(report => fold(report.textContent));
  const find = () => {
    const words = fold(document.getElementById("_words").value).split(/\s+/).filter(Boolean);
    const state = document.getElementById("_state").value;
    let count = 0;
    reports.forEach((report, at) => {
      const fits = words.every(word => texts[at].includes(word)) && (!state || report.dataset.state === state);
      report.hidden = !fits;
      count += fits;
    });
    search.querySelector("output").textContent = `${count} of ${reports.length} reports`;
  };
  search.hidden = false;
  search.addEventListener("input", find);
  find();
})();
