// Whoever comes to the sign-in page is signed out, or about to be somebody else: what this browser keeps of people goes.
// By agreement: databases called "firstbell.private…" and caches called "firstbell.…". A room's outbox of changes that
// are still to be sent has another name and stays.
async function wipe() {
  const databases = (await globalThis.indexedDB?.databases?.()) ?? [];
  for (const { name } of databases) if (name.startsWith("firstbell.private")) indexedDB.deleteDatabase(name);
  const caches = globalThis.caches;
  for (const name of (await caches?.keys()) ?? []) if (name.startsWith("firstbell.")) await caches.delete(name);
}

wipe().finally(() => { document.documentElement.dataset.wiped = "yes"; });
