// Inserts a canned answer where one types, so that what is written already stays. Without this the form fills the box anew.
const form = document.querySelector("[data-answers]");
const box = document.getElementById("reply");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { answer, lang } = form.elements;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const reply = await fetch(`${form.dataset.answers}${answer.value}/?lang=${lang.value}`, { credentials: "same-origin" });
    if (!reply.ok) throw new Error(String(reply.status));
    const text = await reply.text();
    const before = box.value && box.selectionStart > 0 && !box.value.slice(0, box.selectionStart).endsWith("\n") ? "\n" : "";
    box.setRangeText(before + text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  } catch {
    document.dispatchEvent(new CustomEvent("firstbell:toast", { detail: { text: "The answer could not be fetched. Try again.", tone: "bad" } }));
  } finally {
    button.disabled = false;
  }
});
