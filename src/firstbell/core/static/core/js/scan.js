// Scan anywhere: a burst of keys ending in Enter outside every text field is a scanner. It goes to the page's own scan field
// (an input with data-scan-target, as at the counter) or else to the scan box on top, and is submitted.
const SCAN_GAP = 45; // milliseconds between keys; people are slower
const SHORTEST = 4;
let burst = "";
let lastKeyAt = 0;

function isTyping(target) {
  return Boolean(target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, [contenteditable]"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) { burst = ""; return; }
  const now = performance.now();
  const follows = now - lastKeyAt < SCAN_GAP;
  if (event.key === "Enter") {
    const code = follows ? burst : "";
    burst = "";
    if (code.length < SHORTEST) return;
    const field = document.querySelector("input[data-scan-target]:not(:disabled)") ?? document.getElementById("scanbox");
    if (!field) return;
    event.preventDefault();
    event.stopPropagation();
    field.value = code;
    field.form.requestSubmit();
  } else if (event.key.length === 1) {
    burst = follows ? burst + event.key : event.key;
    lastKeyAt = now;
  }
}, true);
