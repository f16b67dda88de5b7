// The class as pictures or as a list: who is chosen, who has what number of books out, who is absent. One button for each.
import { photo } from "./photos.js";
import { badge, h, icon } from "./screen.js";

const SHAPES = [
  "M12 2l3 6.5 7 .8-5.2 4.8 1.4 7L12 17.6l-6.200 3.500 1.400-7L2 9.300l7-.800z",
  "M12 21C5 15.500 2 12 2 8a5 5 0 0 1 10-1.500A5 5 0 0 1 22 8c0 4-3 7.500-10 13z",
  "M20 14.500A8.500 8.500 0 1 1 9.500 4 7 7 0 0 0 20 14.500z",
  "M12 2c4 5.500 6.500 8.800 6.500 12.500a6.500 6.500 0 0 1-13 0C5.500 10.800 8 7.500 12 2z",
  "M20 3C10 3 4 8 4 15c0 2 .5 3.500 1 5 1-5 4-9 9-11-4 3-6 7-7 12 8 0 13-6 13-18z",
  "M12 2l9 10-9 10-9-10z",
  "M7 19a5 5 0 0 1-.600-9.960 6 6 0 0 1 11.500 1A4.500 4.500 0 0 1 17.500 19z",
  "M12 6.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4z",
  "M12 3l10 9h-3v9h-5v-6h-4v6H5v-9H2z",
  "M2 12c3-5 8-7 12-5l4-3v6c1 .600 2 1.300 3 2-1 .700-2 1.400-3 2v6l-4-3c-4 2-9 0-12-5z",
];
const TINTS = 6;
const SVG = "http://www.w3.org/2000/svg";
const nodes = new Map(); // id -> {li, button, child}
let list, onChoose;

export function start({ onChoose: chosen }) {
  list = document.getElementById("visit-class");
  onChoose = chosen;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-child]");
    if (button) onChoose(Number(button.dataset.child), event.pointerType === "touch");
  });
  list.addEventListener("keydown", arrows);
}

// A picture that stays the same for a child and is nobody else's in the class: a shape in a tint.
function pictures(children) {
  const taken = new Set();
  const found = new Map();
  for (const child of [...children].sort((a, b) => a.id - b.id)) {
    let at = (child.id * 7) % (SHAPES.length * TINTS);
    for (let tries = 0; taken.has(at) && tries < SHAPES.length * TINTS; tries += 1) at = (at + 1) % (SHAPES.length * TINTS);
    taken.add(at);
    found.set(child.id, at);
  }
  return found;
}

export function face(child, picture, place = "class") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[Math.floor(picture / TINTS)]);
  svg.append(path);
  const initials = `${child.first[0] ?? ""}${child.last[0] ?? ""}`.toUpperCase();
  // The photo lies over the drawn picture: where it does not come, that one stands.
  return h("span", { class: `visit-face visit-face-${picture % TINTS}`, "aria-hidden": "true" }, svg, h("span", {}, initials), photo(child, place, "visit-photo"));
}

export function draw(children, { chosen, matching, absent }) {
  const faces = pictures(children);
  const ids = new Set(children.map((one) => one.id));
  for (const [id, node] of nodes) if (!ids.has(id)) { node.li.remove(); nodes.delete(id); }
  for (const child of children) {
    let node = nodes.get(child.id);
    if (!node) {
      const marks = h("span", { class: "visit-marks" });
      const button = h("button", { type: "button", class: "visit-child", "data-child": child.id },
        face(child, faces.get(child.id)), h("span", { class: "visit-name" }, h("strong", {}, child.first), " ", h("span", {}, child.last)), marks);
      node = { li: h("li", {}, button), button, marks, told: "", photo: child.photo };
      nodes.set(child.id, node);
    } else if (child.photo !== undefined && child.photo !== node.photo) {
      // The network is back, or a photo was taken off; what was taken along says nothing of photos.
      node.button.firstElementChild.replaceWith(face(child, faces.get(child.id)));
      node.photo = child.photo;
    }
    if (list.children[children.indexOf(child)] !== node.li) list.insertBefore(node.li, list.children[children.indexOf(child)] ?? null);
    mark(node, child, { isChosen: child.id === chosen, isMatch: matching ? matching.has(child.id) : null, isAbsent: absent.has(child.id) });
  }
}

function mark({ button, marks }, child, { isChosen, isMatch, isAbsent }) {
  button.setAttribute("aria-pressed", String(isChosen));
  button.classList.toggle("is-absent", isAbsent);
  button.classList.toggle("is-dim", isMatch === false);
  button.classList.toggle("is-match", isMatch === true);
  const told = JSON.stringify([child.out, child.late, child.blocked, isAbsent]);
  if (button.dataset.told === told) return;
  button.dataset.told = told;
  marks.replaceChildren(...[
    isAbsent ? badge("Absent", "neutral", "info") : null,
    child.blocked ? badge("Blocked", "bad", "lock") : null,
    child.late ? badge(`${child.late} overdue`, "warn", "clock") : null,
    h("span", { class: "visit-out" }, icon("book", "sm"), `${child.out} out`),
  ].filter(Boolean));
}

export const focusOn = (id) => (nodes.get(id) ?? nodes.values().next().value)?.button.focus();
export const focused = () => Number(document.activeElement?.closest?.("[data-child]")?.dataset.child ?? 0);
export const facePicture = (child, children) => face(child, pictures(children).get(child.id) ?? 0, "desk");

// Arrow keys go through the class as it stands on the screen.
function arrows(event) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(), ArrowUp: -columns(), Home: -Infinity, End: Infinity };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const buttons = [...list.querySelectorAll("[data-child]")];
  const at = buttons.indexOf(document.activeElement);
  buttons[Math.min(buttons.length - 1, Math.max(0, at + steps[event.key]))]?.focus();
}

function columns() {
  const items = [...list.children];
  const next = items.findIndex((one) => one.offsetTop > items[0].offsetTop);
  return next > 0 ? next : Math.max(1, items.length);
}
