// The queues (PRODUCT.md 9): a row opens beside the list where there is room, on its own page where
// there is none; the focus goes into what was opened, and Esc brings it back to the row.
const rowOf = (code) => document.getElementById(`row-${code}`);
let opened = null;
let asked = null;

// What was asked for last is what the detail shows, in whatever order the answers come.
document.addEventListener("htmx:beforeSend", (event) => {
  if (event.detail.target.id === "detail") asked = event.detail.xhr;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "detail" && event.detail.xhr !== asked) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.detail.elt;
  if (!link.matches("[data-main]")) return;
  const detail = document.getElementById("detail");
  if (detail && getComputedStyle(detail).display !== "none") {
    opened = link.closest("[data-row]");
    return;
  }
  event.preventDefault();
  location.assign(link.href);
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "detail") return;
  const detail = event.detail.target;
  mark(detail);
  const cleared = detail.querySelector("[data-cleared]");
  if (cleared) rowOf(cleared.dataset.cleared)?.remove();
  if (!event.detail.requestConfig.elt.matches("[data-main], form")) return;
  detail.scrollTop = 0;
  const problem = detail.querySelector("[data-invalid] :is(input, textarea), .notice");
  (problem ?? detail.querySelector("[data-detail-title]"))?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest?.("#detail") || !opened?.isConnected) return;
  opened.tabIndex = -1;
  opened.focus();
});

function mark(detail) {
  const code = detail.querySelector("[data-detail-of]")?.dataset.detailOf;
  for (const row of document.querySelectorAll("[data-row][data-selected]")) delete row.dataset.selected;
  const row = code && rowOf(code);
  if (row) row.dataset.selected = "";
}

// After a decision the list comes back at the row after it: #row-GCM-07-0042-M03.
const next = location.hash.startsWith("#row-") && document.getElementById(location.hash.slice(1));
if (next) {
  next.tabIndex = -1;
  next.focus();
}
