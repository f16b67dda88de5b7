// The column chooser: the arrows move a column in place and keep the focus; sent with "Show". Without this each arrow sends.
document.addEventListener("click", (event) => {
  const arrow = event.target.closest("[data-columns] [data-move]");
  if (!arrow) return;
  event.preventDefault();
  const line = arrow.closest("li");
  const isLeft = arrow.dataset.move === "left";
  const other = isLeft ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  if (isLeft) other.before(line); else other.after(line);
  arrow.focus();
  const place = [...line.parentElement.children].indexOf(line) + 1;
  line.closest("form").querySelector("[data-columns-told]").textContent = `${line.querySelector("label").textContent.trim()}: place ${place}`;
});
