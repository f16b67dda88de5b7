// What a station keeps in the browser. Two databases, because they end at different times:
//   firstbell.outbox    scans not sent yet: they survive reload, crash, power loss and sign-out
//   firstbell.private   people and devices: wiped when they expire, at sign-out, and when somebody else signs in
// Nothing is on screen as "done" before it is in the outbox, written through to the disk (durability "strict").

const OUTBOX = "firstbell.outbox";
const PRIVATE = "firstbell.private";
const open = {};

function database(name, upgrade) {
  open[name] ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => {
      // Another tab wipes it at sign-out: let go, and open anew when asked again.
      request.result.onversionchange = () => {
        request.result.close();
        delete open[name];
        document.dispatchEvent(new Event("firstbell:wiped"));
      };
      request.result.onclose = () => { delete open[name]; };
      resolve(request.result);
    };
    request.onerror = () => { delete open[name]; reject(request.error); };
  });
  return open[name];
}

const outbox = () => database(OUTBOX, (db) => {
  db.createObjectStore("entries", { keyPath: "order", autoIncrement: true }).createIndex("key", "key", { unique: true });
  db.createObjectStore("answers", { keyPath: "key" });
  db.createObjectStore("meta", { keyPath: "name" });
});
const privates = () => database(PRIVATE, (db) => {
  for (const name of ["people", "items"]) db.createObjectStore(name, { keyPath: "id" }).createIndex("codes", "codes", { multiEntry: true });
  db.createObjectStore("pack", { keyPath: "name" });
});

const result = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

// Run work(stores...) in one transaction; resolves once it is on the disk.
async function write(db, names, work) {
  const transaction = (await db).transaction(names, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const value = await work(...names.map((name) => transaction.objectStore(name)));
  await done;
  return value;
}

const read = async (db, name) => (await db).transaction(name).objectStore(name);

// --- the outbox ---

export async function meta(name, fallback = null) {
  return (await result((await read(outbox(), "meta")).get(name)))?.value ?? fallback;
}
export const setMeta = (name, value) => write(outbox(), ["meta"], (store) => { store.put({ name, value }); });

// The entry with its order and its sequence number, counted up for this browser.
export const put = (entry) => write(outbox(), ["entries", "meta"], async (entries, metas) => {
  const sequence = ((await result(metas.get("sequence")))?.value ?? 0) + 1;
  metas.put({ name: "sequence", value: sequence });
  const stored = { ...entry, sequence };
  stored.order = await result(entries.add(stored));
  return stored;
});
export const change = (entry, values) => write(outbox(), ["entries"], async (store) => {
  const held = await result(store.get(entry.order));
  if (held) store.put({ ...held, ...values });
  return Boolean(held);
});
export const waiting = async () => result((await read(outbox(), "entries")).getAll());
export const count = async () => result((await read(outbox(), "entries")).count());

// Taken back before it was sent: true when it was still here and nobody is sending it.
export const withdraw = (key) => write(outbox(), ["entries"], async (store) => {
  const held = await result(store.index("key").get(key));
  if (!held || held.sent) return false;
  store.delete(held.order);
  return true;
});
// The server's answers replace the entries, in one transaction. A "no" that comes after the station has said "yes" is
// sent once more, as what it is now: a question for a person.
export const answered = (pairs) => write(outbox(), ["entries", "answers"], async (entries, answers) => {
  for (const [entry, told] of pairs) {
    const held = await result(entries.get(entry.order));
    if (told.outcome === "refused" && held?.confirmed && !entry.confirmed) continue;
    entries.delete(entry.order);
    answers.put({ ...told, at: Date.now(), text: entry.text ?? "" });
  }
});
export const answerOf = async (key) => result((await read(outbox(), "answers")).get(key));
export const answers = async () => result((await read(outbox(), "answers")).getAll());
export const forgetAnswers = (keys) => write(outbox(), ["answers"], (store) => { for (const key of keys) store.delete(key); });

// --- people and devices ---

export async function pack() {
  const held = await result((await read(privates(), "pack")).get("pack"));
  if (held && held.expires <= Date.now()) {
    await wipe();
    await setMeta("ready", null);
    return null;
  }
  return held ?? null;
}
export const keepPack = (told, account) => write(privates(), ["people", "items", "pack"], (people, items, packs) => {
  for (const store of [people, items, packs]) store.clear();
  for (const person of told.people) people.put(person);
  for (const item of told.items) items.put(item);
  const { people: _people, items: _items, ...rest } = told;
  // By this browser's clock, so that a wrong one does not keep it longer.
  packs.put({ ...rest, name: "pack", account, taken: Date.now(), expires: Date.now() + (told.expires - told.now), counts: [told.people.length, told.items.length] });
});
export const byCode = async (name, code) => result((await read(privates(), name)).index("codes").getAll(code));
export const byId = async (name, id) => (id ? result((await read(privates(), name)).get(id)) : undefined);
export const everybody = async () => result((await read(privates(), "people")).getAll());
export const everything = async () => result((await read(privates(), "items")).getAll());
export const changeItem = (id, values) => write(privates(), ["items"], async (store) => {
  const held = id ? await result(store.get(id)) : null;
  if (held) store.put({ ...held, ...values });
});
export const changeSwaps = (work) => write(privates(), ["pack"], async (store) => {
  const held = await result(store.get("pack"));
  if (held) store.put({ ...held, swaps: work(held.swaps) });
});

// Away with people, devices and kept pages. The outbox stays.
export async function wipe() {
  if (open[PRIVATE]) { (await open[PRIVATE]).close(); delete open[PRIVATE]; }
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(PRIVATE);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
  const caches = globalThis.caches; // only where the page came over HTTPS
  for (const name of (await caches?.keys()) ?? []) if (name.startsWith("firstbell.")) await caches.delete(name);
}

// Random enough for a key, also where the page did not come over HTTPS.
export const newKey = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
