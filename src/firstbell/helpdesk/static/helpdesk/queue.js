// The queue by keyboard: j, k and arrows move (the kit's table.js), Enter opens at the side, letters act on the chosen ticket.
// What comes in waits in a line until it is brought in, so that nothing jumps under the cursor.
import { follow } from "./queue_live.js";

const root = document.querySelector("[data-queue]");
const parts = root.querySelector("[data-queue-parts]");
const side = root.querySelector("[data-queue-side]");
const bring = document.querySelector('[data-queue-act="bring"]');
const news = bring.querySelector("[data-queue-news]");
const status = document.querySelector("[data-queue-said]");
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const wide = matchMedia("(min-width: 64rem)");
const base = new URL(root.dataset.queue, location.href);
let chosen = root.dataset.at;
let shown = ""; // whose ticket is at the side
let waiting = null; // rows that were fetched and not brought in

const rows = (where = parts) => [...where.querySelectorAll("tr[data-ticket]")];
const rowOf = (id, where = parts) => where.querySelector(`tr[data-ticket="${CSS.escape(id)}"]`);
const partOf = (row) => row.closest("[data-part]").dataset.part;
const ticketUrl = (id, what) => new URL(`../${id}/${what}`, base);
const toast = (text, tone) => document.dispatchEvent(new CustomEvent("firstbell:toast", { detail: { text, tone } }));
const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body;
const chosenRow = () => rowOf(chosen) ?? rows()[0] ?? null;

function choose(row) {
  parts.querySelector("tr[data-chosen]")?.removeAttribute("data-chosen");
  chosen = row?.dataset.ticket ?? "";
  row?.setAttribute("data-chosen", "");
}

// --- the side ----------------------------------------------------------------------------------------------------------

async function open(id, then) {
  shown = id;
  let answer;
  try {
    answer = await fetch(new URL(`${id}/?${root.dataset.query}`, base), { credentials: "same-origin", redirect: "manual" });
  } catch {
    toast("No answer from the server. Check the network and try again.", "bad");
    return;
  }
  if (shown !== id) return; // one has moved on
  if (!answer.ok) {
    toast("This ticket cannot be shown any more.", "bad");
    return;
  }
  side.replaceChildren(...parsed(await answer.text()).childNodes);
  side.hidden = false;
  root.toggleAttribute("data-open", true);
  for (const one of side.querySelectorAll("[data-said]")) toast(one.dataset.said, one.dataset.tone);
  then?.();
}

function close() {
  const inside = side.contains(document.activeElement);
  shown = "";
  side.hidden = true;
  side.replaceChildren();
  root.removeAttribute("data-open");
  if (inside) chosenRow()?.querySelector("a")?.focus();
}

function openChosen(then) {
  const row = chosenRow();
  if (!row) return;
  choose(row);
  if (!wide.matches) location.assign(row.querySelector("a").href);
  else if (shown === chosen) then?.();
  else open(chosen, then);
}

// --- acts --------------------------------------------------------------------------------------------------------------

// The views answer htmx with 204 and keep their toast for the next page; here the side is that page.
async function send(url, body, form) {
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": token }, credentials: "same-origin" });
  } catch {
    toast("Not sent: no answer from the server. Nothing is lost, try again.", "bad");
    return;
  }
  if (answer.status === 422 && form) {
    form.dataset.plain = ""; // its own page says what is wrong and keeps the words
    form.requestSubmit();
    return;
  }
  if (!answer.ok) {
    toast("That did not work. Reload the page; somebody may have been quicker.", "bad");
    return;
  }
  const wasOpen = !side.hidden;
  if (chosen) await open(chosen, () => { if (!wasOpen) close(); });
  await live.now();
}

const acts = {
  take() {
    const row = chosenRow();
    if (!row) return;
    choose(row);
    send(ticketUrl(chosen, "assign/"), new URLSearchParams({ assignee: root.dataset.me }));
  },
  state: () => openChosen(() => side.querySelector(".steps summary, .steps button")?.focus()),
  reply: () => openChosen(() => side.querySelector("#side-reply")?.focus()),
  bring: bringIn,
  close,
};

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-queue-act]")?.dataset.queueAct;
  if (act) {
    acts[act]();
    return;
  }
  const row = event.target.closest("tr[data-ticket]");
  if (!row || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection())) return;
  event.preventDefault();
  choose(row);
  row.querySelector("a").focus({ preventScroll: true });
  open(chosen);
});

side.addEventListener("submit", (event) => {
  const form = event.target;
  if ("plain" in form.dataset) return;
  event.preventDefault();
  send(form.action, new FormData(form, event.submitter), form);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !side.hidden && !document.querySelector("dialog[open]")) close();
  // From the side or from nowhere, j and k go on from the chosen row.
  const row = rowOf(chosen);
  if (row && !parts.contains(document.activeElement)) row.setAttribute("data-active", "");
}, true);

let soon = 0;
parts.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr[data-ticket]");
  if (!row) return;
  choose(row);
  clearTimeout(soon);
  if (!side.hidden && shown !== chosen) soon = setTimeout(() => open(chosen), 200);
});

// --- what comes in -----------------------------------------------------------------------------------------------------

function tell(fresh, gone, moved) {
  const words = [];
  if (fresh) words.push(`${fresh} new`);
  if (gone) words.push(`${gone} gone`);
  if (moved) words.push(`${moved} in another part`);
  bring.hidden = words.length === 0;
  news.textContent = words.join(", ");
}

function heard(html) {
  const page = parsed(html);
  if (rows().length === 0) {
    waiting = page;
    bringIn();
    return;
  }
  const now = rows(page);
  const ids = new Set(now.map((row) => row.dataset.ticket));
  let moved = 0;
  for (const row of now) {
    const mine = rowOf(row.dataset.ticket);
    if (!mine) continue;
    mine.removeAttribute("data-gone");
    if (partOf(mine) !== partOf(row)) moved += 1;
    if (mine.innerHTML !== row.innerHTML) {
      const focused = mine.contains(document.activeElement);
      mine.replaceChildren(...row.cloneNode(true).childNodes);
      if (focused) mine.querySelector("a").focus({ preventScroll: true });
    }
  }
  for (const part of page.querySelectorAll("[data-part]")) {
    const mine = parts.querySelector(`[data-part="${part.dataset.part}"] [data-part-total]`);
    if (mine) mine.textContent = part.querySelector("[data-part-total]").textContent;
  }
  const left = rows().filter((row) => !ids.has(row.dataset.ticket));
  for (const row of left) row.setAttribute("data-gone", "");
  waiting = page;
  tell(now.filter((row) => !rowOf(row.dataset.ticket)).length, left.length, moved);
}

// The chosen row stays where it is on the screen; when it is gone, the one in its place is chosen.
function bringIn() {
  if (!waiting) return;
  const before = rowOf(chosen);
  const top = before?.getBoundingClientRect().top;
  const place = rows().indexOf(before);
  const focused = parts.contains(document.activeElement) || document.activeElement === bring || document.activeElement === document.body;
  parts.replaceChildren(...waiting.childNodes);
  waiting = null;
  tell(0, 0, 0);
  const row = rowOf(chosen) ?? (place >= 0 ? rows()[Math.min(place, rows().length - 1)] : null);
  choose(row);
  if (!row) return;
  if (top !== undefined) scrollBy(0, row.getBoundingClientRect().top - top);
  if (focused) row.querySelector("a").focus({ preventScroll: true });
}

function said(text, tone) {
  if (status.textContent !== text) status.textContent = text;
  status.dataset.tone = tone;
  if (tone === "stopped") {
    const link = document.createElement("a");
    link.href = root.dataset.signin;
    link.textContent = "Sign in again";
    status.append(" ", link);
  }
}

choose(rowOf(chosen));
if (chosen) chosenRow().querySelector("a").focus();
const live = follow({
  url: new URL(`rows/?${root.dataset.query}`, base), tag: root.dataset.tag, seconds: Number(root.dataset.every), heard, said,
});
root.dataset.ready = "yes";
