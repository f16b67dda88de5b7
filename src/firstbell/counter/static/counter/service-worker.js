// Governs what lies below /counter/. With network it does nothing but pass on; without, it answers from what
// "make ready for offline" has kept. It keeps no answers of its own: those would be children's data.
const SHELL = "firstbell.shell";
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(request, url));
});

const kept = async (path) => (await caches.has(SHELL) ? (await caches.open(SHELL)).match(path) : undefined);

async function page(request, url) {
  const instead = (await kept(url.pathname)) ?? (await kept("/counter/offline/"));
  if (!instead) return fetch(request);
  try {
    const answer = await Promise.race([fetch(request), late()]);
    return answer.status >= 500 ? instead : answer;
  } catch {
    return instead;
  }
}

async function asset(request, url) {
  try {
    return await fetch(request);
  } catch (error) {
    const instead = await kept(url.pathname);
    if (instead) return instead;
    throw error;
  }
}

const late = () => new Promise((_, reject) => { setTimeout(() => reject(new Error("late")), PATIENCE); });
