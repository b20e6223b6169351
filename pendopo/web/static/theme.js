// Before the first paint: follow the device's light or dark unless the person chose one.
(function () {
  const root = document.documentElement;
  if (!root.hasAttribute("data-theme-auto")) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  dark.addEventListener("change", set);
  set();
})();
