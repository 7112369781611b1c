// Warns five minutes before the session ends, and touches it when the reader stays.
const EARLY = 5 * 60;
const warning = document.querySelector("[data-signing-out]");
let waiting;

function wait() {
  clearTimeout(waiting);
  const seconds = Number(warning.dataset.signingOut) - EARLY;
  if (seconds < 2 ** 31 / 1000) waiting = setTimeout(() => { warning.hidden = false; }, Math.max(0, seconds) * 1000);
}

if (warning) {
  wait();
  document.addEventListener("htmx:afterRequest", wait);
  warning.querySelector("[data-stay]")?.addEventListener("click", async () => {
    const answer = await fetch(warning.dataset.touch, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (!answer) return;
    warning.hidden = true;
    wait();
  });
}
