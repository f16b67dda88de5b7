// The scan and search box: live results under it, arrow keys to choose. Enter without a choice submits, so a scan always resolves.
const box = document.getElementById("scanbox");
const list = document.getElementById("find-results");
const status = document.querySelector("[data-find-status]");
const form = box?.form;

const options = () => [...list.querySelectorAll('[role="option"]')];
const chosen = () => list.querySelector('[role="option"][aria-selected="true"]');

function hide() {
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  choose(null);
}

function reveal() {
  const filled = box.value.trim() !== "" && list.childElementCount > 0 && document.activeElement === box;
  list.hidden = !filled;
  box.setAttribute("aria-expanded", String(filled && options().length > 0));
  // A listbox must own options; when nothing was found it is only a remark.
  list.setAttribute("role", options().length > 0 ? "listbox" : "note");
  const count = options().length;
  if (filled) status.textContent = count === 0 ? "Nothing found" : `${count} found. Arrow keys to choose.`;
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  } else {
    box.removeAttribute("aria-activedescendant");
  }
}

function step(by) {
  const all = options();
  if (all.length === 0) return;
  const place = all.indexOf(chosen());
  choose(by > 0 ? all[place + 1] ?? all[0] : all[place - 1] ?? all.at(-1));
}

if (box && list) {
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) reveal();
      if (!list.hidden) { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); }
    } else if (event.key === "Enter" && chosen() && !list.hidden) {
      event.preventDefault();
      chosen().click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (!list.hidden) hide();
      else { box.value = ""; box.blur(); document.getElementById("content")?.focus(); }
    }
  });
  box.addEventListener("input", () => {
    choose(null); // old results must never be opened by a new scan's Enter
    if (box.value.trim() === "") hide();
  });
  box.addEventListener("focus", reveal);
  form.addEventListener("submit", (event) => {
    if (box.value.trim() === "") event.preventDefault();
    hide();
  });
  // A submitted scan makes late live results pointless; an empty box needs none.
  box.addEventListener("htmx:beforeRequest", (event) => { if (box.value.trim() === "") event.preventDefault(); });
  list.addEventListener("htmx:afterSwap", reveal);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keep focus in the box, so that the click arrives
  document.addEventListener("focusin", (event) => { if (!event.target.closest(".find")) hide(); });
  document.addEventListener("click", (event) => { if (!event.target.closest(".find")) hide(); });
}
