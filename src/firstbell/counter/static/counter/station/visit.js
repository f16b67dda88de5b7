// A class visit: choose a child, scan their books, next child. It stores every act before it says that it is done (outbox.js),
// so that it works alike with and without network; visit_rules.js decides, visit_grid.js draws the class.
import { listen } from "./field.js";
import * as grid from "./visit_grid.js";
import { ask, Away, hello, here, link, rememberClock } from "./link.js";
import * as local from "./local.js";
import * as outbox from "./outbox.js";
import * as ready from "./ready.js";
import * as rules from "./visit_rules.js";
import { badge, draw, h, icon, kbd, play, showLink, showSay } from "./screen.js";
import * as store from "./store.js";
import * as away from "./visit_local.js";

const told = JSON.parse(document.getElementById("visit-told").textContent);
const root = document.querySelector("[data-visit]");
const field = document.getElementById("desk-scan");
const base = `/counter/visits/${told.section}/`;
const context = { section: told.section };
const PATIENCE = 4000;
const EVERY = 10000;
const UNDO_MS = 60000;
const DAY = new Date().toDateString();
let mode = "auto";
let desk = rules.empty();
let children = [];
let absent = new Set();
let lent = 0;
let back = 0;
let done = null; // the last act: {entry, act, text, at, sent}
let next = (work) => work();
let timer = 0;
let turn = 0;

// --- the class ---

// Absent today, in this browser alone: ids, and only for the day.
const ABSENT = `firstbell.absent.${told.section}`;
function loadAbsent() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(ABSENT) ?? "null");
    absent = new Set(kept?.day === DAY ? kept.ids : []);
  } catch { absent = new Set(); }
}
function keepAbsent() {
  try { sessionStorage.setItem(ABSENT, JSON.stringify({ day: DAY, ids: [...absent] })); } catch { /* this page only */ }
}

function refresh(soon = 0) {
  clearTimeout(timer);
  const mine = ++turn;
  timer = setTimeout(() => {
    load(mine).catch((error) => { if (!(error instanceof Away)) console.warn(error); }).finally(() => {
      if (mine === turn) timer = setTimeout(() => { if (!document.hidden) refresh(); }, EVERY);
    });
  }, soon);
}

async function load(mine) {
  if (!here()) {
    if (away.ready(told.section)) { children = away.children(); showClass(); }
    await hello(3000);
    outbox.flush().catch(() => {});
  }
  const answer = await ask(`${base}class/`);
  if (mine !== turn) return;
  children = answer.people;
  const fresh = children.find((one) => one.id === desk.child?.id);
  if (fresh) Object.assign(desk.child, { out: fresh.out, late: fresh.late });
  showClass();
}

function showClass() {
  const matches = rules.byLetters(children, field.value);
  grid.draw(children, { chosen: desk.child?.id, absent, matching: matches.length ? new Set(matches.map((one) => one.id)) : null });
  const present = children.length - [...absent].filter((id) => children.some((one) => one.id === id)).length;
  const out = children.reduce((sum, one) => sum + one.out, 0);
  const line = children.length
    ? `${present} here${present < children.length ? ` of ${children.length}` : ""}, ${out} out. This visit: ${lent} lent, ${back} back.`
    : "Nobody is in this class.";
  const counted = document.getElementById("visit-count");
  if (counted.textContent !== line) counted.textContent = line; // it is read aloud when it changes
  root.dataset.children = String(children.length);
}

function bump(id, by) {
  const child = children.find((one) => one.id === id);
  if (child) child.out = Math.max(0, child.out + by);
  if (desk.child?.id === id && desk.child !== child) desk.child.out = child ? child.out : Math.max(0, desk.child.out + by);
}

// --- the desk ---

function render() {
  document.querySelector("label[for=desk-scan]").textContent = rules.expected(desk, mode);
  draw(document.getElementById("desk-card"), card());
  draw(document.getElementById("desk-done"), question(), done ? doneLine() : null);
  root.dataset.chosen = String(desk.child?.id ?? "");
  showClass();
}

const key = (text, name, kind = "btn-secondary") => h("button", { type: "button", class: `btn ${kind} btn-lg`, onclick: () => next(() => press(name)) }, h("span", {}, text[0].toUpperCase() + text.slice(1)), kbd(name));

function card() {
  const { child } = desk;
  if (!child) return null;
  return h("section", { class: "card desk-card", "aria-label": "Chosen" },
    h("header", { class: "desk-person" }, grid.facePicture(child, children),
      h("div", { class: "desk-person-text" }, h("h2", {}, child.name), h("p", { class: "muted" }, `${child.out} out${child.late ? `, ${child.late} overdue` : ""}`)),
      h("div", { class: "row" }, child.blocked ? badge(child.block || "Blocked", "bad", "lock") : null,
        h("button", { type: "button", class: "btn btn-quiet", "aria-pressed": String(absent.has(child.id)), onclick: () => toggleAbsent(child.id) }, icon("info", "sm"), h("span", {}, "Absent"), kbd("Del")))),
    child.loans?.length ? h("ul", { class: "visit-loans" }, child.loans.map((one) => h("li", {}, h("span", {}, one.title), one.late ? badge(`was due ${one.due}`, "warn", "clock") : h("span", { class: "muted" }, one.due ? `due ${one.due}` : "no due date")))) : null);
}

function question() {
  const keyed = desk.asks ? desk.asks.keys.filter(([name]) => name !== "r") : [];
  return keyed.length ? h("div", { class: "visit-asks", role: "group", "aria-label": "What shall be done?" }, keyed.map(([name, text], index) => key(text, name, index ? "btn-secondary" : "btn-primary"))) : null;
}

function doneLine() {
  const clock = h("span", { class: "done-clock", "aria-hidden": "true" });
  const button = h("button", { type: "button", class: "btn btn-secondary", "data-undo": true, onclick: () => next(undo) }, icon("undo", "sm"), h("span", {}, "Undo the last scan"), kbd("Ctrl Z"), clock);
  const until = done.at + UNDO_MS;
  const count = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    clock.textContent = `${left} s`;
    if (left <= 0) button.remove();
    return left > 0;
  };
  if (count()) { const ticking = setInterval(() => { if (!button.isConnected || !count()) clearInterval(ticking); }, 1000); }
  return h("p", { class: "row" }, Date.now() < until ? button : null, done.sent ? null : h("span", { class: "muted" }, "Not sent yet."));
}

async function settle(answer) {
  desk = answer.desk;
  let { said } = answer;
  for (const act of answer.acts) {
    if (act.do === "look") { render(); return read(act.code); }
    said = (await perform(act)) ?? said;
  }
  showSay(said ?? { tone: "", text: "Ready." });
  render();
  return null;
}

// Store, send if there is network, and say what is true: done, refused, or stored here to be sent later.
async function perform(act) {
  const came = await keep(rules.entryOf(act, told.section), act.text);
  if (came.tone !== "ok") return came;
  done = { entry: came.entry, act, text: came.text, at: Date.now(), sent: came.sent };
  count(act, 1);
  const child = act.kind === "lent" ? act.child : null;
  const more = child && act.item.left !== null && act.item.left !== undefined ? `; ${act.item.left} more of this kind` : "";
  if (child) came.remedy = `${came.sent ? "" : `${came.remedy} `}${child.first} has ${child.out} out${more}.`;
  refresh(came.sent ? 500 : 0);
  if (desk.child && came.sent) await again(desk.child.id);
  return came;
}

// What an act means for the numbers on the page, until the next answer brings the true ones.
function count(act, sign) {
  if (act.kind === "lent") { lent += sign; bump(act.child.id, sign); }
  if (act.kind === "taken_in") { back += sign; if (act.item.state === "mine" && desk.child) bump(desk.child.id, -sign); }
}

async function again(id) {
  if (!told.titles) return;
  const fresh = await asked({ child: id }).catch(() => null);
  if (fresh?.kind === "person" && desk.child?.id === id) desk.child = fresh;
}

// Neither what waits nor the answers that are kept may say in words which child has which book.
async function keep(entry, text) {
  const stored = await outbox.record(entry, { school: told.school, account: told.account, by: told.by, text: "", confirmed: !here() });
  let answer = null;
  if (here()) {
    answer = await outbox.answerTo(stored, PATIENCE);
    if (!answer) {
      await store.change(stored, { confirmed: true });
      answer = await store.answerOf(stored.key); // it may have come in this very moment
    }
  }
  if (answer) await store.forgetAnswers([stored.key]);
  if (!answer) {
    await local.apply(stored);
    outbox.flush().catch(() => {});
    return { tone: "ok", text, remedy: "Stored here; it is sent when there is network.", entry: stored, sent: false };
  }
  if (answer.outcome === "done") { await local.apply(stored); return { tone: "ok", text: answer.message, entry: stored, sent: true }; }
  if (answer.outcome === "conflict") return { tone: "question", text: answer.message, remedy: "A person decides; it is among the conflicts." };
  return { tone: "error", text: `Not done. ${answer.message}`, remedy: answer.remedy };
}

async function undo() {
  const last = done;
  if (!last || Date.now() - last.at > UNDO_MS) return showSay({ tone: "question", text: "There is nothing to undo.", remedy: "Undo works for a minute." });
  done = null;
  if (await store.withdraw(last.entry.key)) {
    await local.revert(last.entry);
    await outbox.recount();
    showSay({ tone: "ok", text: `Undone: ${last.text}`, remedy: "It had not been sent." });
  } else {
    const came = await keep({ kind: "undo", target: last.entry.key, section: told.section }, `Undone: ${last.text}`);
    if (came.tone !== "ok") { showSay(came); render(); return null; }
    await local.revert(last.entry);
    showSay(came);
  }
  count(last.act, -1);
  if (desk.child && here()) await again(desk.child.id);
  refresh();
  render();
  return null;
}

// --- what comes in ---

// By POST: an address with a child and a book in it would stay in the logs of web servers. A token that was renewed
// meanwhile is asked for once more.
async function asked(values, again = true) {
  const body = new URLSearchParams(values);
  try {
    return await ask(`${base}look/`, { method: "POST", body, headers: { "X-CSRFToken": link.csrf } }, PATIENCE);
  } catch (error) {
    if (error instanceof Away || !again) throw error;
    await hello();
    return asked(values, false);
  }
}

async function look(text) {
  if (here()) {
    try { return await asked({ code: text, ...(desk.child ? { child: desk.child.id } : {}) }); } catch (error) { if (!(error instanceof Away)) throw error; }
  }
  return away.ready(told.section) ? away.look(text, desk.child) : null;
}

async function choose(id) {
  let child = null;
  if (here()) {
    try { child = await asked({ child: id }); } catch (error) { if (!(error instanceof Away)) throw error; }
  }
  if (!child && away.ready(told.section)) child = away.child(id);
  if (!child) return noNetwork();
  if (child.kind !== "person") return showSay({ tone: "error", text: "This child is not in the class any more.", remedy: "Reload the page." });
  absent.delete(id);
  keepAbsent();
  return settle(rules.choose(desk, child, told));
}

const noNetwork = () => showSay({ tone: "error", text: "There is no network, and this class was not taken along.", remedy: "Make the visit ready for offline while there is network." });

async function press(name) {
  if (name === "=") {
    const at = rules.MODES[(rules.MODES.indexOf(mode) + 1) % rules.MODES.length];
    document.querySelector(`[name=mode][value=${at}]`).click();
    return null;
  }
  const answer = rules.press(desk, name);
  return answer ? settle(answer) : read(name);
}

const keys = () => ["=", ...(desk.asks ? desk.asks.keys.map(([name]) => name).filter((name) => name !== "r") : [])];

async function read(text) {
  if (text === "") return showSay({ tone: "question", text: "The field is empty.", remedy: rules.expected(desk, mode) });
  if (/^r /i.test(text) && desk.asks) return settle(rules.withReason(desk, text.slice(2).trim()));
  if (text.length === 1 && keys().includes(text)) return press(text);
  const [named] = rules.byLetters(children, text);
  if (named) return choose(named.id);
  const found = await look(text);
  if (!found) return noNetwork();
  if (found.kind === "nothing") { showSay({ tone: "error", text: `Nobody and nothing here has the code “${text}”.`, remedy: "Is it readable? Type it by hand." }); return render(); }
  if (found.kind === "person") return settle(rules.choose(desk, found, told));
  return settle(rules.scanned(desk, found, mode, { override: told.override, titles: told.titles, code: text }));
}

function toggleAbsent(id) {
  if (!absent.delete(id)) absent.add(id);
  keepAbsent();
  render();
}

async function prepare() {
  showSay({ tone: "", text: "Taking the class and the library's codes along …" });
  try {
    await ready.makeReady(context);
    showSay({ tone: "ok", text: "This visit goes on without network.", remedy: "The data is wiped at sign-out and after its time." });
  } catch (error) {
    showSay({ tone: "error", text: "It could not be made ready.", remedy: String(error.message ?? error) });
  }
  showNetwork();
  field.focus();
}

const showNetwork = () => showLink({ onReady: prepare, possible: ready.possible() });

// --- the page ---

const WAY = "firstbell.visit.list";
function showWay(asList) {
  document.getElementById("visit-class").className = asList ? "visit-grid visit-list" : `visit-grid${told.way === "big" ? " visit-big" : ""}`;
  document.querySelector("[data-way]").setAttribute("aria-pressed", String(asList));
}
function wayKept() {
  try { return localStorage.getItem(WAY) ?? ""; } catch { return ""; }
}

function listenToPage() {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && field.value === "") { event.preventDefault(); next(undo); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = grid.focused();
    if (event.target === field && field.value === "" && ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"].includes(event.key)) { event.preventDefault(); grid.focusOn(desk.child?.id); }
    else if (event.key === "Delete" && field.value === "" && (at || desk.child)) toggleAbsent(at || desk.child.id);
    else if (at && event.key.length === 1 && event.key !== " ") field.focus();
  });
  field.addEventListener("input", showClass);
  for (const radio of document.querySelectorAll("[name=mode]")) {
    radio.addEventListener("change", () => { mode = radio.value; desk = { ...desk, waiting: null, asks: null }; render(); });
    // Arrow keys go on through the modes; a click is done with them.
    radio.addEventListener("click", (event) => { if (event.detail) field.focus(); });
  }
  document.querySelector("[data-way]").addEventListener("click", (event) => {
    const asList = event.currentTarget.getAttribute("aria-pressed") !== "true";
    try { localStorage.setItem(WAY, asList ? "yes" : "no"); } catch { /* this page only */ }
    showWay(asList);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  // Only what had been confirmed and did not go through has to be said.
  document.addEventListener("firstbell:answers", (event) => {
    const wrong = event.detail.filter(([entry, answer]) => entry.confirmed && answer.outcome === "conflict");
    store.forgetAnswers(event.detail.filter(([entry]) => entry.section && entry.confirmed).map(([entry]) => entry.key));
    if (wrong.length) { play("question"); showSay({ tone: "question", text: `${wrong.length} of the scans stored here did not fit the books.`, remedy: "The library decides them among the conflicts." }); }
    if (done && event.detail.some(([entry]) => entry.key === done.entry.key)) { done.sent = true; render(); }
    refresh(500);
  });
  for (const name of ["firstbell:link", "firstbell:outbox"]) document.addEventListener(name, showNetwork);
}

async function begin() {
  await rememberClock();
  await ready.tidy(told.account);
  await local.load();
  loadAbsent();
  showWay(wayKept() === "yes");
  // After a tap with a finger the field is left alone: it would open the keyboard. A scan is caught all the same.
  grid.start({ onChoose: (id, byFinger) => next(async () => { await choose(id); if (!byFinger) field.focus(); }) });
  next = listen({ field, form: field.form, onText: read, onKey: press, keys, onEscape: () => { desk = rules.empty(); showSay({ tone: "", text: "Ready." }); render(); } });
  listenToPage();
  showSay({ tone: "", text: "Ready." }, { silent: true });
  await hello().catch(() => {});
  await outbox.recount();
  showNetwork();
  await load(++turn).catch(() => {});
  render();
  refresh(EVERY);
  if (here() && ready.possible() && (await ready.wasReady(context, told.account))) await prepare();
  outbox.flush().catch(() => {});
  root.dataset.begun = "yes";
}

begin();
