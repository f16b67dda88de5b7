// Choosing rows of a list: boxes, Shift-click, x on the row, Shift+X up to the row, * for the page. Without this the boxes still work.
const SCAN_GAP = 45; // milliseconds; as in shortcuts.js: what comes faster is a scanner
let last = null;
let lastKeyAt = 0;
let waiting = 0;

const boxes = () => [...document.querySelectorAll("[data-select]")];
const bar = () => document.querySelector("[data-bulk]");

function singleKeysOn() {
  try { return localStorage.getItem("firstbell.keys") !== "off"; } catch { return true; }
}

function tell() {
  const form = bar();
  if (!form) return;
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const everything = form.querySelector("[data-bulk-all]");
  form.toggleAttribute("data-some", chosen > 0 || everything.checked);
  const page = document.querySelector("[data-select-page]");
  page.checked = chosen > 0 && chosen === all.length;
  page.indeterminate = chosen > 0 && chosen < all.length;
  const text = everything.checked ? everything.closest("label").textContent.trim()
    : chosen > 0 ? `${chosen} chosen` : "Tick rows to do something with them.";
  const told = form.querySelector("[data-bulk-count]");
  if (told.textContent !== text) told.textContent = text;
}

function set(box, checked, upTo) {
  const all = boxes();
  const from = upTo && last?.isConnected ? all.indexOf(last) : -1;
  const to = all.indexOf(box);
  const range = from < 0 ? [box] : all.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const one of range) one.checked = checked;
  last = box;
  tell();
}

function setPage(checked) {
  for (const box of boxes()) box.checked = checked;
  tell();
}

function rowBox() {
  const row = document.querySelector("tr[data-active]") ?? document.activeElement?.closest?.("table[data-rows] tbody tr");
  return row?.querySelector("[data-select]");
}

function press(key, shift) {
  if (key === "*") { setPage(!boxes().every((box) => box.checked)); return; }
  const box = rowBox();
  if (box) set(box, shift ? true : !box.checked, shift);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-select]");
  if (box) set(box, box.checked, event.shiftKey);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-page]")) setPage(event.target.checked);
  if (event.target.matches("[data-bulk-all]")) tell();
});

document.addEventListener("keydown", (event) => {
  const now = performance.now();
  const burst = now - lastKeyAt < SCAN_GAP;
  if (event.key.length === 1) lastKeyAt = now;
  if (burst) clearTimeout(waiting);
  if (burst || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !singleKeysOn()) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  if (event.key.toLowerCase() !== "x" && event.key !== "*") return;
  const { key, shiftKey } = event;
  waiting = setTimeout(() => press(key === "*" ? "*" : "x", shiftKey), SCAN_GAP + 5);
});

document.addEventListener("htmx:afterSettle", tell);
addEventListener("pageshow", tell);
tell();
