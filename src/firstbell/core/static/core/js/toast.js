// Toasts: rendered by the server, sent by "HX-Trigger: toast", or by a "firstbell:toast" event. With an undo they count down.
const region = document.querySelector("[data-toasts]");
const template = document.getElementById("toast-template");
const PLAIN_SECONDS = 8;
const TONES = ["neutral", "info", "good", "warn", "bad", "brass"];

function start(toast) {
  if (toast.dataset.started) return;
  toast.dataset.started = "1";
  const isUndo = Boolean(toast.dataset.seconds);
  if (toast.classList.contains("tone-bad") && !isUndo) return; // an error stays until it is dismissed
  let left = Number(toast.dataset.seconds) || PLAIN_SECONDS;
  let held = false;
  const end = () => { if (left <= 0 && !held) toast.remove(); };
  const tell = () => { if (isUndo) toast.querySelector("[data-toast-clock]").textContent = `${left} s`; };
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, () => { held = true; });
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, () => { held = false; end(); });
  tell();
  const timer = setInterval(() => {
    if (!toast.isConnected) { clearInterval(timer); return; }
    // The server's undo runs out whatever the mouse does, so only a plain toast stops its clock.
    if (held && !isUndo) return;
    left -= 1;
    if (left > 0) { tell(); return; }
    clearInterval(timer);
    if (isUndo) toast.querySelector("[data-toast-undo]").remove();
    end();
  }, 1000);
}

function show({ text, tone = "info", undo_url: undoUrl, undo_seconds: undoSeconds }) {
  if (!region || !template) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.className = `toast tone-${TONES.includes(tone) ? tone : "info"}`;
  toast.querySelector("[data-toast-text]").textContent = text;
  const undo = toast.querySelector("[data-toast-undo]");
  if (undoUrl) {
    undo.action = undoUrl;
    undo.hidden = false;
    toast.dataset.seconds = String(undoSeconds ?? 60);
  } else {
    undo.remove();
  }
  region.append(toast);
  start(toast);
}

async function undo(form) {
  const toast = form.closest("[data-toast]");
  const url = form.getAttribute("action");
  const token = form.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? document.querySelector('meta[name="csrf-token"]')?.content;
  form.querySelector("button").disabled = true;
  let response;
  try {
    response = await fetch(url, { method: "POST", headers: { "HX-Request": "true", "X-CSRFToken": token ?? "" }, credentials: "same-origin" });
  } catch {
    form.querySelector("button").disabled = false;
    show({ text: "No answer from the server. Check the network, then press Undo again.", tone: "bad" });
    return;
  }
  toast.remove();
  answer(response);
}

function answer(response) {
  const refresh = response.headers.get("HX-Refresh") === "true" || response.redirected;
  const target = response.headers.get("HX-Redirect");
  if (target && new URL(target, location.href).origin === location.origin) { location.assign(target); return; }
  if (refresh) { location.reload(); return; }
  const sent = toastsOf(response.headers.get("HX-Trigger"));
  if (sent) show(sent);
  else if (response.ok) show({ text: "Undone.", tone: "info" });
  else show({ text: "It can no longer be undone. Open the record to see what it says now.", tone: "bad" });
}

function toastsOf(header) {
  try { return JSON.parse(header ?? "")?.toast ?? null; } catch { return null; }
}

document.addEventListener("toast", (event) => show(event.detail));
document.addEventListener("firstbell:toast", (event) => show(event.detail));
document.addEventListener("htmx:responseError", (event) => {
  if (toastsOf(event.detail.xhr.getResponseHeader("HX-Trigger"))) return;
  const status = event.detail.xhr.status;
  const text = {
    403: "You may not do that, or you were signed out. Reload the page and try again.",
    404: "That is no longer there. Reload the page to see what changed.",
    409: "Somebody else changed this at the same time. Reload the page and try again.",
    429: "Too many tries in a short time. Wait a minute.",
  }[status] ?? `The server could not do that (error ${status}). Nothing was changed. Try again.`;
  show({ text, tone: "bad" });
});
document.addEventListener("htmx:sendError", () => show({ text: "No answer from the server. Check the network, then try again.", tone: "bad" }));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]").remove();
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-toast-undo]");
  if (!form) return;
  event.preventDefault();
  undo(form);
});

for (const toast of document.querySelectorAll("[data-toasts] > [data-toast]")) start(toast);
