/* Buttons that copy an entry: with its italics where the program pasted into takes them, else as text. */
function show() {
  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = !navigator.clipboard;
}

async function copy(button) {
  const entry = document.getElementById(button.dataset.copy);
  const text = entry.textContent.trim();
  try {
    const kinds = { "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([entry.innerHTML], { type: "text/html" }) };
    await navigator.clipboard.write([new ClipboardItem(kinds)]);
  } catch {
    await navigator.clipboard.writeText(text);
  }
  document.dispatchEvent(new CustomEvent("firstbell:toast", { detail: { text: button.dataset.copied, tone: "good" } }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
});
document.addEventListener("htmx:afterSettle", show);
show();
