// The ordinary counter without network, as a state machine: a swap (badge, broken device, symptom, loaner, Enter) or a
// return (loaner, own device or Enter). Pure, like desk.py, of which it knows what can be known without the books.

export const empty = () => ({ person: null, device: null, asks: null, other: false, symptom: null, damaged: false, charger: true, loaner: null, back: null });
const IN_STOCK = new Set(["available", "loaner_available", "placed"]);
const HANDED = new Set(["in_triage", "in_repair", "at_vendor", "quarantine"]);

const say = (tone, text, remedy = "") => ({ tone, text, remedy });
const answer = (desk, said, entry = null, text = "") => ({ desk, said, entry, text });

export function step(desk) {
  if (desk.back) return "back";
  if (!desk.person) return "person";
  if (desk.asks) return "whose";
  if (!desk.device) return "device";
  if (!desk.symptom) return "symptom";
  return desk.loaner ? "confirm" : "loaner";
}

const EXPECTED = {
  person: "Scan a badge or a device.",
  device: "Scan the broken device.",
  whose: "b: brought by this student all the same. Or scan another device.",
  symptom: "What is wrong? 1 to 8.",
  loaner: "Scan the loaner.",
  confirm: "Enter lends it.",
};
export const expected = (desk) => (desk.back ? backExpected(desk.back) : EXPECTED[step(desk)]);
const backExpected = (back) => (back.swap?.ready && !back.own ? `Scan ${back.ownLabel}${back.swap.place ? ` from ${back.swap.place}` : ""}, or Enter takes only this back.` : "Enter takes it back.");

export const tiles = (symptoms) => {
  const usual = symptoms.filter((one) => !one.isolates).map((one, index) => [String(index + 1), one]);
  const hazards = symptoms.filter((one) => one.isolates).map((one, index) => ["90"[index], one]);
  return [...usual.slice(0, 8), ...hazards.slice(0, 2)];
};

// know: {item(id), name(id), swapOf(item)} answers from what was taken along.
export function take(desk, told, know) {
  if (told.kind === "person") return takePerson(desk, told);
  const item = { ...told, ...(know.item(told.id) ?? {}) };
  if (desk.back) return takeOwn(desk, item, know);
  const at = step(desk);
  if (at === "person" || at === "device" || at === "whose") return takeFirst(desk, item, know);
  if (at === "symptom") return answer(desk, say("error", `That is ${item.label}, but first: what is wrong?`, "1 to 8 choose. Then scan the loaner."));
  return takeLoaner(desk, item, know);
}

function takePerson(desk, told) {
  if (desk.person && step(desk) !== "device") return answer(desk, say("error", `That is the badge of ${told.name}, but somebody is on the desk.`, "Esc starts over."));
  return answer({ ...empty(), person: told }, say("ok", told.name, EXPECTED.device));
}

function takeFirst(desk, item, know) {
  const swap = know.swapOf(item);
  const isOut = item.status === "on_loan" || (item.loaner && item.holder);
  if (swap || (isOut && !desk.person)) return beginBack(item, swap, know);
  if (!item.id) return unknownDevice(desk, item);
  if (!desk.person) {
    if (item.owner && !item.loaner) {
      const person = { kind: "person", id: item.owner, name: know.name(item.owner) };
      return answer({ ...empty(), person, device: item }, say("ok", `${item.label} of ${person.name}.`, EXPECTED.symptom));
    }
    return answer(desk, say("question", `${item.label} is “${item.status_label}” and nobody's own.`, "Scan the student first."));
  }
  if (item.owner === desk.person.id) return answer({ ...desk, device: item, asks: null }, say("ok", `${item.label} comes in.`, EXPECTED.symptom));
  const whose = item.owner ? `belongs to ${know.name(item.owner)}` : "is nobody's own";
  return answer({ ...desk, asks: item }, say("question", `${item.label} ${whose}.`, EXPECTED.whose));
}

function unknownDevice(desk, item) {
  if (!desk.person) return answer(desk, say("error", `Nobody and nothing here has the code “${item.code}”.`, "Scan the student first."));
  return answer({ ...desk, asks: item }, say("question", `“${item.code}” is not among what was taken along.`, "b takes it in all the same; it is checked later."));
}

function takeLoaner(desk, item, know) {
  if (!item.id) return answer(desk, say("error", `“${item.code}” is not a loaner this station knows.`, "Scan one from the loaner shelf."));
  if (item.id === desk.device.id) return answer(desk, say("error", `${item.label} is the broken one.`, "Scan the loaner that goes out."));
  if (item.holder) return answer(desk, say("error", `${item.label} is on loan to ${know.name(item.holder)}.`, "Scan another loaner."));
  if (!item.loaner) return answer(desk, say("error", `${item.label} is not a loaner.`, "Scan one from the loaner shelf."));
  if (!IN_STOCK.has(item.status)) return answer(desk, say("error", `${item.label} is “${item.status_label}”.`, "Scan another loaner."));
  return answer({ ...desk, loaner: item }, say("ok", `${item.label} goes out.`, EXPECTED.confirm));
}

function beginBack(item, swap, know) {
  const own = swap ? know.item(swap.device) : null;
  const back = { first: item, swap, own: swap && swap.device === item.id ? item : null, loaner: swap && swap.loaner === item.id ? item : null, ownLabel: own?.label ?? "the own device" };
  const from = know.name(swap?.person ?? item.holder);
  const where = !swap || swap.device === item.id ? "" : swap.ready ? `Own device ${back.ownLabel} is ready${swap.place ? ` on ${swap.place}` : ""}.` : `Own device ${back.ownLabel} was not ready when this was taken along.`;
  if (swap && swap.device === item.id && HANDED.has(item.status)) return answer(empty(), say("question", `${item.label} of ${from} is “${item.status_label}”.`, "It goes back when it is ready."));
  return answer({ ...empty(), back }, say("ok", `Take back ${item.label} from ${from}.`, where || backExpected(back)));
}

function takeOwn(desk, item) {
  const { back } = desk;
  const { swap } = back;
  const own = swap && item.id === swap.device ? item : back.own;
  const loaner = swap && item.id === swap.loaner ? item : back.loaner;
  if (own === back.own && loaner === back.loaner && item.id !== back.first.id) return answer(desk, say("error", `Wrong device: that is ${item.label}.`, `Scan ${back.ownLabel}.`));
  const next = { ...desk, back: { ...back, own, loaner } };
  return own && loaner ? finishBack(next) : answer(next, say("ok", `${item.label} is on the desk.`, backExpected(next.back)));
}

export const choose = (desk, symptom) => (step(desk) === "symptom"
  ? answer({ ...desk, symptom }, say(symptom.isolates ? "question" : "ok", symptom.label, symptom.isolates ? `Unplug it, put it away from people. ${EXPECTED.loaner}` : EXPECTED.loaner))
  : answer(desk, say("question", "Not now.", expected(desk))));
export const yes = (desk) => answer({ ...desk, device: desk.asks, asks: null, other: true }, say("ok", `${desk.asks.label} comes in.`, EXPECTED.symptom));
export const flip = (desk, name, text) => answer({ ...desk, [name]: !desk[name] }, say("ok", text(!desk[name]), expected(desk)));

export function enter(desk) {
  if (desk.back) return finishBack(desk);
  if (step(desk) !== "confirm") return answer(desk, say("question", "The field is empty.", expected(desk)));
  const entry = {
    kind: "swap", ...who(desk.person), ...which(desk.device, "item"), ...which(desk.loaner, "loaner"), symptom: desk.symptom.code,
    is_damaged: desk.damaged, charger_stays: desk.charger, brought_by_other: desk.other,
  };
  return answer(empty(), null, entry, `${desk.loaner.label} is lent to ${desk.person.name}; ${desk.device.label} came in.`);
}

function finishBack(desk) {
  const { back } = desk;
  const both = back.own && back.loaner;
  const item = both ? back.own : back.loaner ?? back.first;
  const entry = { kind: "swap_return", ...which(item, "item"), ...(both ? which(back.loaner, "loaner") : {}), is_damaged: desk.damaged };
  return answer(empty(), null, entry, both ? `${back.own.label} goes home, ${back.loaner.label} is back.` : `${item.label} is back.`);
}

const who = (person) => (person.id ? { person: person.id } : { person_code: person.code });
const which = (item, name) => (item.id ? { [name]: item.id, [`${name}_code`]: item.label } : { [`${name}_code`]: item.code });
