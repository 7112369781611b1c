// How many characters are left: shown when under 100 are, and said aloud when typing pauses.
const ALMOST = 100;

for (const line of document.querySelectorAll("[data-count-for]")) {
  const area = document.getElementById(line.dataset.countFor);
  const most = Number(line.dataset.most);
  let pause;
  if (!area) continue;
  area.removeAttribute("maxlength"); // too much is shown, not swallowed; the server has the last word
  const show = () => {
    const left = most - area.value.replace(/\r?\n/g, "\r\n").length;
    line.textContent = `${Math.abs(left)} ${left < 0 ? line.dataset.over : line.dataset.left}`;
    line.toggleAttribute("data-near", left < ALMOST);
    line.toggleAttribute("data-exceeded", left < 0);
    return left;
  };
  show();
  area.addEventListener("input", () => {
    const left = show();
    clearTimeout(pause);
    if (left >= ALMOST) return;
    pause = setTimeout(() => {
      document.dispatchEvent(new CustomEvent("announce", { detail: line.textContent }));
    }, 1000);
  });
}
