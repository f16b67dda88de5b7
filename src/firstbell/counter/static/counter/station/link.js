// The network as a station knows it: here, gone, signed out, or signed in as somebody else. Says "firstbell:link" when it changes.
import { meta, setMeta } from "./store.js";

const PATIENCE = 4000; // milliseconds: longer than this nobody in the line waits for an answer
export const link = { state: "unknown", account: null, by: "", csrf: "", offset: 0, measured: null };

export class Away extends Error {}

function become(state) {
  if (link.state === state) return;
  link.state = state;
  document.dispatchEvent(new CustomEvent("firstbell:link", { detail: state }));
}

// JSON from our server. Throws Away when there is none (or nobody is signed in): then the station goes on without.
export async function ask(url, options = {}, patience = PATIENCE) {
  let response;
  try {
    response = await fetch(url, { redirect: "manual", credentials: "same-origin", cache: "no-store", ...options, signal: AbortSignal.timeout(patience) });
  } catch {
    become("away");
    throw new Away("no network");
  }
  if (response.type === "opaqueredirect" || response.status === 401) { become("signedout"); throw new Away("signed out"); }
  if (response.status >= 500 || response.status === 429) { become("away"); throw new Away(`server says ${response.status}`); }
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  try {
    return await response.json();
  } catch {
    become("away"); // a hotel's welcome page, not our server
    throw new Away("not our server");
  }
}

// Who would be taken for the sender now, and how wrong this clock is. Half the way there and back is the time it took.
export async function hello(patience = PATIENCE) {
  const sent = Date.now();
  const told = await ask("/counter/hello/", {}, patience);
  const back = Date.now();
  if (back - sent < 2000 && back >= sent) {
    link.offset = Math.round(told.now - (sent + back) / 2);
    link.measured = told.now;
    await setMeta("clock", { offset: link.offset, measured: link.measured });
  }
  Object.assign(link, { account: told.account, by: told.by, csrf: told.csrf });
  become("here");
  return told;
}

export async function rememberClock() {
  const kept = await meta("clock");
  if (kept && link.measured === null) Object.assign(link, kept);
}

export const here = () => link.state === "here";
export const lost = () => become("away");
