// The one field of a station: what is scanned or typed comes out whole and one after another. Keys of one letter work alone.
const SCAN_GAP = 90; // milliseconds; a lone key this long alone was pressed by a person
const ECHO = 700; // a scanner that reads twice does so within this time

// onText(text) may take its time; the next scan waits for it. keys(): which single keys mean something now.
export function listen({ field, form, onText, onKey, keys, onEscape, onBack }) {
  let line = Promise.resolve();
  let last = { text: null, at: 0 };
  // data-turn counts what has been dealt with, for whoever waits for the answer.
  const turned = () => { form.dataset.turn = String(Number(form.dataset.turn ?? 0) + 1); };
  const next = (work) => { line = line.then(work).catch((error) => { console.warn(error); }).then(turned); return line; };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    const now = performance.now();
    // An empty Enter right behind a scan is the scanner's second line end, not a person's yes.
    const echo = text === "" ? now - last.at < ECHO / 2 : text === last.text && now - last.at < ECHO;
    if (text !== "" || !echo) last = { text, at: now };
    next(echo ? () => {} : () => onText(text));
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && !event.target.closest?.("#scanbox")) {
      event.preventDefault();
      if (field.value) field.value = ""; else next(onEscape);
      field.focus();
    } else if (event.target === field) {
      const empty = field.value === "";
      if (event.key === "Backspace" && empty && onBack) next(onBack);
      if (empty && event.key.length === 1 && keys().includes(event.key.toLowerCase())) alone(event.key.toLowerCase());
    } else if (event.target === document.body && event.key.length === 1) {
      field.focus(); // a scan must never be lost because somebody clicked beside the field
    }
  });

  function alone(key) {
    setTimeout(() => {
      if (field.value.toLowerCase() !== key) return;
      field.value = "";
      last = { text: null, at: 0 };
      next(() => onKey(key));
    }, SCAN_GAP);
  }
  field.focus();
  return next;
}
