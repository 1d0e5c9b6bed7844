// The article's page: text and list tied to each other, keys, and places taken from the text.
(() => {
  const sheet = () => document.getElementById("sheet");
  const text = () => document.getElementById("text");
  const rows = () => [...document.querySelectorAll("#things .thing")];
  const opened = () => document.querySelector("#things .thing.opened");
  const row = (id) => document.getElementById(`r-${CSS.escape(id)}`) ?? document.getElementById(`r-${id}`);
  const marks = (id) => [...text().querySelectorAll(`[data-things~="${CSS.escape(id)}"]`)];
  const form = () => document.querySelector("#things form.correct");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let places = null;

  const show = (name, ranges) => {
    if (window.CSS?.highlights === undefined) return;
    if (ranges.length === 0) CSS.highlights.delete(name); else CSS.highlights.set(name, new Highlight(...ranges));
  };
  const scroll = (element) => element?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });

  const close = () => {
    const one = opened();
    if (one === null) return;
    one.classList.remove("opened");
    const detail = one.querySelector(".detail");
    if (detail !== null) one.querySelector(".row").setAttribute("aria-expanded", "false");
    detail?.replaceChildren();
    text().querySelectorAll(".m.active").forEach((mark) => mark.classList.remove("active"));
    show("place", []);
  };

  // Open what the ledger knows of one thing below its line, and light its words.
  const open = (id, { focus = true, load = true } = {}) => {
    const one = row(id);
    if (one === null) return;
    close();
    one.classList.add("opened");
    const line = one.querySelector(".row");
    marks(id).forEach((mark) => mark.classList.add("active"));
    const first = marks(id)[0];
    if (first !== undefined) scroll(first);
    scroll(one);
    if (focus) line.focus({ preventScroll: true });
    const { document: paper, part } = sheet().dataset;
    if (paper === undefined) return; // a reading that is kept nowhere: there is no more to know
    line.setAttribute("aria-expanded", "true");
    history.replaceState(null, "", `/documents/${paper}?part=${part}&entry=${encodeURIComponent(id)}`);
    if (load) htmx.ajax("GET", `/documents/${paper}/things/${id}`, { target: one.querySelector(".detail"), swap: "innerHTML" });
  };

  const step = (by) => {
    const all = rows();
    if (all.length === 0) return;
    const at = all.indexOf(opened());
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    open(all[next].dataset.thing);
  };

  // Fields that are places in the text.
  const spans = (field) => field.querySelector("input").value.split(";").filter(Boolean).map((one) => one.split(":").map(Number));
  const tell = (field) => {
    places ??= new desk.Places(text());
    const chosen = spans(field);
    const said = chosen.map(([start, end]) => places.words(start, end)).join(" … ").replace(/\s+/gu, " ").trim();
    field.querySelector("output").value = said === "" ? (chosen.length ? "in another part of the text" : "none") : `“${said.length > 160 ? said.slice(0, 159) + "…" : said}”`;
    return chosen;
  };
  const light = (field) => show("place", tell(field).map(([start, end]) => places.range(start, end)).filter(Boolean));
  const put = (field, chosen) => {
    field.querySelector("input").value = chosen.map(([start, end]) => `${start}:${end}`).join(";");
    light(field);
  };
  let field = null;
  const take = (target) => {
    places ??= new desk.Places(text());
    const chosen = places.selected(getSelection());
    if (chosen === null) desk.say("Select words in the text first, then take them.", "warn");
    else put(target, [chosen]);
  };
  const move = (target, which, by) => {
    const chosen = spans(target);
    if (chosen.length === 0) return;
    const at = which === "start" ? 0 : chosen.length - 1;
    chosen[at] = places.moved(chosen[at], which, by);
    put(target, chosen);
  };

  const load = (button) => {
    const place = document.getElementById(button.dataset.into);
    htmx.ajax("GET", button.dataset.form, { target: place, swap: "innerHTML" }).then(() => {
      place.querySelectorAll(".span-field").forEach(tell);
      field = place.querySelector(".span-field");
      place.querySelector("input:not([type=hidden]), select, textarea")?.focus();
      scroll(place);
    });
  };
  const cancel = () => {
    const one = form();
    if (one === null) return false;
    const line = opened()?.querySelector(".row");
    one.remove();
    show("place", []);
    line?.focus({ preventScroll: true });
    return true;
  };

  let last = { piece: null, turn: 0 };
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const line = target.closest(".thing > .row");
    if (line !== null) {
      event.preventDefault();
      if (line.parentElement.classList.contains("opened")) close(); else open(line.parentElement.dataset.thing);
      return;
    }
    const piece = target.closest("#text [data-things]");
    if (piece !== null && getSelection().isCollapsed && form() === null) {
      // Of records that lie on one another the narrowest comes first, a further click takes the next.
      const things = piece.dataset.things.split(" ").filter((id) => row(id) !== null);
      last = { piece, turn: last.piece === piece ? (last.turn + 1) % things.length : 0 };
      if (things.length > 0) open(things[last.turn], { focus: false });
      return;
    }
    const loads = target.closest("[data-form]");
    if (loads !== null) { load(loads); return; }
    if (target.closest("[data-to-text]") !== null) { text().querySelector(".m.active")?.scrollIntoView({ block: "center" }); return; }
    if (target.closest("[data-cancel]") !== null) { cancel(); return; }
    const mine = target.closest(".span-field");
    if (mine === null) return;
    field = mine;
    if (target.closest("[data-take]") !== null) take(mine);
    const moves = target.closest("[data-move]");
    if (moves !== null) move(mine, moves.dataset.move, Number(moves.dataset.by));
  });
  // A click on a button must not undo the selection that it is to take.
  document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[data-take]")) event.preventDefault(); });
  document.addEventListener("focusin", (event) => {
    const mine = event.target.closest?.(".span-field");
    if (mine) { field = mine; light(mine); }
  });
  for (const [name, on] of [["mouseover", true], ["mouseout", false]]) {
    document.addEventListener(name, (event) => {
      const one = event.target.closest?.(".thing");
      if (one) marks(one.dataset.thing).forEach((mark) => mark.classList.toggle("near", on));
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (sheet()?.dataset.opened !== undefined) open(sheet().dataset.opened, { load: false, focus: false });
  });

  const press = (key) => opened()?.querySelector(`.detail [data-key="${key}"]`)?.click();
  const keys = {
    j: () => step(1), k: () => step(-1), c: () => press("c"), e: () => press("e"), x: () => press("x"), m: () => press("m"), u: () => press("u"),
    "?": () => document.getElementById("keys")?.showModal(),
    "[": () => document.querySelector('#text [rel="prev"]')?.click(), "]": () => document.querySelector('#text [rel="next"]')?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form() !== null) {
      event.preventDefault();
      form().querySelector("[data-save]").click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
    if (event.key === "Escape") { if (!cancel()) close(); return; }
    if (!desk.keysOn()) return;
    if (event.key === "s" && field !== null && form() !== null && event.target.closest?.("input:not([type=checkbox],[type=radio]), select, textarea") === null) {
      event.preventDefault();
      take(field);
      return;
    }
    if (event.target.closest?.("input, select, textarea") !== null) return;
    if (event.key >= "1" && event.key <= "5" && event.key.length === 1) {
      document.querySelectorAll("#kinds input")[Number(event.key) - 1]?.click();
      return;
    }
    if (keys[event.key] !== undefined) { event.preventDefault(); keys[event.key](); }
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.target?.id === "sheet") event.detail.parameters.set("part_shown", sheet().dataset.part);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id !== "sheet" && event.detail.target?.id !== "sheet") return;
    places = null;
    field = null;
    const id = sheet().dataset.opened;
    // The event comes once for the sheet and once for each part that came along.
    if (id !== undefined && opened()?.dataset.thing !== id) open(id, { load: false });
  });
})();
