// What every page does beside htmx: the token against forged requests, words on what went wrong, the help sheet.
(() => {
  const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const status = () => document.getElementById("status");

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = token();
  });
  document.addEventListener("htmx:beforeRequest", () => document.body.classList.add("waiting"));
  document.addEventListener("htmx:afterRequest", () => document.body.classList.remove("waiting"));

  // An ordinary form that takes long, such as a reading, shows that it is under way; coming back to the page ends it.
  document.addEventListener("submit", (event) => { if (!event.target.hasAttribute("hx-post")) document.body.classList.add("waiting"); });
  window.addEventListener("pageshow", () => document.body.classList.remove("waiting"));

  const say = (words, kind = "bad") => {
    const place = status();
    if (place === null) return;
    const note = document.createElement("p");
    note.className = `note ${kind}`;
    note.textContent = `${words} `;
    const gone = document.createElement("button");
    Object.assign(gone, { type: "button", className: "quiet", textContent: "×" });
    gone.setAttribute("aria-label", "Dismiss this note");
    gone.dataset.dismiss = "";
    note.append(gone);
    place.replaceChildren(note);
  };
  document.addEventListener("htmx:sendError", () => say("The desk does not answer; check the connection and try again."));
  document.addEventListener("htmx:timeout", () => say("The desk took too long to answer; try again, or ask for less."));
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    let words = `The desk answered with an error (${answer.status}); try again.`;
    const page = new DOMParser().parseFromString(answer.responseText, "text/html");
    words = page.querySelector("main .error p")?.textContent ?? words;
    say(String(words));
  });
  document.addEventListener("htmx:beforeSwap", () => status()?.replaceChildren());

  // Buttons that open and close a dialog: data-opens="id", data-closes.
  document.addEventListener("click", (event) => {
    const opens = event.target.closest?.("[data-opens]");
    if (opens !== null && opens !== undefined) document.getElementById(opens.dataset.opens)?.showModal();
    event.target.closest?.("[data-closes]")?.closest("dialog")?.close();
    event.target.closest?.("[data-dismiss]")?.closest(".note")?.remove();
  });

  // Single keys do something unless they were switched off, for those who speak to their machine.
  const keysOn = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("keys-on");
    if (box === null) return;
    box.checked = keysOn();
    box.addEventListener("change", () => { try { localStorage.setItem("keys", box.checked ? "on" : "off"); } catch { /* this page only */ } });
  });

  window.desk = Object.assign(window.desk ?? {}, { say, keysOn });
})();
