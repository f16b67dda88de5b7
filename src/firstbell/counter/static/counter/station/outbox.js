// Sends what waits, in order, each once: one tab at a time (Web Locks), again after a pause that grows, until it is all there.
import { ask, Away, hello, link, lost } from "./link.js";
import * as store from "./store.js";

const AT_ONCE = 25;
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds
let tries = 0;
let timer = 0;
let running = null;

export const outbox = { waiting: 0, foreign: 0, foreignBy: "", sending: false };

const tell = () => document.dispatchEvent(new CustomEvent("firstbell:outbox", { detail: outbox }));

export async function recount() {
  const entries = await store.waiting();
  const me = document.querySelector("[data-account]")?.dataset.account;
  const foreign = entries.filter((entry) => String(entry.account) !== String(link.account ?? me));
  outbox.waiting = entries.length;
  outbox.foreign = foreign.length;
  outbox.foreignBy = [...new Set(foreign.map((entry) => entry.by))].join(", ");
  tell();
}

// Store first. Only then may anything on screen say that it happened.
export async function record(entry, context) {
  const stored = await store.put({
    ...entry,
    key: entry.key ?? store.newKey(),
    at: Date.now(),
    offset: link.offset,
    measured: link.measured,
    campaign: context.campaign ?? null,
    school: context.school ?? null,
    account: context.account,
    by: context.by,
    text: context.text ?? "",
    confirmed: Boolean(context.confirmed),
  });
  await recount();
  return stored;
}

// The answer to one scan: the server's, or null when the station has to go on without it.
export async function answerTo(entry, patience) {
  try {
    await within(flush(), patience);
  } catch (error) {
    if (!(error instanceof Away)) throw error;
  }
  return (await store.answerOf(entry.key)) ?? null;
}

function within(promise, patience) {
  let timer = 0;
  const slow = new Promise((_, reject) => { timer = setTimeout(() => { lost(); reject(new Away("slow")); }, patience); });
  // An answer in time must not be taken for a lost network later.
  return Promise.race([promise, slow]).finally(() => clearTimeout(timer));
}

export function flush() {
  running ??= locked(sendAll).finally(() => { running = null; });
  return running;
}

const locked = (work) => (navigator.locks ? navigator.locks.request("firstbell.sync", work) : work());

async function sendAll() {
  clearTimeout(timer);
  outbox.sending = true;
  try {
    for (;;) {
      if ((await store.count()) === 0) break;
      if (link.state !== "here" || !link.csrf) await hello();
      const mine = (await store.waiting()).filter((entry) => entry.account === link.account);
      if (mine.length === 0) break;
      await send(mine.slice(0, AT_ONCE), mine.length);
    }
    tries = 0;
  } catch (error) {
    later();
    throw error;
  } finally {
    outbox.sending = false;
    await recount();
  }
}

async function send(entries, all) {
  // From here on nobody may withdraw them: the server may have them although we never hear of it.
  for (const entry of entries) if (!entry.sent) await store.change(entry, { sent: true });
  const fresh = new Map((await store.waiting()).map((entry) => [entry.order, entry]));
  const rows = entries.map((entry) => fresh.get(entry.order) ?? entry);
  const body = JSON.stringify({
    station: await stationKey(),
    name: (await store.meta("station name")) ?? "",
    waiting: all - entries.length,
    entries: rows.map(({ order, account, by, text, sent, ...entry }) => entry),
  });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": link.csrf };
  let told;
  try {
    told = await ask("/counter/sync/", { method: "POST", body, headers }, 20000);
  } catch (error) {
    if (error instanceof Away) throw error;
    // Refused as a whole: a token from before signing in again. Ask anew who we are, then once more.
    link.csrf = "";
    throw new Away(String(error));
  }
  const byKey = new Map(told.results.map((one) => [one.key, one]));
  const pairs = rows.filter((entry) => byKey.has(entry.key)).map((entry) => [entry, byKey.get(entry.key)]);
  await store.answered(pairs);
  document.dispatchEvent(new CustomEvent("firstbell:answers", { detail: pairs }));
  await recount();
}

function later() {
  clearTimeout(timer);
  const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
  tries += 1;
  timer = setTimeout(() => flush().catch(() => {}), pause * 1000);
}

export async function stationKey() {
  let key = await store.meta("station");
  if (!key) {
    key = store.newKey();
    await store.setMeta("station", key);
  }
  return key;
}

addEventListener("online", () => { tries = 0; flush().catch(() => {}); });
