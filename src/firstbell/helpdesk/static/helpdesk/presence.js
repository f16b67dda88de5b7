// Who else has this ticket open: a sign of life every twenty seconds, sooner when one begins to type. Hidden pages are quiet.
const mark = document.querySelector("[data-presence]");
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const EVERY = 20_000;
const TYPING_FOR = 15_000; // so long after a key one still counts as typing
const SPARE = 3_000; // so much lies between two signs, however one types
let lastKey = -Infinity;
let lastSent = -Infinity;

const isTyping = () => performance.now() - lastKey < TYPING_FOR;

function say(others) {
  const names = (typing) => others.filter((one) => one.typing === typing).map((one) => one.name).join(", ");
  const parts = [];
  if (names(true)) parts.push(`Typing now: ${names(true)}.`);
  if (names(false)) parts.push(`Has it open: ${names(false)}.`);
  const text = parts.join(" ");
  if (mark.textContent !== text) mark.textContent = text;
  mark.hidden = !text;
}

async function send() {
  if (document.hidden) return;
  lastSent = performance.now();
  const body = new URLSearchParams({ typing: isTyping() ? "1" : "0" });
  try {
    const answer = await fetch(mark.dataset.presence, { method: "POST", body, headers: { "X-CSRFToken": token }, credentials: "same-origin", redirect: "manual" });
    if (answer.ok) say((await answer.json()).here);
    else if (answer.status === 403 || answer.status === 404) clearInterval(timer);
  } catch {
    // no network: the next round asks again
  }
}

let timer;
if (mark) {
  for (const area of document.querySelectorAll("[data-typing]")) {
    area.addEventListener("input", () => {
      const began = !isTyping();
      lastKey = performance.now();
      if (began) setTimeout(send, Math.max(0, SPARE - (lastKey - lastSent)));
    });
  }
  document.addEventListener("visibilitychange", send);
  timer = setInterval(send, EVERY);
  send();
}
