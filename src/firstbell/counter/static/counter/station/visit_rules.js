// A class visit as a state machine: which child was chosen, which book waits for one, what is asked. Pure: no page, no
// network, no storage. "told" is what queries/visit_looks.py (or visit_local.js without network) says of a code.
//
//   a child -> book, book, book -> the next child
//   in the mode "return" only books; what is out to another is asked about, never said whose it is to who may not know

export const MODES = ["auto", "lend", "return"];
export const empty = () => ({ child: null, waiting: null, asks: null });

const say = (tone, text, remedy = "") => ({ tone, text, remedy });
const answer = (desk, said, acts = []) => ({ desk, said, acts });
const named = (item) => `“${item.title || item.label}”`;

export function expected(desk, mode) {
  if (desk.asks) return desk.asks.keys.map(([key, text]) => `${key}: ${text}`).join(". ");
  if (mode === "return") return "Scan a book that comes back.";
  if (desk.waiting) return "Whose is it? Choose the child.";
  return desk.child ? `Scan a book for ${desk.child.first}, or the next badge.` : "Choose a child: badge, tap, or first letters.";
}

// A child was chosen: by badge, by tap, by name.
export function choose(desk, child, { override = false } = {}) {
  if (child.gone) return answer(desk, say("error", `${child.name} has left the school.`, "Lend nothing."));
  const next = { child, waiting: null, asks: null };
  const acts = desk.waiting ? [{ do: "look", code: desk.waiting.code }] : [];
  if (child.blocked) {
    const why = child.block ? `: ${child.block}` : "";
    const pass = override ? "To lend all the same, scan the book, then type r, a space and the reason." : "Books that come back are taken.";
    return answer(next, say("question", `${child.first} is blocked${why}.`, `The others go on. ${pass}`), acts);
  }
  if (child.in_class === false) return answer(next, say("question", `${child.name} is not of this class${child.homeroom ? `, but of ${child.homeroom}` : ""}.`, "A guest; scan a book."), acts);
  const late = child.late ? ` ${child.late} overdue.` : "";
  return answer(next, say("ok", child.name, `${child.out} out.${late}`), acts);
}

// A book was read. code: as it was scanned, to look it up again. titles: may renew.
export function scanned(desk, item, mode, { override = false, titles = false, code = "" } = {}) {
  const plain = { ...desk, waiting: null, asks: null };
  const hard = item.blocks.find((one) => one.code === "not_library");
  if (hard) return answer(plain, say("error", hard.text, hard.remedy));
  const isOut = item.state !== "in";
  if (mode === "return" || (mode === "auto" && !desk.child && isOut)) return answer(plain, null, [takenIn(item)]);
  if (!desk.child) return answer({ ...plain, waiting: { code, item } }, say("ok", named(item), "Whose is it? Choose the child."));
  if (item.state === "mine") return asked(plain, item, "mine", `${desk.child.first} has ${named(item)} already.`, [["1", "renew it"], ["2", "take it back"]]);
  if (isOut) {
    // "out": nobody here may know whose it is, or there is no network to ask.
    const whom = item.state === "out" ? "" : item.who ? ` to ${item.who}` : " to somebody else";
    const keys = [["1", `take it back and lend it to ${desk.child.first}`], ["2", "only take it back"]];
    if (item.away && titles) keys.push(["3", `renew it: ${desk.child.first} has it`]);
    return asked(plain, item, "other", `${named(item)} is out${whom}.`, keys);
  }
  return checked(plain, item, override);
}

// Nothing stands against it, or what stands against it is said. A limit that nobody could ask about is a person's to judge.
function checked(desk, item, override, sure = []) {
  const [first] = item.blocks;
  if (!first) return answer(desk, null, [lent(desk.child, item, sure)]);
  if (item.blocks.every((one) => one.code === "limit")) {
    const next = asked(desk, item, "limit", first.text, [["1", "lend it: something of theirs came back"]]);
    next.desk.asks.sure = sure;
    return next;
  }
  return stopped(desk, item, override);
}

function asked(desk, item, code, text, keys) {
  const remedy = keys.map(([key, word]) => `${key}: ${word}`).join(". ");
  return answer({ ...desk, asks: { code, item, keys } }, say("question", text, `${remedy}.`));
}

function stopped(desk, item, override) {
  const [first] = item.blocks;
  const text = item.blocks.map((one) => one.text).join(" ");
  if (!override || !item.blocks.every((one) => one.may_pass)) return answer(desk, say("error", text, `${first.remedy} The others go on.`));
  const keys = [["r", "a space and the reason lend it all the same"]];
  return answer({ ...desk, asks: { code: "blocked", item, keys, sure: [] } }, say("error", text, "Type r, a space and the reason to lend it all the same. Or scan another."));
}

// One key answers what was asked.
export function press(desk, key) {
  const { asks, child } = desk;
  if (!asks || !asks.keys.some(([one]) => one === key) || key === "r") return null;
  const plain = { ...desk, asks: null };
  if (key === "2") return answer(plain, null, [takenIn(asks.item)]);
  if (asks.code === "mine" || key === "3") return answer(plain, null, [{ do: "commit", kind: "renewed", child, item: asks.item, text: `${named(asks.item)} is renewed for ${child.first}.` }]);
  if (asks.code === "limit") return answer(plain, null, [lent(child, asks.item, asks.sure)]);
  return checked(plain, { ...asks.item, state: "in" }, false, ["return_first"]);
}

export function withReason(desk, reason) {
  if (!desk.asks || desk.asks.code !== "blocked") return answer(desk, say("question", "A reason for what?", "Scan the book first."));
  return answer({ ...desk, asks: null }, null, [{ ...lent(desk.child, desk.asks.item), reason }]);
}

const lent = (child, item, sure = []) => ({ do: "commit", kind: "lent", child, item, sure, text: `${named(item)} is lent to ${child.first}.` });
const takenIn = (item) => ({ do: "commit", kind: "taken_in", child: null, item, text: `${named(item)} is back.` });

// What is stored of an act; sequence, times and place are the outbox's.
export function entryOf(act, section) {
  const thing = act.item.id ? { item: act.item.id } : {};
  const who = act.child && act.kind !== "taken_in" ? { person: act.child.id } : {};
  return { kind: act.kind, section, ...who, ...thing, item_code: act.item.code ?? act.item.label, sure: act.sure ?? [], reason: act.reason ?? "" };
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The children whose first or last name begins so; none for what cannot be a name.
export function byLetters(children, text) {
  const typed = fold(text.trim());
  if (!typed || !/^[\p{L}' .-]+$/u.test(typed)) return [];
  return children.filter((one) => [one.first, one.last, one.name].some((name) => fold(name).startsWith(typed)));
}
