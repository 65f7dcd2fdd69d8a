// Reloads the page for a new draft, and shows the message of a failure above the last good one.
const shown = VERSION;
setInterval(async () => {
  const state = await fetch("/state").then(answer => answer.json()).catch(() => null);
  if (!state) return;
  if (state.version !== shown) { location.reload(); return; }
  let box = document.getElementById("preview-message");
  if (!box) {
    box = document.createElement("pre");
    box.id = "preview-message";
    box.setAttribute("role", "alert");
    box.style.cssText = "position:fixed;inset:0 0 auto;margin:0;padding:1rem;max-height:50vh;overflow:auto;" +
      "white-space:pre-wrap;background:#7a1a14;color:#fff;font:1rem monospace;z-index:9";
    document.body.append(box);
  }
  if (box.textContent !== state.message) box.textContent = state.message;
  box.hidden = !state.message;
}, 500);
