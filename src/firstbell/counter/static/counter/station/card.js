// The desk as it is drawn: who, which device, what goes along, which keys there are; and the line of what was just done.
import { alongOf, CONDITIONS, isComplete } from "./rules.js";
import { photo } from "./photos.js";
import { badge, h, icon, kbd } from "./screen.js";

export function card(desk, campaign, press) {
  if (!desk.person && !desk.item) return null;
  const back = campaign.kind === "collection";
  const person = desk.person ?? desk.other;
  const list = alongOf(desk.item, campaign);
  return h("section", { class: "card desk-card", "aria-label": "On the desk" },
    person && h("header", { class: "desk-person" }, photo(person, "desk", "desk-photo"),
      h("div", { class: "desk-person-text" }, h("h2", {}, person.name), h("p", { class: "muted" }, person.homeroom ?? "")),
      h("div", { class: "row" }, person.block ? badge(person.block, "bad", "lock") : null, person.waiting ? badge(`Reserved: ${person.waiting}`, "info", "tag") : null)),
    desk.item && h("dl", { class: "desk-facts" },
      h("div", {}, h("dt", {}, back ? "Comes back" : "Device"), h("dd", {}, h("strong", { class: "code" }, desk.item.label), ` ${desk.item.product ?? ""}`)),
      desk.reason ? h("div", {}, h("dt", {}, "Reason"), h("dd", {}, desk.reason)) : null),
    desk.item && list.length > 0 && h("div", { class: "desk-act", role: "group", "aria-label": back ? "Expected back" : "Goes along" },
      list.map((one, index) => along(one, index, desk, back, press))),
    desk.asks?.insist && h("div", { class: "desk-act" }, button("All the same", "y", "btn-secondary", "check", press)),
    isComplete(desk, campaign) && h("div", { class: "desk-act" }, back
      ? CONDITIONS.map((one) => button(one.word, one.key, one.key === "g" ? "btn-primary" : "btn-secondary", one.key === "g" ? "check" : "wrench", press))
      : button(`Hand ${desk.item.label} out`, "enter", "btn-primary confirm-go", "check", press)));
}

function along(one, index, desk, back, press) {
  const here = desk.along[one.code];
  return h("button", { type: "button", class: "btn btn-secondary btn-lg", "aria-pressed": String(here), onclick: () => press(String(index + 1)) },
    icon(here ? "check" : "close", "sm"), h("span", {}, `${one.name}: ${here ? (back ? "back" : "goes along") : "missing"}`), kbd(String(index + 1)));
}

function button(text, key, kind, name, press) {
  return h("button", { type: "button", class: `btn ${kind} btn-lg`, onclick: () => press(key) }, icon(name, "sm"), h("span", {}, text[0].toUpperCase() + text.slice(1)), kbd(key === "enter" ? "Enter" : key));
}

export function doneLine(done, undoFor, undo) {
  const left = Math.max(0, Math.ceil((done.at + undoFor - Date.now()) / 1000));
  const clock = h("span", { class: "done-clock", "aria-hidden": "true" }, `${left} s`);
  const press = left > 0 && h("button", { type: "button", class: "btn btn-secondary btn-lg", onclick: undo }, icon("undo", "sm"), h("span", {}, "Undo"), kbd("u"), clock);
  if (press) tick(press, clock, done.at + undoFor);
  return h("p", { class: "station-done" }, icon(done.sent ? "check" : "clock"), h("span", { class: "station-done-text" }, h("strong", {}, done.text), done.sent ? null : h("span", { class: "muted" }, " Not sent yet.")), press);
}

function tick(press, clock, until) {
  const timer = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (!press.isConnected || left <= 0) { clearInterval(timer); press.remove(); return; }
    clock.textContent = `${left} s`;
  }, 1000);
}
