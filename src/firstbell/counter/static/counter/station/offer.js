// At the ordinary counter: makes it ready for the time without network, and goes over when that comes.
import { hello, here, rememberClock } from "./link.js";
import * as local from "./local.js";
import * as outbox from "./outbox.js";
import * as ready from "./ready.js";
import { showLink } from "./screen.js";

const place = document.querySelector("[data-offer]");
const school = place?.querySelector("[data-offer-school]");

const show = () => showLink({ onReady: prepare, possible: ready.possible() });

async function prepare() {
  place.dataset.state = "working";
  try {
    await ready.makeReady({ school: Number(school.value) });
    place.dataset.state = "ready";
  } catch (error) {
    place.dataset.state = "failed";
    document.dispatchEvent(new CustomEvent("firstbell:toast", { detail: { text: `It could not be made ready: ${error.message ?? error}`, tone: "bad" } }));
  }
  show();
  document.getElementById("desk-scan")?.focus();
}

async function begin() {
  const account = Number(place.dataset.account);
  await rememberClock();
  await ready.tidy(account);
  await local.load();
  await hello().catch(() => {});
  await outbox.recount();
  show();
  for (const name of ["firstbell:link", "firstbell:outbox"]) document.addEventListener(name, show);
  if (here() && ready.possible() && (await ready.wasReady({ school: Number(school.value) }, account))) await prepare();
  outbox.flush().catch(() => {});
}

if (place) {
  begin();
  // No answer, but people and devices are here: go on without network. A reload at this address comes to the same page.
  document.addEventListener("htmx:sendError", (event) => {
    if (event.target.closest?.("#desk") && local.local.pack) location.assign("/counter/offline/");
  });
}
