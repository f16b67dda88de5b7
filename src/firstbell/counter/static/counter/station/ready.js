// "Make this station ready for offline": takes people and devices along, keeps the page, and wipes both when their time is over.
import { ask, hello, link } from "./link.js";
import { load } from "./local.js";
import * as store from "./store.js";

const SHELL = "firstbell.shell";

export const possible = () => Boolean(navigator.serviceWorker && globalThis.caches);

// context: {campaign}, {section} or {school}. Answers the pack as kept.
export async function makeReady(context) {
  await navigator.serviceWorker.register("/counter/service-worker.js", { scope: "/counter/" });
  await hello();
  const body = new URLSearchParams(context);
  const told = await ask("/counter/pack/", { method: "POST", body, headers: { "X-CSRFToken": link.csrf } }, 60000);
  await keepPages(context.school ? "/counter/offline/" : location.pathname);
  await store.keepPack(told, link.account);
  const kept = await store.pack();
  await store.setMeta("ready", { ...context, account: link.account, until: kept.expires });
  // Ask the browser not to throw the outbox away when the disk is full.
  await navigator.storage?.persist?.();
  return load();
}

// The page and all it is drawn with. A page names its own assets, so nothing has to be listed twice.
async function keepPages(path) {
  const cache = await caches.open(SHELL);
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store" });
  // Held to the same policy as the page from the server.
  const policy = answer.headers.get("Content-Security-Policy") ?? "default-src 'self'";
  const html = await answer.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  const assets = new Set();
  for (const one of page.querySelectorAll("link[href][rel~=stylesheet], link[rel~=icon], link[rel=modulepreload], script[src]")) assets.add(new URL(one.getAttribute("href") ?? one.getAttribute("src"), location.href).pathname);
  for (const use of page.querySelectorAll("use")) assets.add(new URL(use.getAttribute("href"), location.href).pathname);
  for (const entry of performance.getEntriesByType("resource")) {
    const url = new URL(entry.name);
    if (url.origin === location.origin && url.pathname.startsWith("/static/")) assets.add(url.pathname);
  }
  await cache.put(path, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy } }));
  await Promise.all([...assets].map(async (asset) => {
    const response = await fetch(asset, { cache: "reload" });
    if (response.ok) await cache.put(asset, response);
  }));
}

// Somebody else is signed in now, or the time is over: away with it.
export async function tidy(account) {
  const held = await store.pack(); // wipes by itself what is too old
  if (held && account && String(held.account) !== String(account)) await store.wipe();
  const old = (await store.answers()).filter((one) => one.at < Date.now() - 24 * 3600 * 1000);
  await store.forgetAnswers(old.map((one) => one.key));
}

// Signed in again, as the same person and within the time, after the session had ended: it is made ready again by itself.
export async function wasReady(context, account) {
  const before = await store.meta("ready");
  const isSame = before && before.account === account && before.campaign === context.campaign && before.section === context.section && before.school === context.school;
  return Boolean(isSame && before.until > Date.now() && (await store.pack()) === null);
}
