// Asks every few seconds whether the queue is another one; the answer is nearly always "304, it is not".
// Rarely while nobody looks, less and less often while nothing answers, never again once one is signed out.
const SLOWER = { hidden: 6, idle: 3 };
const IDLE_AFTER = 5 * 60_000;
const LONGEST = 120_000;

// `heard(html)` gets the new rows, `said(text, tone)` what is to be known about the line itself ("" when it is well).
export function follow({ url, tag, seconds, heard, said }) {
  let held = tag;
  let timer = 0;
  let failures = 0;
  let stopped = false;
  let lastGood = new Date();
  let lastTouch = performance.now();
  let asking = null;

  const clock = (moment) => moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

  function pause() {
    if (failures) return Math.min(LONGEST, seconds * 1000 * 2 ** failures);
    if (document.hidden) return seconds * 1000 * SLOWER.hidden;
    return seconds * 1000 * (performance.now() - lastTouch > IDLE_AFTER ? SLOWER.idle : 1);
  }

  function later() {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(ask, pause());
  }

  function stop(text) {
    stopped = true;
    clearTimeout(timer);
    said(text, "stopped");
  }

  async function read(fresh) {
    const headers = fresh ? {} : { "If-None-Match": held };
    const answer = await fetch(url, { headers, credentials: "same-origin", cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return stop("You are signed out.");
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(String(answer.status));
      held = answer.headers.get("ETag") ?? "";
      heard(await answer.text());
    }
    failures = 0;
    lastGood = new Date();
    return said("", "");
  }

  // One question at a time; `fresh` after an act of one's own, whatever the tag says.
  async function ask(fresh = false) {
    if (stopped) return;
    while (asking) await asking;
    asking = read(fresh === true).catch(() => {
      failures += 1;
      said(`Not live since ${clock(lastGood)}. What you see may be old.`, "late");
    });
    await asking;
    asking = null;
    later();
  }

  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => {
      const wasIdle = performance.now() - lastTouch > IDLE_AFTER;
      lastTouch = performance.now();
      if (wasIdle) ask();
    }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? later() : ask()));
  addEventListener("online", () => ask());
  // Signing out in this window must not leave a question behind.
  addEventListener("pagehide", () => { stopped = true; clearTimeout(timer); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  later();
  return { now: () => ask(true) };
}
