// Keys inside a list of work (PRODUCT.md 3.0.7): only while the focus is in it, never while typing,
// and not at all when the reader has switched single letters off.
const TYPING = "input:not([type=checkbox]), select, textarea, [contenteditable]";

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-work-list]");
  if (!list || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return;
  if (act(list, event)) event.preventDefault();
});

function act(list, event) {
  const letters = document.body.dataset.keys !== "off";
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const row = event.target.closest("[data-row]");
  if (key === "ArrowDown" || (letters && key === "j")) return move(list, row, 1);
  if (key === "ArrowUp" || (letters && key === "k")) return move(list, row, -1);
  if (key === "Enter" && event.target === row) return press(row.querySelector("[data-main]"));
  if (!letters) return false;
  if (key === "x") return press(row?.querySelector(".tick input"));
  if (key === "?") return help(list);
  if (/^[a-z]$/.test(key)) return press(row?.querySelector(`[data-key="${key}"]`) ?? list.closest("form, body").querySelector(`[data-list-key="${key}"]`));
  return false;
}

function move(list, row, step) {
  const rows = [...document.querySelectorAll("[data-work-list] [data-row]")].filter((other) => other.checkVisibility?.() ?? true);
  const at = row ? rows.indexOf(row) + step : rows.indexOf(list.querySelector("[data-row]"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at))];
  if (!next) return false;
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(control) {
  if (!control) return false;
  control.click();
  return true;
}

function help(list) {
  const dialog = document.querySelector("[data-keys-help]");
  if (!dialog) return false;
  dialog.addEventListener("close", () => list.querySelector("[data-row]:focus, [data-row]")?.focus(), { once: true });
  dialog.showModal();
  return true;
}
