// The station as a state machine: what lies on the desk, what was just read, what lies on the desk then. Pure: no page,
// no network, no storage. "told" is what queries/looks.py (or local.js without network) says of a code.
//
//   hand-out:    student, device (either first) -> what goes along -> Enter, or simply the next badge
//   collection:  device -> one key for its condition, or simply the next device

export const CONDITIONS = [
  { key: "g", word: "good", condition: "good" },
  { key: "d", word: "damaged", condition: "poor" },
  { key: "b", word: "broken", condition: "broken" },
  { key: "m", word: "missing parts", condition: "broken" },
];
const STOPS = new Set(["lost", "belongs_other", "reserved_other", "already_lent", "wrong_kind"]);

export const empty = () => ({ person: null, item: null, along: {}, sure: [], asks: null, reason: "", other: null });
export const isEmpty = (desk) => !desk.person && !desk.item;
export const isComplete = (desk, campaign) => Boolean(desk.item && (desk.person || campaign.kind === "collection") && !desk.asks);

const say = (tone, text, remedy = "") => ({ tone, text, remedy });
const answer = (desk, said, acts = []) => ({ desk, said, acts });
// What is checked off with a device: what its model has, else what the campaign names; coming back: what went out with it.
export const alongOf = (item, campaign) => item?.along ?? (campaign.kind === "collection" ? [] : campaign.along);
const ticked = (along) => Object.fromEntries(along.map((one) => [one.code, true]));

export function expected(desk, campaign) {
  if (campaign.kind === "collection") {
    if (!desk.item) return desk.person ? `Scan the device of ${desk.person.name}.` : "Scan a device that comes back.";
    return "g good, d damaged, b broken, m missing parts. Enter or the next device: good.";
  }
  if (desk.asks) return "y: all the same. Or scan another.";
  if (!desk.person && !desk.item) return "Scan a student's badge, or a device.";
  if (!desk.person) return "Scan the badge of the student who gets it.";
  if (!desk.item) return `Scan the device for ${desk.person.name}.`;
  return "Enter hands it out. Or scan the next badge.";
}

// Something was read. Acts: {do: "commit" | "sight", desk}, in the order they must be stored.
export function take(desk, told, campaign) {
  if (told.kind === "nothing") {
    return answer(desk, say("error", `Nobody and nothing here has the code “${told.code}”.`, "Is it readable? Type it by hand."));
  }
  if (told.kind === "person") return campaign.kind === "handout" ? personGets(desk, told, campaign) : personBrings(desk, told);
  return campaign.kind === "handout" ? itemGoes(desk, told, campaign) : itemComes(desk, told, campaign);
}

function personGets(desk, told, campaign) {
  const acts = [];
  if (isComplete(desk, campaign) && desk.person.id !== told.id) {
    acts.push({ do: "commit", desk });
    desk = empty();
  }
  if (told.gone) return answer(desk, say("error", `${told.name} has left the district.`, "Hand nothing out."), acts);
  if (told.has) return answer(desk, say("error", `${told.name} already has ${told.has}.`, "Next, please."), acts);
  const begun = { ...empty(), item: desk.person ? null : desk.item, person: told, sure: desk.person ? [] : desk.sure };
  if (begun.item) begun.along = ticked(alongOf(begun.item, campaign));
  if (told.block) {
    return answer(begun, say("error", `${told.name} is blocked: ${told.block}.`, "Lay it aside. Or type r, a space and the reason to hand it out."), acts);
  }
  const doubt = (told.doubts ?? []).find((one) => !begun.sure.includes(one.code)) ?? ownDoubt(told, begun.sure, campaign);
  if (doubt) return doubted(begun, doubt, campaign, acts);
  return settled(begun, told.name + (told.waiting && !begun.item ? `: ${told.waiting} is reserved.` : ""), campaign, acts);
}

function ownDoubt(told, sure, campaign) {
  if (!told.in_group && !sure.includes("not_in_group")) {
    return { code: "not_in_group", text: `${told.name} is not in the groups of ${campaign.name}.`, remedy: "y hands it out all the same.", insist: true };
  }
  if (told.left_out && !sure.includes("left_out")) {
    return { code: "left_out", text: `${told.name} takes no part.`, remedy: "y hands it out all the same.", insist: true };
  }
  return null;
}

function itemGoes(desk, told, campaign) {
  const acts = [];
  if (isComplete(desk, campaign)) {
    if (desk.item.id && desk.item.id === told.id) return answer(desk, say("ok", `${told.label} is on the desk.`, expected(desk, campaign)));
    acts.push({ do: "commit", desk });
    desk = empty();
  }
  const doubt = (told.doubts ?? []).find((one) => !desk.sure.includes(one.code));
  if (doubt && !doubt.insist) {
    if (STOPS.has(doubt.code)) acts.push({ do: "sight", item: told, person: desk.person, why: doubt.code });
    const isLost = doubt.code === "lost";
    const wrong = STOPS.has(doubt.code) ? say("alarm", (isLost ? "LOST DEVICE. " : "WRONG DEVICE. ") + doubt.text, doubt.remedy) : say("error", doubt.text, doubt.remedy);
    return answer(desk, wrong, acts);
  }
  const put = { ...desk, item: told, along: ticked(alongOf(told, campaign)), asks: null };
  if (doubt) return doubted(put, doubt, campaign, acts);
  const own = desk.person && ownDoubt(desk.person, desk.sure, campaign);
  if (own) return doubted(put, own, campaign, acts);
  return settled(put, told.label, campaign, acts);
}

function doubted(desk, doubt, campaign, acts) {
  if (!doubt.insist) {
    if (STOPS.has(doubt.code) && desk.item) acts.push({ do: "sight", item: desk.item, person: desk.person, why: doubt.code });
    const tone = STOPS.has(doubt.code) ? "alarm" : "error";
    return answer({ ...empty(), person: desk.person }, say(tone, (tone === "alarm" ? "WRONG DEVICE. " : "") + doubt.text, doubt.remedy), acts);
  }
  return answer({ ...desk, asks: doubt }, say("question", doubt.text, doubt.remedy), acts);
}

// Nothing speaks against it: when both are here and nothing goes along, it is done.
function settled(desk, text, campaign, acts = []) {
  if (isComplete(desk, campaign) && campaign.kind === "handout" && alongOf(desk.item, campaign).length === 0) {
    return answer(empty(), null, [...acts, { do: "commit", desk }]);
  }
  return answer(desk, say("ok", text, expected(desk, campaign)), acts);
}

function personBrings(desk, told) {
  if (!told.has) return answer(desk, say("question", `${told.name} has nothing that is expected back.`, "Next, please."));
  const acts = desk.item && !desk.asks ? [{ do: "commit", desk }] : [];
  return answer({ ...empty(), person: told }, say("ok", `${told.name} has ${told.has}.`, "Scan it."), acts);
}

function itemComes(desk, told, campaign) {
  const acts = [];
  if (desk.item && told.id && desk.item.id === told.id) {
    if (desk.asks) return insist(desk, campaign);
    return answer(desk, say("ok", `${told.label} is on the desk.`, expected(desk, campaign)));
  }
  if (desk.item && !desk.asks) acts.push({ do: "commit", desk });
  const asked = desk.item ? null : desk.person;
  const doubt = (told.doubts ?? [])[0] ?? null;
  if (doubt && !doubt.insist) return answer(empty(), say("error", doubt.text, doubt.remedy), acts);
  const put = { ...empty(), item: told, along: ticked(alongOf(told, campaign)), other: told.person ?? null };
  if (asked && told.person && told.person.id !== asked.id) {
    acts.push({ do: "sight", item: told, person: asked, why: "belongs_other" });
    const other = { code: "belongs_other", insist: true };
    return answer({ ...put, asks: other }, say("alarm", `WRONG DEVICE. ${told.label} belongs to ${told.person.name}, not ${asked.name}.`, `${asked.name} has ${asked.has}. y takes this one back for ${told.person.name}.`), acts);
  }
  if (doubt) {
    if (doubt.code === "lost") acts.push({ do: "sight", item: told, person: null, why: "lost" });
    return answer({ ...put, asks: doubt }, say(doubt.code === "lost" ? "alarm" : "question", (doubt.code === "lost" ? "LOST DEVICE. " : "") + doubt.text, doubt.remedy), acts);
  }
  return answer(put, say("ok", told.person ? `${told.label} of ${told.person.name}.` : told.label, expected(put, campaign)), acts);
}

// "y": all the same.
export function insist(desk, campaign) {
  if (!desk.asks) return answer(desk, say("question", "There is nothing to say yes to.", expected(desk, campaign)));
  const sure = { ...desk, sure: [...desk.sure, desk.asks.code], asks: null };
  const more = campaign.kind === "handout" && sure.person ? ownDoubt(sure.person, sure.sure, campaign) : null;
  if (more) return answer({ ...sure, asks: more }, say("question", more.text, more.remedy));
  return settled(sure, "All the same.", campaign);
}

// Enter on the empty field.
export function enter(desk, campaign) {
  if (isComplete(desk, campaign)) return answer(empty(), null, [{ do: "commit", desk }]);
  return answer(desk, say("question", "The field is empty.", expected(desk, campaign)));
}

// One key grades the device and takes it back.
export function grade(desk, key, campaign) {
  const chosen = CONDITIONS.find((one) => one.key === key);
  if (!chosen || campaign.kind !== "collection" || !isComplete(desk, campaign)) return null;
  return answer(empty(), null, [{ do: "commit", desk, grade: chosen }]);
}

export function toggle(desk, code, campaign, to = !desk.along[code]) {
  const list = alongOf(desk.item, campaign);
  const one = list.find((along) => along.code === code);
  if (!one || !(code in desk.along)) return null;
  const name = one.name;
  const next = { ...desk, along: { ...desk.along, [code]: to } };
  const text = to ? `${name} is here.` : `${name} is missing.`;
  return answer(next, say(to ? "ok" : "question", text, expected(desk, campaign)));
}

export function withReason(desk, reason, campaign) {
  if (!desk.person) return answer(desk, say("question", "A reason for whom?", "Scan the badge first."));
  return answer({ ...desk, reason, person: { ...desk.person, block: "" } }, say("ok", `Reason: ${reason}`, expected(desk, campaign)));
}

// What is stored of a finished desk; sequence, times and place are the outbox's.
export function entryOf(desk, campaign, chosen = CONDITIONS[0]) {
  const here = Object.keys(desk.along).filter((code) => desk.along[code]);
  const missing = Object.keys(desk.along).filter((code) => !desk.along[code]);
  const thing = desk.item.id ? { item: desk.item.id } : { item_code: desk.item.code };
  if (campaign.kind === "collection") return { kind: "collection", ...thing, missing, condition: chosen.condition, word: chosen.word };
  const who = desk.person.id ? { person: desk.person.id } : { person_code: desk.person.code };
  return { kind: "handout", ...who, ...thing, along: here, missing, sure: desk.sure, reason: desk.reason };
}

export function doneText(desk, campaign, chosen = CONDITIONS[0]) {
  const lacks = alongOf(desk.item, campaign).filter((one) => desk.along[one.code] === false);
  const without = lacks.length ? `, without ${lacks.map((one) => one.name.toLowerCase()).join(", ")}` : "";
  if (campaign.kind === "collection") return `${desk.item.label} is back${desk.other ? ` from ${desk.other.name}` : ""}: ${chosen.word}${without}.`;
  return `${desk.item.label} is handed to ${desk.person.name}${without}.`;
}
