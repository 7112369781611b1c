// Keeps what is being written in this browser tab, three seconds after typing stops, and gives it
// back when the form opens again. <form data-draft="log GCM-07-0042" data-draft-saved="Draft saved"
// data-draft-found="…" data-not-saved="…" data-try-again="…"> with an element [data-draft-line].
const PAUSE = 3000;

for (const form of document.querySelectorAll("form[data-draft]")) keep(form);

function keep(form) {
  const key = `draft:${document.body.dataset.person ?? ""}:${form.dataset.draft}`;
  const line = form.querySelector("[data-draft-line]");
  let pause;
  restore();
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(store, PAUSE);
  });
  form.addEventListener("submit", () => { clearTimeout(pause); store(); });
  form.addEventListener("htmx:sendError", failed);
  form.addEventListener("htmx:responseError", failed);

  function fields() {
    return [...form.elements].filter((field) =>
      field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type));
  }

  function store() {
    const values = fields().map((field) =>
      [field.name, field.value, ["radio", "checkbox"].includes(field.type) ? field.checked : null]);
    try { sessionStorage.setItem(key, JSON.stringify(values)); } catch { return; }
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    if (line) line.textContent = `${form.dataset.draftSaved ?? "Draft saved"} ${time}`;
  }

  function restore() {
    const stored = sessionStorage.getItem(key);
    // A form that comes back with problems already carries the newer words.
    if (!stored || form.querySelector("[data-invalid], [data-error-summary]")) return;
    let found = false;
    for (const [name, value, checked] of JSON.parse(stored)) {
      for (const field of fields().filter((other) => other.name === name)) {
        if (checked === null && !["radio", "checkbox"].includes(field.type)) {
          found ||= field.value !== value;
          field.value = value;
        } else if (field.value === value) {
          found ||= field.checked !== checked;
          field.checked = checked;
        }
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    if (found && line) line.textContent = form.dataset.draftFound ?? "";
  }

  function failed() {
    store();
    form.querySelector("[data-not-saved-panel]")?.remove();
    const panel = document.createElement("div");
    panel.className = "not-saved";
    panel.dataset.notSavedPanel = "";
    panel.setAttribute("role", "alert");
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "button", textContent: form.dataset.tryAgain ?? "Try again",
    });
    button.addEventListener("click", () => { panel.remove(); form.requestSubmit(); });
    panel.append(Object.assign(document.createElement("p"), {
      textContent: form.dataset.notSaved ?? "Not saved. Your text is kept on this page.",
    }), button);
    form.append(panel);
  }
}

// The page after a sending that worked names the draft it ends.
for (const done of document.querySelectorAll("[data-draft-done]")) {
  sessionStorage.removeItem(`draft:${document.body.dataset.person ?? ""}:${done.dataset.draftDone}`);
}
