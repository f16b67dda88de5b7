// Sends the CSRF token with every htmx request.
const token = document.querySelector('meta[name="csrf-token"]')?.content;

if (token) {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token;
  });
}
