/* The presenting view: the key p, or the button at the top of a page, hides the prose and shows headings, programs,
   predictions and runs, large (present.css). The same key or Escape leaves it. The view stays on for the next page that
   this tab opens. Without this script a page has no such view. */
const presentingKey = "between-python-processes-presenting";
const isPresenting = () => document.documentElement.dataset.view === "presenting";

const present = (on) => {
  if (on) document.documentElement.dataset.view = "presenting";
  else delete document.documentElement.dataset.view;
  try {
    if (on) sessionStorage.setItem(presentingKey, "yes");
    else sessionStorage.removeItem(presentingKey);
  } catch { /* then the next page opens with its prose */ }
  const button = document.querySelector(".present-button");
  if (button) button.setAttribute("aria-pressed", String(on));
};

/* Changes the view and keeps the heading or the run that stands at the top of the window there. */
const changeView = (on) => {
  const parts = [...document.querySelectorAll("article :is(h1, h2, h3, section > .cell)")].filter(
    (part) => part.checkVisibility());
  const below = parts.find((part) => part.getBoundingClientRect().top >= 0);
  const isNear = below && below.getBoundingClientRect().top < window.innerHeight / 2;
  const top = isNear ? below : parts[parts.indexOf(below) - 1] ?? below;
  present(on);
  if (top && window.scrollY > 0) top.scrollIntoView({ block: "start", behavior: "instant" });
};

/* Before the page is drawn, so that no prose flashes up. */
try { if (sessionStorage.getItem(presentingKey)) present(true); } catch { /* nothing is remembered */ }

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  if (event.key === "p" || event.key === "P") changeView(!isPresenting());
  else if (event.key === "Escape" && isPresenting()) changeView(false);
});

document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".article-header-buttons");
  if (!place || !document.querySelector("article .cell")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm present-button";
  button.textContent = "Present";
  button.title = "Show programs, predictions and runs alone (key: p)";
  button.setAttribute("aria-keyshortcuts", "p");
  button.setAttribute("aria-pressed", String(isPresenting()));
  button.addEventListener("click", () => changeView(!isPresenting()));
  place.prepend(button);
});
