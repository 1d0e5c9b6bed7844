// Lists that are worked through by keys: j and k step from one to the next, other keys press what it has of them.
(() => {
  const items = () => [...document.querySelectorAll("[data-step]")];
  let at = -1;
  const go = (index) => {
    const all = items();
    if (all.length === 0) return;
    at = Math.min(Math.max(index, 0), all.length - 1);
    all[at].tabIndex = -1;
    all[at].focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  };
  const current = () => items()[at] ?? null;
  const press = (key) => current()?.querySelector(`[data-key="${key}"]`)?.click();

  document.addEventListener("focusin", (event) => {
    const one = event.target.closest?.("[data-step]");
    if (one) at = items().indexOf(one);
  });
  // What was decided has another line in its place, which says so: the next key goes on from there.
  document.addEventListener("htmx:afterSettle", () => {
    if (at >= 0 && document.activeElement === document.body) go(at);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
    if (event.target.closest?.("input, select, textarea") !== null || !desk.keysOn()) return;
    const { key } = event;
    if (key === "j" || key === "k") go(at < 0 ? (key === "j" ? 0 : items().length - 1) : at + (key === "j" ? 1 : -1));
    else if (key === "o" || (key === "Enter" && event.target === current())) current()?.querySelector("a[href]")?.click();
    else if (key === "c" || key === "x" || key === "u") press(key);
    else if (key === "]" || key === "[") document.querySelector(`.pages [rel="${key === "]" ? "next" : "prev"}"]`)?.click();
    else if (key === "?") document.getElementById("keys")?.showModal();
    else return;
    event.preventDefault();
  });
})();
