// Answers scans from what was taken along, in the words and shapes of queries/looks.py and queries/boards.py.
import * as store from "./store.js";

const ALARMING = new Set(["missing", "lost", "stolen"]);
const IN_STOCK = new Set(["available", "loaner_available", "placed"]);
const TO_OWNER = new Set(["ready_return", "stored"]);
export const local = { pack: null, people: new Map(), items: new Map(), peopleByCode: new Map(), itemsByCode: new Map() };

// As core.scan.normalise: what scanners add is not part of the code.
export function normalise(raw) {
  const text = raw.trim().replace(/^\][A-Za-z][0-9A-Za-z]/, "").replace(/\s+/g, "").toUpperCase();
  const codabar = /^[A-D]([0-9\-$:/.+]{4,})[A-D]$/.exec(text);
  return codabar ? codabar[1] : text;
}

function forget() {
  local.pack = null;
  for (const map of [local.people, local.items, local.peopleByCode, local.itemsByCode]) map.clear();
}
document.addEventListener("firstbell:wiped", forget);

// Reads the pack into memory and applies what this station did since; null when there is none.
export async function load() {
  forget();
  local.pack = await store.pack();
  if (!local.pack) return null;
  for (const person of await store.everybody()) {
    local.people.set(person.id, person);
    for (const code of person.codes) local.peopleByCode.set(code, person);
  }
  for (const item of await store.everything()) {
    local.items.set(item.id, item);
    for (const code of item.codes) local.itemsByCode.set(code, item);
  }
  for (const entry of await store.waiting()) await apply(entry);
  return local.pack;
}

const nameOf = (id) => local.people.get(id)?.name ?? "somebody who is not on this station";
const has = (person, campaign) => [...local.items.values()].find((item) => item.holder === person.id && item.type === campaign.type)?.label ?? "";

export function personTold(person, campaign) {
  return {
    kind: "person", id: person.id, name: person.name, listed: person.listed, section: person.section,
    homeroom: local.pack.sections.find((one) => one.id === person.section)?.title ?? "",
    has: campaign ? has(person, campaign) : "",
    waiting: person.waiting ? local.items.get(person.waiting)?.label ?? "" : "",
    left_out: person.left_out, block: person.blocked ? "ask the office" : "", gone: false, in_group: true, doubts: [],
  };
}

const doubt = (code, text, remedy, insist = false) => ({ code, text, remedy, insist });

function itemDoubts(item, personId, campaign) {
  if (ALARMING.has(item.status)) return [doubt("lost", `${item.label} is “${item.status_label}” by the books.`, "Keep it here and tell the technician.")];
  if (item.type !== campaign.type) return [doubt("wrong_kind", `${item.label} is a ${item.type_name}, not a ${campaign.type_name}.`, "Scan one from the right pile.")];
  if (item.owner && item.owner !== personId && TO_OWNER.has(item.status)) return [doubt("belongs_other", `${item.label} belongs to ${nameOf(item.owner)}.`, "Lay it aside; scan another.")];
  if (item.holder) {
    const since = item.since ? ` since ${item.since}, by this station` : "";
    return [doubt("already_lent", `${item.label} is with ${nameOf(item.holder)}${since}.`, "Scan another device.")];
  }
  if (item.reserved && personId && item.reserved !== personId) return [doubt("reserved_other", `${item.label} is reserved for ${nameOf(item.reserved)}.`, "Lay it aside; scan another.")];
  if (!IN_STOCK.has(item.status) && !(TO_OWNER.has(item.status) && item.owner === personId)) return [doubt("not_lendable", `${item.label} cannot be lent: ${item.status_label.toLowerCase()}.`, "Scan another one.")];
  const person = local.people.get(personId);
  if (person?.waiting && person.waiting !== item.id) {
    const label = local.items.get(person.waiting)?.label ?? "another";
    return [doubt("other_reserved", `${label} is reserved for ${person.name}, not ${item.label}.`, `Take ${label}, or y gives this one.`, true)];
  }
  return [];
}

export function itemTold(item, desk, campaign) {
  const told = { kind: "item", id: item.id, label: item.label, product: "", status: item.status, status_label: item.status_label };
  if (campaign.kind === "handout") return { ...told, along: item.along, doubts: itemDoubts(item, desk.person?.id ?? null, campaign) };
  if (!item.holder && !ALARMING.has(item.status)) {
    return { ...told, along: [], doubts: [doubt("not_lent", `${item.label} is lent to nobody: ${item.status_label.toLowerCase()}.`, "Put it where it belongs.")] };
  }
  const person = local.people.get(item.holder);
  const back = { ...told, along: item.along, doubts: [], expected: Boolean(person) };
  if (person) back.person = { id: person.id, name: person.name, section: person.section, homeroom: "" };
  else back.doubts = [doubt("unexpected", `${item.label} is not expected in ${campaign.name}.`, "Scan it again to take it back all the same.", true)];
  if (ALARMING.has(item.status)) back.doubts = [doubt("lost", `${item.label} is “${item.status_label}” by the books.`, "Keep it here. y takes it back as found.", true)];
  return back;
}

// What a code is, without network. Codes this station does not know may be stored all the same, and are checked later.
export function look(text, desk, campaign) {
  const code = normalise(text);
  const itemFirst = Boolean(desk.person) || campaign.kind === "collection";
  const person = local.peopleByCode.get(code);
  const item = local.itemsByCode.get(code);
  if (item && (itemFirst || !person)) return itemTold(item, desk, campaign);
  if (person) {
    const told = personTold(person, campaign);
    if (desk.item?.id && campaign.kind === "handout") told.doubts = itemDoubts(local.items.get(desk.item.id) ?? desk.item, person.id, campaign);
    return told;
  }
  const unknown = [doubt("unknown", `“${text}” is not among what this station took along.`, "y stores it all the same; it is checked later.", true)];
  if (itemFirst) return { kind: "item", id: null, code: text, label: text, status: "", ...(campaign.kind === "collection" ? { along: [] } : {}), doubts: unknown };
  return { kind: "person", id: null, code: text, name: `badge ${text}`, in_group: true, doubts: unknown };
}

// What a stored scan means for the answers after it.
export async function apply(entry) {
  const item = local.items.get(entry.item) ?? local.itemsByCode.get(normalise(entry.item_code ?? ""));
  const loaner = local.items.get(entry.loaner);
  const since = new Date(entry.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (entry.kind === "handout" && item) await set(item, { holder: entry.person ?? -1, status: "assigned", status_label: "Assigned", since });
  if ((entry.kind === "collection" || entry.kind === "swap_return") && item) {
    await set(item, { holder: null, status: item.loaner ? "loaner_available" : "available", status_label: "Available", since });
  }
  if (entry.kind === "swap") {
    if (item) await set(item, { holder: null, status: "in_triage", status_label: "In triage" });
    if (loaner) await set(loaner, { holder: entry.person ?? -1, status: "on_loan", status_label: "On loan", since });
    await swaps((all) => [...all, { loaner: entry.loaner, device: entry.item, person: entry.person, out: true, ready: false, place: "" }]);
  }
  if (entry.kind === "lent" && item) {
    count(entry.person, 1, item.type);
    if (item.reader && item.out) count(item.reader, -1, item.type);
    item.reader = entry.person; // in memory only: whose it is is kept nowhere but in what waits to be sent
    await set(item, { out: true });
  }
  if (entry.kind === "renewed" && item && item.out) item.reader ??= entry.person; // as the desk said
  if (entry.kind === "taken_in" && item) {
    if (item.reader && item.out) count(item.reader, -1, item.type);
    item.reader = null;
    await set(item, { out: false });
  }
  if (entry.kind === "swap_return" && entry.item) await swaps((all) => all.filter((one) => one.loaner !== entry.item && one.device !== entry.item));
}

// Undone before it was sent.
export async function revert(entry) {
  const item = local.items.get(entry.item);
  if (entry.kind === "handout" && item) await set(item, { holder: null, status: "available", status_label: "Available", since: "" });
  if (entry.kind === "collection" && item) await set(item, { holder: entry.holder ?? -1, status: "assigned", status_label: "Assigned", since: "" });
  if (entry.kind === "lent" && item) {
    count(entry.person, -1, item.type);
    item.reader = null;
    await set(item, { out: false });
  }
  if (entry.kind === "taken_in" && item) await set(item, { out: true });
}

// How many things a child of a class visit has: in memory only, on top of what was taken along.
function count(id, by, type) {
  const person = local.people.get(id);
  if (!person || !("out" in person)) return;
  person.out = Math.max(0, person.out + by);
  person.taken ??= { all: 0 };
  person.taken.all += by;
  person.taken[type] = (person.taken[type] ?? 0) + by;
}

async function set(item, values) {
  Object.assign(item, values);
  await store.changeItem(item.id, values);
}
async function swaps(work) {
  local.pack.swaps = work(local.pack.swaps ?? []);
  await store.changeSwaps(work);
}

export function board(section, campaign) {
  const all = [...local.people.values()].map((person) => personTold(person, campaign));
  const missing = all.filter((one) => !one.left_out && (campaign.kind === "handout" ? !one.has : one.has)).length;
  const people = all.filter((one) => one.section === section).sort((a, b) => a.listed.localeCompare(b.listed));
  return { section, people, figures: { people: all.length, has: all.filter((one) => one.has).length, missing }, stations: [], conflicts: 0 };
}
