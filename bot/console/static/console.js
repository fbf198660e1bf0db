// Saves reloading, keeps drafts, calls softly. Everything essential works without this file.
(function () {
  "use strict";
  var unread = null, title = document.title, sound = null, atEnd = false;

  function parts() { return Array.prototype.slice.call(document.querySelectorAll("[data-part]")); }

  function nearEnd(part) { return part.getBoundingClientRect().bottom < window.innerHeight + 200; }

  // The last word, and the box to answer it.
  function toEnd() {
    var box = document.getElementById("text");
    atEnd = true;
    if (box) box.form.scrollIntoView({ block: "end" }); else window.scrollTo(0, document.body.scrollHeight);
  }

  // A part is the server's own template: everything in it was escaped there.
  function refresh(part) {
    fetch(part.dataset.part, { credentials: "same-origin", headers: { "X-Requested-With": "script" } })
      .then(function (answer) { if (!answer.ok || answer.redirected) throw new Error(); return answer.text(); })
      .then(function (html) {
        var follow = part.dataset.follow !== undefined && nearEnd(part), at = focused(part);
        patch(part, html);
        if (at) { var again = document.getElementById(at); if (again) again.focus({ preventScroll: true }); }
        if (follow) toEnd();
        count(part);
      }).catch(function () {});
  }

  // Lines that are the same stay as they are: a voice note plays on, what was opened stays open.
  function patch(part, html) {
    var made = document.createElement("template"), list = part.querySelector(".bubbles");
    made.innerHTML = html;
    if (!list) { if (part.innerHTML.trim() !== html.trim()) part.innerHTML = html; return; }
    var fresh = made.content.querySelector(".bubbles");
    list.dataset.unread = fresh.dataset.unread;
    Array.prototype.slice.call(fresh.children).forEach(function (line, place) {
      var old = list.children[place];
      if (!old) list.append(line);
      else if (!same(old, line)) old.replaceWith(line);
    });
  }

  function same(old, line) {
    var was = old.querySelector("details"), is = line.querySelector("details");
    if (was && is) is.open = was.open;
    return old.isEqualNode(line);
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

  function each(where, selector, does) { Array.prototype.forEach.call(where.querySelectorAll(selector), does); }

  // Drafts live in this tab only, until what they hold was sent: the address says so, once.
  function drafts() {
    if (location.hash === "#sent") {
      sessionStorage.removeItem(sessionStorage.getItem("sending"));
      history.replaceState(null, "", location.pathname + location.search);
    }
    each(document, "textarea[data-draft]", function (box) {
      var key = "draft " + box.dataset.draft;
      if (!box.value) box.value = sessionStorage.getItem(key) || "";
      box.addEventListener("input", function () { sessionStorage.setItem(key, box.value); });
      box.addEventListener("keydown", function (event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.form.requestSubmit();
      });
    });
  }

  document.addEventListener("submit", function (event) {
    var box = event.target.querySelector("textarea[data-draft]");
    sessionStorage.setItem("sending", box ? "draft " + box.dataset.draft : "");
    setTimeout(function () { each(event.target, "button", function (button) { button.disabled = true; }); }, 0);
  });
  window.addEventListener("pageshow", function () {
    each(document, "button[disabled]", function (button) { button.disabled = false; });
  });

  // A picture that comes later moves the end; whoever has begun to look around is left where they are.
  document.addEventListener("load", function () { if (atEnd) toEnd(); }, true);
  ["wheel", "touchmove", "keydown", "pointerdown"].forEach(function (name) {
    window.addEventListener(name, function () { atEnd = false; }, { passive: true });
  });

  drafts();
  parts().forEach(count);
  if (document.querySelector("[data-follow]")) toEnd();
  listen();
})();
