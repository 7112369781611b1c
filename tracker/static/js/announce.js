// Says things to assistive technology, politely: whoever fires "announce" on the document, and the
// count that a swapped part carries in data-announce.
const place = document.querySelector("[data-announcer]");

function say(words) {
  if (!place || !words) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = words; });
}

document.addEventListener("announce", (event) => say(event.detail));
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  say(part?.dataset?.announce ?? part?.querySelector?.("[data-announce]")?.dataset.announce);
});
