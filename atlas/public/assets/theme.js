// Sets the theme before the first paint, so that nothing flashes.
(function () {
  var asked = new URLSearchParams(location.search).get("theme");
  var kept = null;
  try { kept = localStorage.getItem("jiqun-theme"); } catch (_) { /* storage may be closed */ }
  var choice = asked || kept || "auto";
  var dark = choice === "dark" || (choice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
