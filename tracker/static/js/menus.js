// Menus are <details>; this closes them on Escape, on a click elsewhere and when another opens.
// Escape also closes a detail panel and gives the focus back to its row.
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details[data-menu][open]")) return;
  for (const menu of open()) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.target.closest?.("[data-detail]")) {
    document.querySelector("[data-row][data-selected]")?.focus();
  }
});
