// The catalogue's own keys: along the shelf by arrows; a library's own screen goes back to its start when nobody is there.
document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const link = step && event.target.closest?.("[data-shelf] a");
  if (!link) return;
  const links = [...link.closest("[data-shelf]").querySelectorAll("a")];
  const next = links[links.indexOf(link) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "center" });
});

const IDLE_SECONDS = 90;
const start = document.querySelector("[data-idle]")?.dataset.idle;
if (start) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.assign(start), IDLE_SECONDS * 1000);
  };
  for (const name of ["pointerdown", "keydown", "scroll"]) addEventListener(name, wait, { passive: true });
  wait();
}

// Narrow screens see hits first: the limits open when they are asked for.
const facets = document.querySelector(".lib-facets");
if (facets && matchMedia("(width < 60rem)").matches) facets.open = false;
