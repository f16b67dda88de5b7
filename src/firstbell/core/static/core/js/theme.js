// Theme and density switches of the user menu. The choice stays in this browser (localStorage), never in a cookie.
const root = document.documentElement;

function keep(name, value) {
  try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch { /* private window: the choice lasts for this page */ }
}

function show() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme ?? "auto")));
  }
  for (const button of document.querySelectorAll("[data-density-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.densityChoice === (root.dataset.density ?? "comfortable")));
  }
}

function setOrClear(name, value, usual) {
  if (value === usual) delete root.dataset[name]; else root.dataset[name] = value;
  keep(`firstbell.${name}`, value === usual ? "" : value);
  show();
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-theme-choice]");
  if (theme) setOrClear("theme", theme.dataset.themeChoice, "auto");
  const density = event.target.closest("[data-density-choice]");
  if (density) setOrClear("density", density.dataset.densityChoice, "comfortable");
});

show();
