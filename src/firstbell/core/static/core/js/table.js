// Rows of a list: j/k or arrows move, Enter opens, a click anywhere on the row opens. The row's link stays the real thing.
const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")];
const isControl = (target) => target.closest("a, button, input, select, textarea, label, summary, [contenteditable]");

function singleKeysOn() {
  try { return localStorage.getItem("firstbell.keys") !== "off"; } catch { return true; }
}

function mark(row) {
  document.querySelector("tr[data-active]")?.removeAttribute("data-active");
  row.setAttribute("data-active", "");
  const link = row.querySelector("a[href]");
  if (link) link.focus();
  row.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const all = rows();
  if (all.length === 0) return;
  const place = all.findIndex((row) => row.hasAttribute("data-active") || row.contains(document.activeElement));
  mark(all[Math.max(0, Math.min(all.length - 1, place + by))] ?? all[0]);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || rows().length === 0) return;
  if (document.querySelector("dialog[open]")) return;
  const onRow = event.target.closest("table[data-rows]") || event.target === document.body || event.target.id === "content";
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (isTyping) return;
  const down = event.key === "ArrowDown" && onRow || event.key === "j" && singleKeysOn();
  const up = event.key === "ArrowUp" && onRow || event.key === "k" && singleKeysOn();
  if (!down && !up) return;
  event.preventDefault();
  move(down ? 1 : -1);
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("table[data-rows] tbody tr");
  const active = document.querySelector("tr[data-active]");
  if (active && active !== row) active.removeAttribute("data-active");
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || isControl(event.target) || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
});

// A table wider than its place scrolls by itself. It is measured without, because then its heading may stay in sight.
const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => measure(target)));

function measure(wrap) {
  delete wrap.dataset.wide;
  if (wrap.scrollWidth > wrap.clientWidth + 1) wrap.dataset.wide = "";
}

function watchWidths() {
  for (const wrap of document.querySelectorAll(".table-wrap")) widths.observe(wrap);
}

document.addEventListener("htmx:afterSwap", watchWidths);
watchWidths();

// The address of a filtered list names only what is set.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("[data-filters]")) return;
  for (const [name, value] of [...event.detail.parameters.entries()]) {
    if (value === "") event.detail.parameters.delete(name);
  }
});
