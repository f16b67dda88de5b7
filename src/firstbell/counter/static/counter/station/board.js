// Beside the field: the homeroom's list (who has, who misses, who is blocked and why), the figures, the other stations.
import { ask, Away, hello, here } from "./link.js";
import * as local from "./local.js";
import { flush, outbox, stationKey } from "./outbox.js";
import { photo } from "./photos.js";
import { badge, draw, h, icon } from "./screen.js";

const EVERY = 5000;
let campaign, base;
let section = null;
let timer = 0;
let turn = 0;
let last = null; // the last figures from the server, to go on from without network

export function start(given) {
  ({ campaign, base } = given);
  const select = document.querySelector("[data-sections]");
  draw(select, campaign.sections.map((one) => h("option", { value: one.id ?? "none" }, one.title)));
  section = campaign.sections[0]?.id ?? null;
  select.addEventListener("change", () => { show(select.value === "none" ? null : Number(select.value)); document.getElementById("desk-scan").focus(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  refresh();
}

export function show(id) {
  if (id === section) return;
  section = id ?? null;
  document.querySelector("[data-sections]").value = section ?? "none";
  refresh();
}

export function refresh(id) {
  if (id !== undefined && id !== section) { show(id); return; }
  clearTimeout(timer);
  const mine = ++turn;
  load(mine).catch((error) => { if (!(error instanceof Away)) console.warn(error); }).finally(() => {
    if (mine === turn) timer = setTimeout(() => { if (!document.hidden) refresh(); }, EVERY);
  });
}

async function load(mine) {
  if (!here()) {
    drawLocal();
    await hello(3000);
    flush().catch(() => {});
  }
  const query = new URLSearchParams({ section: section ?? "none", station: await stationKey(), waiting: outbox.waiting });
  const told = await ask(`${base}board/?${query}`);
  if (mine !== turn) return;
  last = told;
  drawList(told.people);
  drawFigures(told.figures, told.mine, told.all);
  drawStations(told);
}

function drawLocal() {
  if (!local.local.pack) return;
  const told = local.board(section, { ...local.local.pack.campaign, ...campaign });
  drawList(told.people);
  drawFigures(told.figures, (last?.mine ?? 0) + outbox.waiting, (last?.all ?? 0) + outbox.waiting);
}

function drawList(people) {
  const back = campaign.kind === "collection";
  draw(document.getElementById("roster"), people.length ? h("ul", { class: "roster" }, people.map((one) => h("li", {},
    h("span", { class: "roster-name" }, photo(one, "roster", "roster-photo"), one.listed),
    standing(one, back)))) : h("p", { class: "muted" }, "Nobody of this homeroom is in the campaign."));
}

function standing(one, back) {
  if (one.left_out) return badge("Takes no part", "neutral", "info");
  if (back) return one.has ? badge(`Misses ${one.has}`, "warn", "clock") : badge("Back", "good", "check");
  if (one.has) return badge(one.has, "good", "check");
  if (one.block) return badge(`Blocked: ${one.block}`, "bad", "lock");
  return one.waiting ? badge(`Reserved: ${one.waiting}`, "info", "tag") : badge("Missing", "warn", "clock");
}

function drawFigures(figures, mine, all) {
  const tile = (label, value, name) => h("div", { class: "station-figure" }, h("dt", {}, label), h("dd", { "data-figure": name }, value.toLocaleString()));
  draw(document.getElementById("figures"), tile("Mine", mine, "mine"), tile("All stations", all, "all"), tile("Missing", figures.missing, "missing"));
}

function drawStations(told) {
  draw(document.getElementById("stations"), h("ul", { class: "roster" }, told.stations.map((one) => h("li", {},
    h("span", { class: "roster-name" }, h("strong", {}, one.name), h("span", { class: "muted" }, ` ${one.mine ? "this one" : one.by}`)),
    h("span", { class: "row" }, h("span", { class: "num" }, String(one.done)), one.waiting ? badge(`${one.waiting} waiting`, "warn", "clock") : null,
      one.seconds > 60 ? badge(`silent for ${Math.round(one.seconds / 60)} min`, "neutral", "wifi") : badge("at work", "good", "check"))))),
  told.conflicts ? h("p", {}, h("a", { class: "btn btn-secondary", href: `/counter/conflicts/?campaign=${campaign.id}` }, icon("question", "sm"), h("span", {}, `${told.conflicts} conflict${told.conflicts > 1 ? "s" : ""} to decide`))) : null);
}
