// A student walks away: after some quiet the kiosk waits for the next badge. Any key or touch is a sign of life.
const mark = document.querySelector("[data-idle]");
const seconds = Number(mark?.dataset.idle);
const WARNING = seconds > 40 ? 20 : 0; // seconds before the end
const PING_EVERY = 30; // seconds between two signs of life to the server
let lastSign = performance.now();
let lastPing = performance.now();
let warned = false;

function sign() {
  const now = performance.now();
  lastSign = now;
  warned = false;
  if (mark.dataset.idlePing && now - lastPing > PING_EVERY * 1000) {
    lastPing = now;
    fetch(mark.dataset.idlePing, { method: "HEAD" }).catch(() => {});
  }
}

function look() {
  const quiet = (performance.now() - lastSign) / 1000;
  if (quiet >= seconds) location.replace(mark.dataset.idleUrl);
  else if (!warned && quiet >= seconds - WARNING) {
    warned = true;
    document.dispatchEvent(new CustomEvent("firstbell:toast", { detail: { text: mark.dataset.idleWord ?? "Still there? Press any key.", tone: "warn" } }));
  }
}

// The rooms' cards link to pages that a kiosk does not open: here they are only read.
for (const link of document.querySelectorAll(".kiosk-own a")) link.removeAttribute("href");

if (seconds) {
  for (const kind of ["keydown", "pointerdown", "input"]) addEventListener(kind, sign, { passive: true });
  setInterval(look, 500);
}
