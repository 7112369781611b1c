// Arrow keys between neighbours, only while the focus is in the pager (PRODUCT.md, screen 12).
document.addEventListener("keydown", (event) => {
  const pager = event.target.closest?.("[data-pager]");
  if (!pager || event.ctrlKey || event.metaKey || event.altKey) return;
  const onward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  const rel = { [onward]: "next", [back]: "prev" }[event.key];
  const link = rel && pager.querySelector(`[rel="${rel}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
