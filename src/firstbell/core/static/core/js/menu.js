// Menus (<details data-menu>) close on Escape and on a click elsewhere; the navigation drawer on a phone; collapsing it on a desk.
const root = document.documentElement;
const nav = document.getElementById("mainnav");
const openers = [...document.querySelectorAll("[data-nav-open]")];
let lastOpener = null;

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function showDrawer(open) {
  nav.toggleAttribute("data-open", open);
  for (const opener of openers) opener.setAttribute("aria-expanded", String(open));
  if (open) nav.querySelector("a:not([data-nav-close])")?.focus();
  else lastOpener?.focus();
}

function showCollapsed() {
  const collapsed = root.dataset.nav === "collapsed";
  for (const button of document.querySelectorAll("[data-nav-collapse]")) {
    button.setAttribute("aria-pressed", String(collapsed));
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details[data-menu]"));
  if (!nav) return;
  const opener = event.target.closest("[data-nav-open]");
  if (opener) {
    event.preventDefault();
    lastOpener = opener;
    showDrawer(true);
  } else if (nav.hasAttribute("data-open") && (event.target.closest("[data-nav-close]") || !nav.contains(event.target))) {
    event.preventDefault();
    showDrawer(false);
  }
  if (event.target.closest("[data-nav-collapse]")) {
    const collapse = root.dataset.nav !== "collapsed";
    if (collapse) root.dataset.nav = "collapsed"; else delete root.dataset.nav;
    try { localStorage.setItem("firstbell.nav", collapse ? "collapsed" : "open"); } catch { /* lasts for this page */ }
    showCollapsed();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (nav?.hasAttribute("data-open")) {
    showDrawer(false);
  }
});

document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-menu]")));

for (const opener of openers) {
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-expanded", "false");
}
showCollapsed();
