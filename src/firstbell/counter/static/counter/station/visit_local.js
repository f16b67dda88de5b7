// A class visit without network: answers from what was taken along, in the shapes of queries/visit_looks.py.
import { local, normalise } from "./local.js";

// Whether what was taken along is this class.
export const ready = (section) => Boolean(local.pack && local.pack.section === section);

export const children = () => [...local.people.values()].map((one) => ({ ...one })).sort((a, b) => a.last.localeCompare(b.last) || a.first.localeCompare(b.first) || a.id - b.id);

export function child(id) {
  const found = local.people.get(id);
  return found ? { ...found, kind: "person", in_class: true, loans: null, block: "", gone: false } : { kind: "nothing", code: "" };
}

export function look(text, chosen) {
  const code = normalise(text);
  const item = local.itemsByCode.get(code);
  if (item) return { kind: "item", id: item.id, label: item.label, title: item.title, state: stateOf(item, chosen), who: "", blocks: blocks(chosen), left: null, due: "" };
  const person = local.peopleByCode.get(code);
  if (person) return child(person.id);
  // A new book, or one of another school: stored all the same, and checked when it is sent.
  if (/\d/.test(text)) return { kind: "item", id: null, code: text, label: text, title: "", state: "in", who: "", blocks: blocks(chosen), left: null, due: "" };
  return { kind: "nothing", code: text };
}

function stateOf(item, chosen) {
  if (!item.out) return "in";
  return chosen && item.reader === chosen.id ? "mine" : "out";
}

const blocks = (chosen) => (chosen?.blocked ? [{ code: "blocked", text: `${chosen.first} is blocked.`, remedy: "Ask when there is network.", may_pass: false }] : []);
