// A POST form is sent once; [data-many] opts out. [data-confirm] asks first. A failed form's summary takes the focus.
const sent = new WeakSet();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  const guarded = form.hasAttribute("data-once") || (form.method === "post" && !form.hasAttribute("data-many"));
  if (event.defaultPrevented || !guarded || form.hasAttribute("hx-post")) return;
  if (sent.has(form)) { event.preventDefault(); return; }
  sent.add(form);
  event.submitter?.setAttribute("aria-busy", "true");
});

// A busy htmx form shows it on the button that sent it; htmx itself drops the second request.
document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.detail.requestConfig?.triggeringEvent?.submitter;
  if (!button || event.target.tagName !== "FORM") return;
  if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
  button.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.requestConfig?.triggeringEvent?.submitter?.removeAttribute("aria-busy");
});

// Coming back with the Back button must find a form that can be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
  for (const busy of document.querySelectorAll('[aria-busy="true"]')) busy.removeAttribute("aria-busy");
});

function focusSummary(scope) {
  const summary = scope.querySelector("[data-error-summary]");
  if (summary?.closest("form")?.method !== "get") summary?.focus();
}

document.addEventListener("htmx:afterSettle", (event) => focusSummary(event.target));
focusSummary(document);
