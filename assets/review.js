// Both languages are in the page; this only changes which one shows. Details unfold for printing.
(function () {
  var root = document.documentElement;
  function show(lang) {
    root.className = "show-" + lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
  }
  function toggle() {
    show(root.className === "show-zh" ? "en" : "zh");
  }
  document.getElementById("language").addEventListener("click", toggle);
  document.addEventListener("keydown", function (event) {
    if ((event.key === "l" || event.key === "L") && !event.ctrlKey && !event.metaKey && !event.altKey) toggle();
  });
  if (location.hash === "#en") show("en");
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (details) { details.open = true; });
  });
})();
