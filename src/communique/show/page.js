"use strict";
// Labels are plain links both ways; the script adds what links cannot do: all stretches of a record lit at once.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const pieces = new Map();
  for (const piece of document.querySelectorAll("[data-records]"))
    for (const id of piece.dataset.records.split(" ")) pieces.set(id, [...(pieces.get(id) || []), piece]);
  let active = null;

  function light(id) {
    for (const lit of document.querySelectorAll(".active")) lit.classList.remove("active");
    active = id;
    if (id === null) return;
    for (const piece of pieces.get(id) || []) piece.classList.add("active");
    const entry = document.getElementById(id);
    if (entry) entry.classList.add("active");
  }

  function shown(element) {
    return element && element.getClientRects().length > 0;
  }

  document.addEventListener("click", (click) => {
    const piece = click.target.closest("[data-records]");
    if (piece) {
      if (String(getSelection()) !== "") return;
      // A further click on the same words goes on to the next record that covers them.
      const ids = piece.dataset.records.split(" ").filter((id) => shown(document.getElementById(id)));
      if (ids.length === 0) return;
      const id = ids[(ids.indexOf(active) + 1) % ids.length];
      light(id);
      document.getElementById(id).scrollIntoView({ block: "nearest", behavior: calm });
      return;
    }
    const entry = click.target.closest("[data-record]");
    if (entry) {
      const id = entry.dataset.record;
      light(id);
      const target = document.getElementById("at-" + id) || (pieces.get(id) || [])[0];
      if (target) {
        click.preventDefault();
        target.scrollIntoView({ block: "center", behavior: calm });
        if (target.matches("a") && click.target.closest("a")) target.focus({ preventScroll: true });
      }
      return;
    }
    const label = click.target.closest("a.label");
    if (label) light(label.getAttribute("href").slice(1));
  });

  document.addEventListener("keydown", (key) => {
    if (key.key === "Escape") light(null);
  });
})();
