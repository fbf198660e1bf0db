// Saves reloading, keeps drafts, calls softly. Everything essential works without this file.
(function () {
  "use strict";
  var unread = null, title = document.title, sound = null;

  function parts() { return Array.prototype.slice.call(document.querySelectorAll("[data-part]")); }

  function nearEnd() { return window.innerHeight + window.scrollY > document.body.scrollHeight - 200; }

  // A part is the server's own template: everything in it was escaped there.
  function refresh(part) {
    fetch(part.dataset.part, { credentials: "same-origin", headers: { "X-Requested-With": "script" } })
      .then(function (answer) { if (!answer.ok || answer.redirected) throw new Error(); return answer.text(); })
      .then(function (html) {
        if (part.innerHTML.trim() === html.trim()) return;
        var follow = part.dataset.follow !== undefined && nearEnd(), at = focused(part);
        part.innerHTML = html;
        if (at) { var again = document.getElementById(at); if (again) again.focus({ preventScroll: true }); }
        if (follow) window.scrollTo(0, document.body.scrollHeight);
        count(part);
      }).catch(function () {});
  }

  function focused(part) {
    var active = document.activeElement;
    return active && part.contains(active) ? active.id : "";
  }

  function count(part) {
    var counted = part.querySelector("[data-unread]");
    if (!counted) return;
    var now = Number(counted.dataset.unread);
    if (unread !== null && now > unread) call(counted.dataset.words || "");
    unread = now;
    document.title = (now ? "(" + now + ") " : "") + title;
  }

  // A short, quiet tone; browsers allow it after the first press on the page.
  function call(words) {
    var news = document.getElementById("news");
    news.textContent = words;
    try {
      sound = sound || new (window.AudioContext || window.webkitAudioContext)();
      var tone = sound.createOscillator(), level = sound.createGain();
      tone.frequency.value = 660; level.gain.value = 0.04;
      tone.connect(level); level.connect(sound.destination);
      tone.start(); tone.stop(sound.currentTime + 0.18);
    } catch (error) { /* no sound here */ }
  }

  function listen() {
    var address = document.body.dataset.events;
    if (!address || !window.EventSource) return;
    var source = new EventSource(address);
    source.onmessage = function () { parts().forEach(refresh); };
    source.onerror = function () { if (source.readyState === 2) setTimeout(listen, 5000); };
  }

  // Drafts live in this tab only, until what they hold was sent.
  function drafts() {
    var sent = location.hash === "#sent";
    Array.prototype.forEach.call(document.querySelectorAll("textarea[data-draft]"), function (box) {
      var key = "draft " + box.dataset.draft;
      if (sent) sessionStorage.removeItem(key);
      else if (!box.value) box.value = sessionStorage.getItem(key) || "";
      box.addEventListener("input", function () { sessionStorage.setItem(key, box.value); });
      box.addEventListener("keydown", function (event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.form.requestSubmit();
      });
    });
  }

  document.addEventListener("submit", function (event) {
    setTimeout(function () {
      Array.prototype.forEach.call(event.target.querySelectorAll("button"), function (each) { each.disabled = true; });
    }, 0);
  });
  window.addEventListener("pageshow", function () {
    Array.prototype.forEach.call(document.querySelectorAll("button[disabled]"), function (each) { each.disabled = false; });
  });

  drafts();
  parts().forEach(count);
  if (document.querySelector("[data-follow]")) window.scrollTo(0, document.body.scrollHeight);
  listen();
})();
