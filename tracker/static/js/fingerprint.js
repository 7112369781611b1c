// Works out the SHA-256 of a chosen file and puts it into the form; the file stays here.
const place = document.querySelector("[data-fingerprint-of]");
const field = document.querySelector("[name=fingerprint]");

async function fingerprint(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Only a page that came by a safe way may compute.
if (place && field && crypto.subtle) {
  const status = place.querySelector("[role=status]");
  place.hidden = false;
  place.querySelector("input").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    status.textContent = status.dataset.wait;
    field.value = await fingerprint(file);
    status.textContent = status.dataset.done;
  });
}
