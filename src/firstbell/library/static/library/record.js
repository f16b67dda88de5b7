// The MARC editor's keys: Enter adds a field below, Ctrl+Enter saves, Alt with an arrow moves the field. Without this module the
// buttons do the same by a round trip.
const form = document.getElementById("record-form");
const rows = form?.querySelector("[data-rows]");
const blank = document.getElementById("marc-row");
let next = 1000;

const changed = () => form.dispatchEvent(new CustomEvent("rows-changed", { bubbles: true }));

function addBelow(row) {
  const fresh = blank.content.cloneNode(true).querySelector("[data-row]");
  const key = String((next += 1));
  fresh.id = `row-${key}`;
  fresh.querySelector("[name=key]").value = key;
  fresh.querySelector(".marc-row-remarks").id = `remark-${key}`;
  for (const button of fresh.querySelectorAll("button[name=do]")) {
    button.value = button.value.replace(/:.*/, `:${key}`);
  }
  if (row) row.after(fresh);
  else rows.append(fresh);
  fresh.querySelector("[name=tag]").focus();
}

function move(row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other || other.querySelector("[name=tag][readonly]")) return;
  const field = document.activeElement;
  if (step < 0) other.before(row);
  else other.after(row);
  field.focus();
  changed();
}

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
    return;
  }
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("[data-positions]") || event.target.matches("button")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    addBelow(row);
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1);
  }
});

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=do]");
  if (!button) return;
  if (button.value === "add") {
    event.preventDefault();
    addBelow(rows.lastElementChild);
  } else if (button.matches("[data-remove]")) {
    event.preventDefault();
    const row = button.closest("[data-row]");
    (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("[name=tag]").focus();
    row.remove();
    changed();
  }
});
