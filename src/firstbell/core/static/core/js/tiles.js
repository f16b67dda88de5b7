// Choice tiles: a lone digit or letter chooses. A key within a scan's burst does not, so a badge scanned here picks no symptom.
const SCAN_GAP = 60; // milliseconds
let lastKeyAt = 0;
let waiting = 0;

function choose(input) {
  input.checked = true;
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  const now = performance.now();
  const burst = now - lastKeyAt < SCAN_GAP;
  if (event.key.length === 1) lastKeyAt = now;
  if (burst) { clearTimeout(waiting); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog")) return;
  const input = document.querySelector(`[data-tiles] input[data-tile-key="${CSS.escape(event.key.toLowerCase())}"]:not(:disabled)`);
  if (!input) return;
  event.preventDefault();
  waiting = setTimeout(() => choose(input), SCAN_GAP + 5);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && event.target.matches("[data-tiles] input")) form.requestSubmit();
});
