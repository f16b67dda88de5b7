// Runs before the first paint (a plain, blocking script) so that the page never flashes in the wrong theme.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  let stored;
  try { stored = window.localStorage; stored.getItem("firstbell"); } catch { return; }
  const theme = stored.getItem("firstbell.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (stored.getItem("firstbell.density") === "compact") root.dataset.density = "compact";
  if (stored.getItem("firstbell.nav") === "collapsed") root.dataset.nav = "collapsed";
})();
