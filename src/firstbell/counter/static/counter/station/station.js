// A station of a campaign: reads, decides (rules.js), stores (outbox.js), and only then says that it is done.
import * as board from "./board.js";
import { listen } from "./field.js";
import { ask, Away, hello, here, link, rememberClock } from "./link.js";
import * as local from "./local.js";
import * as outbox from "./outbox.js";
import * as ready from "./ready.js";
import * as rules from "./rules.js";
import { draw, play, showLink, showSay } from "./screen.js";
import { card, doneLine } from "./card.js";
import * as store from "./store.js";

const told = JSON.parse(document.getElementById("station-told").textContent);
const campaign = { ...told, name: document.querySelector("h1").textContent.trim() };
const context = { campaign: told.id };
const base = `/counter/campaigns/${told.id}/station/`;
const PATIENCE = 4000;
const UNDO_MS = 60000;
let desk = rules.empty();
let done = null; // the last act: {entry, text, at, sent}

function render() {
  draw(document.getElementById("desk-card"), card(desk, campaign, press));
  draw(document.getElementById("desk-done"), done ? doneLine(done, UNDO_MS, undo) : null);
  document.querySelector("label[for=desk-scan]").textContent = rules.expected(desk, campaign);
  document.querySelector("[data-station]").dataset.desk = desk.item ? (desk.person ? "both" : "item") : desk.person ? "person" : "empty";
}

const showNetwork = () => showLink({ onReady: prepare, possible: ready.possible() });

async function look(text) {
  if (here()) {
    const query = new URLSearchParams({ code: text });
    if (desk.person?.id) query.set("person", desk.person.id);
    if (desk.item?.id) query.set("item", desk.item.id);
    try {
      return await ask(`${base}look/?${query}`, {}, PATIENCE);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }
  if (local.local.pack) return local.look(text, desk, { ...local.local.pack.campaign, ...campaign });
  return null;
}

async function settle(answer) {
  desk = answer.desk;
  let said = answer.said;
  for (const act of answer.acts) {
    const came = await perform(act);
    // What went wrong with the one before is more urgent than what was read well now.
    if (came && (came.tone !== "ok" || !said)) said = came;
  }
  await store.setMeta("desk", rules.isEmpty(desk) ? null : { campaign: told.id, account: told.account, desk });
  showSay(said ?? { tone: "", text: "Ready." });
  render();
}

async function perform(act) {
  if (act.do === "sight") return sight(act);
  const text = rules.doneText(act.desk, campaign, act.grade);
  const entry = { ...rules.entryOf(act.desk, campaign, act.grade), holder: act.desk.other?.id };
  const came = await keep(entry, text);
  if (came.tone === "ok") done = { entry: came.entry, text, at: Date.now(), sent: came.sent };
  const section = (act.desk.person ?? act.desk.other)?.section;
  board.refresh(section);
  return came;
}

// Store, send if there is network, and say what is true: done, refused, or stored here to be sent later.
async function keep(entry, text) {
  const stored = await outbox.record(entry, { ...context, account: told.account, by: told.by, text, confirmed: !here() });
  let answer = null;
  if (here()) {
    answer = await outbox.answerTo(stored, PATIENCE);
    if (!answer) {
      await store.change(stored, { confirmed: true });
      answer = await store.answerOf(stored.key); // it may have come in this very moment
    }
  }
  if (!answer) {
    await local.apply(stored);
    outbox.flush().catch(() => {});
    return { tone: "ok", text, remedy: "Stored here; it is sent when there is network.", entry: stored, sent: false };
  }
  if (answer.outcome === "done") { await local.apply(stored); return { tone: "ok", text: answer.message, entry: stored, sent: true }; }
  if (answer.outcome === "conflict") return { tone: "question", text: answer.message, remedy: "A person decides; it is among the conflicts." };
  return { tone: "alarm", text: `NOT DONE. ${answer.message}`, remedy: answer.remedy };
}

async function sight(act) {
  const thing = act.item.id ? { item: act.item.id } : { item_code: act.item.code };
  await outbox.record({ kind: "sighting", ...thing, person: act.person?.id, reason: act.why }, { ...context, account: told.account, by: told.by, text: "", confirmed: !here() });
  outbox.flush().catch(() => {});
  return null;
}

async function undo() {
  const last = done;
  if (!last || Date.now() - last.at > UNDO_MS) {
    showSay({ tone: "question", text: "There is nothing to undo.", remedy: "Undo works for a minute." });
    return;
  }
  done = null;
  if (await store.withdraw(last.entry.key)) {
    await local.revert(last.entry);
    await outbox.recount();
    showSay({ tone: "ok", text: `Undone: ${last.text}`, remedy: "It had not been sent." });
  } else {
    const came = await keep({ kind: "undo", target: last.entry.key }, `Undone: ${last.text}`);
    if (came.tone === "ok") await local.revert(last.entry);
    showSay(came.tone === "alarm" ? { ...came, tone: "error" } : came);
  }
  board.refresh((desk.person ?? desk.other)?.section);
  render();
}

// A key of one letter, or the button that shows it.
async function press(key) {
  if (key === "u") return undo();
  if (key === "enter") return settle(rules.enter(desk, campaign));
  if (key === "y") return settle(rules.insist(desk, campaign));
  const list = rules.alongOf(desk.item, campaign);
  const one = list[Number(key) - 1];
  const answer = one ? rules.toggle(desk, one.code, campaign) : rules.grade(desk, key, campaign);
  if (answer) return settle(answer);
  return read(key);
}

function keys() {
  const digits = Object.keys(desk.along).map((_, index) => String(index + 1));
  const grades = campaign.kind === "collection" && desk.item && !desk.asks ? rules.CONDITIONS.map((one) => one.key) : [];
  return ["u", ...(desk.asks ? ["y"] : []), ...(desk.item ? digits : []), ...grades];
}

async function read(text) {
  if (text === "") return settle(rules.enter(desk, campaign));
  if (/^r /i.test(text)) return settle(rules.withReason(desk, text.slice(2).trim(), campaign));
  const along = Object.keys(desk.along).find((code) => local.normalise(code) === local.normalise(text));
  if (along) return settle(rules.toggle(desk, along, campaign, true));
  if (text.length === 1 && keys().includes(text.toLowerCase())) return press(text.toLowerCase());
  const found = await look(text);
  if (!found) return showSay({ tone: "error", text: "There is no network, and nothing was taken along.", remedy: "Make stations ready for offline while there is network." });
  const section = (found.kind === "person" ? found : found.person)?.section;
  // The list beside may be seconds old: a block the field has just named must not read "missing" there.
  if (section !== undefined) (found.block ? board.refresh : board.show)(section);
  return settle(rules.take(desk, found, { ...campaign, name: campaign.name }));
}

async function prepare() {
  showSay({ tone: "", text: "Taking people and devices along …" });
  try {
    await ready.makeReady(context);
    showSay({ tone: "ok", text: "This station goes on without network.", remedy: "The data is wiped at sign-out and after its time." });
  } catch (error) {
    showSay({ tone: "error", text: "It could not be made ready.", remedy: String(error.message ?? error) });
  }
  showNetwork();
  document.getElementById("desk-scan").focus();
}

// Answers to scans that had been confirmed before: only what did not go through has to be said.
document.addEventListener("firstbell:answers", (event) => {
  const conflicts = event.detail.filter(([entry, answer]) => entry.confirmed && answer.outcome === "conflict");
  if (conflicts.length) play("question");
  board.refresh();
});
for (const name of ["firstbell:link", "firstbell:outbox"]) document.addEventListener(name, showNetwork);

async function begin() {
  await rememberClock();
  await ready.tidy(told.account);
  await local.load();
  const kept = await store.meta("desk");
  if (kept && kept.campaign === told.id && kept.account === told.account) desk = kept.desk;
  render();
  showSay({ tone: "", text: "Ready." }, { silent: true });
  const field = document.getElementById("desk-scan");
  listen({ field, form: field.form, onText: read, onKey: press, keys, onEscape: () => { desk = rules.empty(); return settle({ desk, said: null, acts: [] }); } });
  await hello().catch(() => {});
  await outbox.recount();
  showNetwork();
  board.start({ campaign, base });
  if (here() && ready.possible() && (await ready.wasReady(context, told.account))) await prepare();
  outbox.flush().catch(() => {});
  document.querySelector("[data-station]").dataset.begun = "yes";
}

begin();
