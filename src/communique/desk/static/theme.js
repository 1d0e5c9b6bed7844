// Light, dark or as the system: read before the first paint, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("theme") ?? "auto"; } catch { return "auto"; } };
  const show = (theme) => {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    for (const button of document.querySelectorAll("[data-set-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setTheme === theme));
    }
  };
  show(kept());
  document.addEventListener("DOMContentLoaded", () => show(kept()));
  document.addEventListener("click", (event) => {
    const theme = event.target.closest?.("[data-set-theme]")?.dataset.setTheme;
    if (theme === undefined) return;
    try { localStorage.setItem("theme", theme); } catch { /* private mode: it holds for this page */ }
    show(theme);
    // Charts are drawn with colours that they read once.
    document.dispatchEvent(new CustomEvent("desk:theme"));
  });
})();
