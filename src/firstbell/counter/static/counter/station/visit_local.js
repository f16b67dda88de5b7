// A class visit without network: answers from what was taken along, in the shapes of queries/visit_looks.py.
import { local, normalise } from "./local.js";

// Whether what was taken along is this class.
export const ready = (section) => Boolean(local.pack && local.pack.section === section);

export const children = () => [...local.people.values()].map((one) => ({ ...one })).sort((a, b) => a.last.localeCompare(b.last) || a.first.localeCompare(b.first) || a.id - b.id);

export function child(id) {
  const found = local.people.get(id);
  return found ? { ...found, kind: "person", in_class: true, loans: null, block: "", gone: false } : { kind: "nothing", code: "" };
}

// "away": nobody could be asked whose it is; what is not known here is checked when it is sent.
export function look(text, chosen) {
  const code = normalise(text);
  const item = local.itemsByCode.get(code);
  if (item) {
    const room = chosen ? roomFor(chosen.id, item.type) : null;
    return { kind: "item", id: item.id, label: item.label, title: item.title, state: stateOf(item, chosen), who: "", blocks: blocks(chosen, room), left: room === null ? null : Math.max(0, room - 1), due: "", away: true };
  }
  const person = local.peopleByCode.get(code);
  if (person) return child(person.id);
  // A new book, or one of another school: stored all the same, and checked when it is sent.
  if (/\d/.test(text)) return { kind: "item", id: null, code: text, label: text, title: "", state: "in", who: "", blocks: blocks(chosen, null), left: null, due: "", away: true };
  return { kind: "nothing", code: text };
}

function stateOf(item, chosen) {
  if (!item.out) return "in";
  return chosen && item.reader === chosen.id ? "mine" : "out";
}

// How many more things of a type the rules allow this child: what was taken along, and what was done here since. Null without a limit.
function roomFor(id, type) {
  const person = local.people.get(id);
  const [ofType, inAll] = person?.left?.[type] ?? [null, null];
  const taken = person?.taken ?? {};
  const rest = [];
  if (ofType !== null) rest.push(ofType - (taken[type] ?? 0));
  if (inAll !== null) rest.push(inAll - (taken.all ?? 0));
  return rest.length ? Math.min(...rest) : null;
}

function blocks(chosen, room) {
  if (chosen?.blocked) return [{ code: "blocked", text: `${chosen.first} is blocked.`, remedy: "Ask when there is network.", may_pass: false }];
  // Whose a book was that came back is not known here, so a person may say that it was theirs.
  if (room !== null && room <= 0) return [{ code: "limit", text: `${chosen.first} has as many as the rules allow.`, remedy: "Take one back first.", may_pass: false }];
  return [];
}
