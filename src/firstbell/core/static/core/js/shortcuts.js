// Single keys: "/" scan box, "?" this list, "g" + letter to go, and [data-hotkey] of the page. Never in a text field.
const dialog = document.getElementById("shortcuts");
const SCAN_GAP = 45; // milliseconds; a wedge scanner types faster than this, a person slower
const GOTO_WINDOW = 1500;
let gotoUntil = 0;
let waiting = 0;
let lastKeyAt = 0;

const switchBox = dialog?.querySelector("[data-single-keys]");

function singleKeysOn() {
  try { return localStorage.getItem("firstbell.keys") !== "off"; } catch { return true; }
}

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]") !== null;
}

function focusScanbox() {
  const box = document.getElementById("scanbox");
  box?.focus();
  box?.select();
}

function openDialog() {
  if (!dialog || dialog.open) return;
  list("[data-goto-keys]", "[data-goto-title]", [...document.querySelectorAll("#mainnav [data-key]")].map((item) => [`g ${item.dataset.key}`, item.dataset.keyLabel]));
  list("[data-page-keys]", "[data-page-title]", [...document.querySelectorAll(":is(main, header, .banner) [data-hotkey]")].map((item) => [item.dataset.hotkey, item.getAttribute("aria-label") ?? item.querySelector("span")?.textContent ?? item.textContent.trim()]));
  if (switchBox) switchBox.checked = singleKeysOn();
  dialog.showModal();
}

function list(listSelector, titleSelector, pairs) {
  const target = dialog.querySelector(listSelector);
  dialog.querySelector(titleSelector).hidden = pairs.length === 0;
  target.replaceChildren(...pairs.map(([keys, label]) => {
    const line = document.createElement("div");
    const term = document.createElement("dt");
    for (const key of keys.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap, " ");
    }
    const text = document.createElement("dd");
    text.textContent = label;
    line.append(term, text);
    return line;
  }));
}

function press(key) {
  if (performance.now() < gotoUntil) {
    gotoUntil = 0;
    document.querySelector(`#mainnav [data-key="${CSS.escape(key)}"]`)?.click();
    return;
  }
  if (key === "g") { gotoUntil = performance.now() + GOTO_WINDOW; return; }
  document.querySelector(`:is(main, header, .banner) [data-hotkey="${CSS.escape(key)}"]:not(:disabled)`)?.click();
}

document.addEventListener("keydown", (event) => {
  const now = performance.now();
  const burst = now - lastKeyAt < SCAN_GAP;
  if (event.key.length === 1) lastKeyAt = now;
  // A key that comes on the heels of another belongs to a scan: whatever was about to happen must not.
  if (burst) clearTimeout(waiting);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target) || dialog?.open || burst || !singleKeysOn()) return;
  if (event.key === "/") { event.preventDefault(); focusScanbox(); return; }
  if (event.key === "?") { event.preventDefault(); openDialog(); return; }
  if (event.key.length === 1 && /[a-z]/i.test(event.key)) {
    const key = event.key.toLowerCase();
    waiting = setTimeout(() => press(key), SCAN_GAP + 5);
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-shortcuts]")) openDialog();
  if (event.target === dialog) dialog.close();
});

switchBox?.addEventListener("change", () => {
  try { localStorage.setItem("firstbell.keys", switchBox.checked ? "on" : "off"); } catch { /* lasts for this page */ }
});
