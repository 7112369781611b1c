// Forms: focus on the summary of problems, one sending per click, Ctrl+Enter, bulk bars.
document.querySelector("[data-error-summary]")?.focus();

document.addEventListener("htmx:afterSettle", (event) => {
  event.detail.elt?.querySelector?.("[data-error-summary]")?.focus();
});

// A second click on the same button within three seconds is the same wish.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  const last = sent.get(form);
  if (last?.button === event.submitter && Date.now() - last.at < 3000) event.preventDefault();
  else sent.set(form, { button: event.submitter, at: Date.now() });
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form[data-ctrl-enter]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[data-kind='primary']"));
});

// Ticked rows are counted in words; "tick all" ticks the page.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.matches("[data-tick-all]")) {
    for (const box of form.querySelectorAll("[data-row] .tick input")) box.checked = event.target.checked;
  }
  const bar = form?.querySelector("[data-bulk]");
  if (!bar || event.target.type !== "checkbox") return;
  const count = form.querySelectorAll("[data-row] .tick input:checked").length;
  const words = bar.querySelector("[data-bulk-count]");
  words.dataset.none ??= words.textContent;
  words.textContent = count ? words.dataset.some.replace("0", count) : words.dataset.none;
  bar.toggleAttribute("data-some", count > 0);
});
