// The ordinary counter for the time without network (/counter/offline/): every swap and return is stored here, then sent.
import { listen } from "./field.js";
import { hello, here, link, rememberClock } from "./link.js";
import * as local from "./local.js";
import * as outbox from "./outbox.js";
import * as ready from "./ready.js";
import { badge, draw, h, icon, kbd, showLink, showSay } from "./screen.js";
import * as store from "./store.js";
import * as swaps from "./swaps.js";

const root = document.querySelector("[data-offline-desk]");
const account = Number(root.dataset.account);
const UNDO_MS = 60000;
let desk = swaps.empty();
let done = null;

const know = {
  item: (id) => local.local.items.get(id),
  name: (id) => local.local.people.get(id)?.name ?? "somebody who is not on this station",
  swapOf: (item) => (local.local.pack?.swaps ?? []).find((one) => (one.loaner === item.id && one.out) || one.device === item.id),
};
const symptoms = () => swaps.tiles(local.local.pack?.symptoms ?? []);

function look(text) {
  const code = local.normalise(text);
  const person = local.local.peopleByCode.get(code);
  const item = local.local.itemsByCode.get(code);
  if (person && (!item || swaps.step(desk) === "person")) return { kind: "person", id: person.id, name: person.name };
  if (item) return { kind: "item", id: item.id, label: item.label };
  return { kind: "item", id: null, code: text, label: text };
}

async function settle(answer) {
  desk = answer.desk;
  let { said } = answer;
  if (answer.entry) {
    const context = { school: local.local.pack.school.id, account, by: root.dataset.by, text: answer.text, confirmed: true };
    const stored = await outbox.record(answer.entry, context);
    await local.apply(stored);
    done = { entry: stored, text: answer.text, at: Date.now() };
    said = { tone: "ok", text: answer.text, remedy: "Stored here; it is sent when there is network." };
    outbox.flush().catch(() => {});
  }
  showSay(said);
  render();
}

async function undo() {
  const last = done;
  done = null;
  if (!last || Date.now() - last.at > UNDO_MS) showSay({ tone: "question", text: "There is nothing to undo.", remedy: "Undo works for a minute." });
  else if (await store.withdraw(last.entry.key)) {
    await outbox.recount();
    // What it meant for the answers after it is worked out anew from what was taken along.
    showSay({ tone: "ok", text: `Undone: ${last.text}`, remedy: "Make the station ready anew when there is network." });
  } else {
    await outbox.record({ kind: "undo", target: last.entry.key }, { school: local.local.pack.school.id, account, by: root.dataset.by, text: "", confirmed: true });
    outbox.flush().catch(() => {});
    showSay({ tone: "ok", text: `Undone: ${last.text}`, remedy: "" });
  }
  render();
}

function keys() {
  const at = swaps.step(desk);
  if (at === "symptom") return ["u", "d", ...symptoms().map(([key]) => key)];
  if (at === "whose") return ["u", "b"];
  return at === "confirm" ? ["u", "d", "c"] : at === "loaner" || at === "back" ? ["u", "d"] : ["u"];
}

async function press(key) {
  if (!keys().includes(key) && key !== "enter") return read(key);
  if (key === "u") return undo();
  if (key === "enter") return settle(swaps.enter(desk));
  if (key === "b") return settle(swaps.yes(desk));
  if (key === "d") return settle(swaps.flip(desk, "damaged", (on) => (on ? "Visible damage." : "No visible damage.")));
  if (key === "c") return settle(swaps.flip(desk, "charger", (on) => (on ? "The student keeps the own charger." : "A charger goes out with the loaner.")));
  return settle(swaps.choose(desk, symptoms().find(([one]) => one === key)[1]));
}

async function read(text) {
  if (!local.local.pack) return showSay({ tone: "error", text: "Nothing was taken along, or its time is over.", remedy: "Make the counter ready while there is network." });
  if (text === "") return settle(swaps.enter(desk));
  if (text.length === 1 && keys().includes(text.toLowerCase())) return press(text.toLowerCase());
  const told = look(text);
  if (!told.id && !desk.person && !desk.back) return showSay({ tone: "error", text: `Nobody and nothing here has the code “${text}”.`, remedy: "Only what was taken along is known without network." });
  return settle(swaps.take(desk, told, know));
}

const button = (text, key, kind = "btn-secondary", name = "check") => h("button", { type: "button", class: `btn ${kind} btn-lg`, onclick: () => press(key) }, icon(name, "sm"), h("span", {}, text), kbd(key === "enter" ? "Enter" : key));

function render() {
  const at = swaps.step(desk);
  document.querySelector("label[for=desk-scan]").textContent = swaps.expected(desk);
  root.dataset.step = at;
  const fact = (label, value, extra) => value && h("div", {}, h("dt", {}, label), h("dd", {}, h("strong", { class: "code" }, value), extra ? ` ${extra}` : ""));
  const acts = { whose: [button("Brought by this student all the same", "b")], loaner: [button(`Visible damage: ${desk.damaged ? "yes" : "no"}`, "d", "btn-secondary", "warning")],
    confirm: [button(`Lend ${desk.loaner?.label}`, "enter", "btn-primary confirm-go"), button(desk.charger ? "Own charger stays: yes" : "Charger goes out with it", "c", "btn-secondary", "plug")],
    back: [button("Take back", "enter", "btn-primary"), button(`Damaged: ${desk.damaged ? "yes" : "no"}`, "d", "btn-secondary", "warning")] }[at] ?? [];
  const shown = desk.person || desk.back;
  draw(document.getElementById("desk-card"), shown && h("section", { class: "card desk-card", "aria-label": "On the desk" },
    h("header", { class: "desk-person" }, h("div", { class: "desk-person-text" }, h("h2", {}, desk.back ? know.name(desk.back.swap?.person ?? desk.back.first.holder) : desk.person.name))),
    h("dl", { class: "desk-facts" }, fact("Broken device", desk.device?.label), fact("Symptom", desk.symptom?.label, desk.damaged ? "with damage" : ""), fact("Loaner", desk.loaner?.label ?? desk.back?.loaner?.label), fact("Own device", desk.back?.own?.label)),
    at === "symptom" && h("div", { class: "desk-tiles", role: "group", "aria-label": "What is wrong?" }, symptoms().map(([key, one]) => h("button", { type: "button", class: "desk-tile", onclick: () => press(key) }, icon(one.icon, "lg"), h("span", {}, one.isolates ? `${one.label}: isolate` : one.label), kbd(key)))),
    acts.length > 0 && h("div", { class: "desk-act" }, acts)));
  draw(document.getElementById("desk-done"), done && Date.now() - done.at < UNDO_MS && h("p", { class: "station-done" }, icon("clock"), h("span", { class: "station-done-text" }, h("strong", {}, done.text)), button("Undo", "u", "btn-secondary", "undo")));
}

async function showWaiting() {
  showLink({ onReady: () => location.assign("/counter/"), possible: false });
  const back = here() && outbox.outbox.waiting - outbox.outbox.foreign === 0;
  draw(document.getElementById("desk-back"), back && h("a", { class: "btn btn-primary btn-lg", href: "/counter/" }, icon("counter", "sm"), h("span", {}, "Network is back: to the counter")));
  const waiting = (await store.waiting()).filter((entry) => entry.text);
  draw(document.getElementById("waiting"), waiting.length ? h("ul", { class: "roster" }, waiting.map((one) => h("li", {}, h("span", { class: "roster-name" }, one.text), badge(new Date(one.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }), "neutral", "clock")))) : h("p", { class: "muted" }, "Nothing waits to be sent."));
}

async function probe() {
  await hello(3000).catch(() => {});
  if (outbox.outbox.waiting) await outbox.flush().catch(() => {});
  setTimeout(probe, 5000);
}

async function begin() {
  await rememberClock();
  await ready.tidy(account);
  await local.load();
  render();
  showSay(local.local.pack ? { tone: "", text: "Ready." } : { tone: "error", text: "Nothing was taken along, or its time is over.", remedy: "Make the counter ready while there is network." }, { silent: true });
  for (const name of ["firstbell:link", "firstbell:outbox"]) document.addEventListener(name, showWaiting);
  const field = document.getElementById("desk-scan");
  const clear = () => { desk = swaps.empty(); showSay({ tone: "", text: "Ready." }); render(); };
  listen({ field, form: field.form, onText: read, onKey: press, keys, onEscape: clear });
  await outbox.recount();
  root.dataset.begun = "yes";
  probe();
}

begin();
