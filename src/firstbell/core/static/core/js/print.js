// The print page's button; "?now" in the address prints at once, as the counter does after a swap.
for (const place of document.querySelectorAll("[data-print-go]")) place.hidden = false;
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
if (new URLSearchParams(location.search).has("now")) window.addEventListener("load", () => window.print());
