// Inserts a canned answer or the link to an article where one types, so that what is written already stays. Without this
// the form fills the box anew.
const box = document.getElementById("reply");

async function insert(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const { answer, article, lang } = form.elements;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const address = `${form.dataset.answers}${(answer ?? article).value}/${lang ? `?lang=${lang.value}` : ""}`;
    const reply = await fetch(address, { credentials: "same-origin" });
    if (!reply.ok) throw new Error(String(reply.status));
    const text = await reply.text();
    const before = box.value && box.selectionStart > 0 && !box.value.slice(0, box.selectionStart).endsWith("\n") ? "\n" : "";
    box.setRangeText(before + text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  } catch {
    document.dispatchEvent(new CustomEvent("firstbell:toast", { detail: { text: "It could not be fetched. Try again.", tone: "bad" } }));
  } finally {
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("[data-answers]")) form.addEventListener("submit", insert);
