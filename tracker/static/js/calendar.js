// The month as a grid (PRODUCT.md screen 16): arrow keys go by day while a day has the focus, Page Up
// and Page Down by month. Without it every day is a link like any other.
const DAY = 24 * 60 * 60 * 1000;
const grid = document.querySelector("[data-calendar]");

if (grid) {
  grid.parentElement.addEventListener("keydown", go);
  // No element has this name: the browser would move the focus there after us.
  focusOn(location.hash.replace("#focus-", "day-"));
}

function go(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const at = event.target.closest("td")?.id.slice(4) ?? start();
  const step = steps()[event.key];
  if (step) {
    event.preventDefault();
    const inside = event.target.closest("td");
    const day = inside ? new Date(Date.parse(at) + step * DAY).toISOString().slice(0, 10) : at;
    if (!focusOn(`day-${day}`)) turn(step > 0 ? "next" : "prev", day);
  } else if (event.key === "PageDown" || event.key === "PageUp") {
    event.preventDefault();
    turn(event.key === "PageDown" ? "next" : "prev", inOtherMonth(at, event.key === "PageDown" ? 1 : -1));
  }
}

function steps() {
  const ahead = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
  return { ArrowRight: ahead, ArrowLeft: -ahead, ArrowDown: 7, ArrowUp: -7 };
}

function start() {
  return (grid.querySelector("[aria-current]") ?? grid.querySelector("td:not([data-beside])")).id.slice(4);
}

function focusOn(id) {
  const cell = id.startsWith("day-") ? document.getElementById(id) : null;
  if (!cell || !grid.contains(cell) || cell.dataset.beside !== undefined) return false;
  cell.querySelector("[data-day]").focus();
  return true;
}

// The same day of the month beside, or its last day.
function inOtherMonth(day, step) {
  const [year, month, number] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + step, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + step, Math.min(number, last))).toISOString().slice(0, 10);
}

function turn(way, day) {
  const link = document.querySelector(`.calendar-steps a[rel="${way}"]`);
  if (!link) return;
  const address = new URL(link.href);
  address.hash = `focus-${day}`;
  location.assign(address);
}
