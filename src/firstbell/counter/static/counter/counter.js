// The counter's keys, focus and sound. The page works without this file; with it nobody touches the mouse.

const SCAN_GAP = 90; // milliseconds; a lone key this long alone was pressed by a person
const ECHO = 700; // a scanner that reads twice, or sends a second Enter, does so within this time
let lastSent = { text: null, at: 0 };
let settledAt = 0;

const desk = () => document.querySelector("[data-desk]");
const field = () => document.getElementById("desk-scan");
const picks = () => [...document.querySelectorAll("#desk-picks .pick")];
const play = (tone) => document.dispatchEvent(new CustomEvent("firstbell:sound", { detail: tone }));
const click = (selector) => { const button = document.querySelector(selector); button?.click(); return Boolean(button); };

function isEcho(text) {
  const now = performance.now();
  // An empty Enter right behind an answer is the scanner's second line end, not a person's yes.
  return text === "" ? now - settledAt < ECHO / 2 && lastSent.text !== "" : text === lastSent.text && now - lastSent.at < ECHO;
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "desk-form" || event.submitter?.name) return;
  const text = field().value.trim();
  if (isEcho(text)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    field().value = "";
    return;
  }
  lastSent = { text, at: performance.now() };
}, true);

const chosenPick = () => picks().find((pick) => pick.getAttribute("aria-selected") === "true");

function movePick(step) {
  const all = picks();
  if (all.length === 0) return false;
  const at = all.findIndex((pick) => pick.getAttribute("aria-selected") === "true");
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
  all.forEach((pick, index) => pick.setAttribute("aria-selected", String(index === next)));
  field().setAttribute("aria-activedescendant", all[next].id);
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

// A lone letter or digit in the empty field presses the button that shows it; in a scan's burst it is text.
function pressAlone(key) {
  const button = document.querySelector(`[data-desk] [data-desk-key="${CSS.escape(key)}"]`);
  if (!button) return;
  setTimeout(() => {
    if (!button.isConnected || field()?.value.toLowerCase() !== key) return;
    field().value = "";
    if (button.control) button.control.focus(); // a label
    else button.click();
  }, SCAN_GAP);
}

function onFieldKey(event) {
  const empty = field().value === "";
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (movePick(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  } else if (event.key === "Enter" && empty && chosenPick()) {
    event.preventDefault();
    chosenPick().click();
  } else if (event.key === "Backspace" && empty) {
    if (click("[data-desk-back]")) event.preventDefault();
  } else if (event.key === "?" && empty) {
    event.preventDefault();
    openHelp();
  } else if (empty && event.key.length === 1 && /[a-z0-9]/i.test(event.key)) {
    pressAlone(event.key.toLowerCase());
  }
}

document.addEventListener("keydown", (event) => {
  if (!desk() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && (event.target === document.body || desk().contains(event.target))) {
    event.preventDefault();
    if (field().value) field().value = "";
    else click("[data-desk-clear]");
    field().focus();
  } else if (event.target === field()) {
    onFieldKey(event);
  } else if (event.target === document.body && event.key.length === 1) {
    // A scan must never be lost because somebody clicked beside the field.
    field().focus();
  }
});

function openHelp() {
  document.querySelector("[data-desk-keys]")?.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-desk-help]")) openHelp();
  if (event.target.closest("[data-sound-toggle]")) field()?.focus();
});

function countUndo() {
  const button = document.querySelector("[data-desk-undo]");
  if (!button) return;
  let left = Number(button.dataset.deskUndo);
  const clock = button.querySelector("[data-undo-clock]");
  const timer = setInterval(() => {
    left -= 1;
    if (!button.isConnected || left <= 0) { clearInterval(timer); button.remove(); return; }
    clock.textContent = `${left} s`;
  }, 1000);
}

function dropStaleUndo() {
  for (const button of document.querySelectorAll("[data-undo-until]")) {
    const left = Date.parse(button.dataset.undoUntil) - Date.now();
    setTimeout(() => { if (button.isConnected) button.closest("form")?.remove(); }, Math.max(left, 0));
  }
}

function focusWhatIsNext() {
  // Never the reason for an override: a loaner scanned instead would become the reason.
  (document.querySelector("[data-new-student] input:not([type=hidden])") ?? field())?.focus();
}

function settle() {
  settledAt = performance.now();
  focusWhatIsNext();
  const tone = desk()?.dataset.say;
  if (tone) play(tone);
  countUndo();
}

document.addEventListener("htmx:afterSwap", (event) => {
  // outerHTML: the event's target is the desk that has just gone.
  if (event.detail.target?.id === "desk") settle();
  else dropStaleUndo();
});
// htmx gives the focus back to the field of the same name while it settles; a form that has just opened comes first.
document.addEventListener("htmx:afterSettle", (event) => {
  if (desk()?.contains(event.target) && document.querySelector("[data-new-student]")) focusWhatIsNext();
});
// The cards' buttons stand outside of the form they belong to (form="desk-form"); htmx counts only those inside.
document.addEventListener("htmx:configRequest", (event) => {
  const button = event.target.id === "desk-form" ? event.detail.triggeringEvent?.submitter : null;
  if (button?.name) event.detail.parameters[button.name] = button.value;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "desk-form") desk()?.classList.add("htmx-request");
});
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    if (!desk()?.contains(event.target)) return;
    desk().classList.remove("htmx-request");
    lastSent = { text: null, at: 0 };
    play("error");
    document.dispatchEvent(new CustomEvent("firstbell:toast", { detail: { text: "No answer from the server. Nothing was changed as far as this page knows; press Enter to try again.", tone: "bad" } }));
  });
}

settle();
dropStaleUndo();
