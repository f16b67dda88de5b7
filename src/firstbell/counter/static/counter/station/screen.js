// What the station and the counter without network draw alike: pieces of the page, the answer line, the state of the network.
import { local } from "./local.js";
import { link } from "./link.js";
import { outbox } from "./outbox.js";

const SPRITE = document.querySelector("[data-sprite]")?.dataset.sprite ?? "/static/core/icons.svg";
const TONES = {
  ok: ["good", "check", "OK"],
  question: ["warn", "question", "Question"],
  error: ["bad", "error", "Stop"],
  alarm: ["alarm", "warning", "Alarm"],
};

// h("p", {class: "muted"}, "text", node, null): null and false are left out; text is never read as HTML.
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name, size = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", size ? `icon icon-${size}` : "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

export const badge = (text, tone, name) => h("span", { class: `badge tone-${tone}` }, icon(name, "sm"), text);
export const kbd = (key) => h("kbd", {}, key);
export const draw = (where, ...children) => where?.replaceChildren(...children.flat().filter(Boolean));

export function play(tone) {
  document.dispatchEvent(new CustomEvent("firstbell:sound", { detail: tone }));
}

export function showSay(said, { silent = false } = {}) {
  const box = document.getElementById("desk-say");
  const [tone, mark, word] = TONES[said.tone] ?? ["", "", ""];
  box.className = `desk-say ${tone === "alarm" ? "desk-alarm" : tone ? `tone-${tone}` : "desk-say-quiet"}`;
  box.dataset.tone = said.tone;
  draw(box,
    word && h("span", { class: "desk-say-mark" }, icon(mark, tone === "alarm" ? "xl" : "lg"), h("span", { class: "desk-say-word" }, word)),
    h("span", { class: "desk-say-text" }, h("strong", {}, said.text), said.remedy ? h("span", {}, ` ${said.remedy}`) : null));
  if (!silent) play(said.tone);
}

const scans = (count) => `${count} scan${count === 1 ? "" : "s"}`;
const clock = (ms) => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

// One line: is there network, what waits, for how long the station could go on without.
export function showLink({ onReady, possible }) {
  const parts = [];
  const { waiting, foreign, foreignBy } = outbox;
  const signIn = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  if (link.state === "here") parts.push(waiting - foreign > 0 ? badge(`Sending ${scans(waiting - foreign)}`, "info", "refresh") : badge("Online", "good", "wifi"));
  else if (link.state === "signedout") parts.push(badge(`Signed out, ${waiting} waiting`, "bad", "lock"), h("a", { class: "btn btn-primary btn-sm", href: signIn }, "Sign in to send them"));
  else if (link.state === "away") parts.push(badge(`Offline, ${waiting} waiting`, "warn", "wifi"));
  if (foreign) parts.push(badge(`${scans(foreign)} of ${foreignBy} wait`, "warn", "person"), h("span", { class: "muted" }, `They are sent when ${foreignBy} signs in here.`));
  if (local.pack) parts.push(h("span", { class: "muted" }, `Ready for offline until ${clock(local.pack.expires)}: ${local.pack.counts[0]} people, ${local.pack.counts[1]} ${local.pack.section ? "books" : "devices"}.`));
  else if (link.state === "away") parts.push(badge("Not ready for offline", "bad", "error"));
  if (possible && link.state === "here") {
    parts.push(h("button", { type: "button", class: "btn btn-secondary btn-sm", "data-ready": true, onclick: onReady }, icon("download", "sm"), h("span", {}, local.pack ? "Take along anew" : "Make this station ready for offline")));
  }
  const box = document.getElementById("link");
  box.dataset.state = link.state;
  box.dataset.waiting = String(waiting);
  box.dataset.taken = String(local.pack?.taken ?? "");
  // A poll that changes nothing must not take the focus from the button.
  const held = box.contains(document.activeElement);
  draw(box, parts);
  if (held) box.querySelector("[data-ready]")?.focus();
}
