// What tests/browser/test_every_page.py asks of a page. Runs before the page's own scripts, axe beside it.
window.firstbellChecks = (() => {
  const CONTROL = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]";
  const clickable = new Set();
  let walked = [];
  let unseen = [];

  // Whoever listens for a click is remembered, so that it can be asked whether a key would do the same.
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function remembered(type, ...rest) {
    if (type === "click" && this instanceof Element) clickable.add(this);
    return listen.call(this, type, ...rest);
  };

  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert], dialog:not([open])");
  const isFocusable = (element) => element.matches(CONTROL) && !element.disabled;

  function describe(element) {
    const own = element.outerHTML.slice(0, element.outerHTML.indexOf(">") + 1);
    return `${own.slice(0, 160)}${element.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}`;
  }

  /** What Tab must come to: one of a group of radios; not what arrow keys reach, nor what is only there for Enter. */
  function expected(root) {
    const groups = new Set();
    return [...root.querySelectorAll(CONTROL)].filter((element) => {
      if (!isFocusable(element) || !isSeen(element) || element.closest('[aria-hidden="true"]')) return false;
      if (element.tabIndex < 0) return false;
      if (element.type !== "radio") return true;
      const key = `${element.form?.action} ${element.name}`;
      const chosen = [...document.getElementsByName(element.name)].some((one) => one.checked && one.form === element.form);
      if (chosen ? !element.checked : groups.has(key)) return false;
      groups.add(key);
      return true;
    });
  }

  /** Something must show where the focus is: on the control, or on the face that a tile or segment shows instead. */
  function showsFocus(element) {
    const marked = (one) => {
      const style = one && getComputedStyle(one);
      return Boolean(style) && style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2 && style.opacity !== "0";
    };
    return marked(element) || marked(element.nextElementSibling);
  }

  function isInSight(element) {
    const box = element.getBoundingClientRect();
    if (box.width < 4 || box.height < 4 || getComputedStyle(element).clipPath !== "none") return false;
    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    return top !== null && (element.contains(top) || top.contains(element) || Boolean(top.closest("label")?.contains(element)));
  }

  /** A date or a time is several stops: day, month, year, the button that opens a calendar. */
  const stops = (element) => (["date", "time", "month", "week"].includes(element.type) ? 4 : element.type === "datetime-local" ? 7 : 1);

  document.addEventListener("focusin", ({ target }) => {
    walked.push(target);
    if (target === document.body) return;
    if (!showsFocus(target)) unseen.push(`the focus does not show on ${describe(target)}`);
    if (!isInSight(target)) unseen.push(`the focus is out of sight on ${describe(target)}`);
  });

  return {
    /** Marks what a walk has to reach; returns how many steps it may take. Starts before `root`'s first control. */
    start(selector) {
      const root = document.querySelector(selector);
      root.tabIndex = -1;
      root.focus();
      walked = [];
      unseen = [];
      return expected(root).reduce((steps, element) => steps + stops(element), 0);
    },
    /** What the walk since `start` missed, and where it could not be seen. */
    missed(selector) {
      const missed = expected(document.querySelector(selector)).filter((element) => !walked.includes(element));
      return [...missed.map((element) => `Tab never comes to ${describe(element)}`), ...unseen];
    },
    /** Keys that two things on the page would answer to. */
    doubleKeys() {
      const found = [];
      for (const name of ["data-key", "data-hotkey", "data-desk-key"]) {
        const keys = [...document.querySelectorAll(`[${name}]`)].filter(isSeen).map((element) => element.getAttribute(name));
        found.push(...keys.filter((key, place) => keys.indexOf(key) !== place).map((key) => `two things answer to ${name} "${key}"`));
      }
      return found;
    },
    /** Axe on the page but for what is left out; a line for each of the first elements that break a rule. */
    async axe(leaveOut) {
      const { violations } = await axe.run({ include: ["html"], exclude: leaveOut }, { resultTypes: ["violations"], elementRef: false });
      return violations.flatMap((rule) => rule.nodes.slice(0, 3).map((node) => `at ${innerWidth} px: ${rule.id}: ${rule.help}: ${node.target} ${node.html.slice(0, 120)} (${[...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ")})`));
    },
    /** Where the first Tab came to, when that is no good place. */
    wrongStart() {
      const element = document.activeElement;
      const isGood = element.matches(".skip-link, [autofocus], [role=alert]");
      return isGood ? [] : [`the first Tab comes to ${describe(element)}`];
    },
    /** What a mouse can do and a keyboard cannot. */
    mouseOnly() {
      const faults = [];
      for (const element of document.querySelectorAll("[tabindex]")) {
        if (element.tabIndex > 0) faults.push(`tabindex above 0 on ${describe(element)}`);
      }
      const pointing = [...document.body.querySelectorAll("*")].filter((element) => getComputedStyle(element).cursor === "pointer" && getComputedStyle(element.parentElement).cursor !== "pointer");
      for (const element of new Set([...clickable, ...pointing])) {
        if (!element.isConnected || element === document.body || !isSeen(element)) continue;
        const byKey = isFocusable(element) || element.closest("label, summary") || element.querySelector(CONTROL);
        if (!byKey) faults.push(`only a mouse can use ${describe(element)}`);
      }
      return faults;
    },
  };
})();
