// Saves the page from reloading. Everything works without this file.
(function () {
  "use strict";
  if (!window.fetch || !window.FormData || !window.Promise) return;
  var log = document.getElementById("log"), text = document.getElementById("text");
  var after = Number(log.dataset.after), source = null;

  function bottom() { window.scrollTo(0, document.body.scrollHeight); }

  // A long answer is read from its beginning: what was asked stays at the top of the screen.
  function show(first) {
    bottom();
    var asked = first.previousElementSibling;
    var from = asked && asked.classList.contains("mine") ? asked : first;
    if (from.getBoundingClientRect().top < 0) from.scrollIntoView();
  }

  function add(news) {
    if (!news.html) return;
    var box = document.createElement("div");
    box.innerHTML = news.html; // the server's own template, everything in it escaped there
    var first = null;
    Array.prototype.slice.call(box.children).forEach(function (bubble) {
      if (document.getElementById(bubble.id)) return;
      first = first || bubble;
      log.appendChild(bubble); prepare(bubble);
    });
    after = Math.max(after, news.after);
    document.documentElement.lang = news.language;
    document.documentElement.dir = news.rtl ? "rtl" : "ltr";
    if (first) show(first); // what came by the other way already moves nothing
  }

  function mine(words) {
    var bubble = document.createElement("div"), p = document.createElement("p");
    bubble.className = "bubble mine"; p.textContent = words;
    bubble.appendChild(p); log.appendChild(bubble); bottom();
    return bubble;
  }

  function post(data, bubble) {
    data.set("after", after);
    fetch("/say", { method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (response) { if (!response.ok) throw new Error(response.status); return response.json(); })
      .then(function (news) { add(news); listen(); })
      .catch(function () { failed(data, bubble); });
  }

  function failed(data, bubble) {
    var note = document.createElement("p"), again = document.createElement("button");
    bubble.classList.add("failed"); note.textContent = log.dataset.failed;
    again.type = "button"; again.textContent = log.dataset.again;
    again.addEventListener("click", function () {
      bubble.classList.remove("failed"); note.remove(); again.remove(); post(data, bubble);
    });
    bubble.appendChild(note); bubble.appendChild(again); bottom();
  }

  function number() { return Date.now().toString(36) + "-" + Math.random().toString(36).slice(2, 14); }

  function send(fields, words) {
    var data = new FormData();
    Object.keys(fields).forEach(function (key) { data.set(key, fields[key]); });
    data.set("id", number());
    post(data, mine(words));
  }

  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-say")) return;
    var pressed = event.submitter && event.submitter.name === "press" ? event.submitter : null;
    if (!pressed && event.target.id !== "say") return;
    event.preventDefault();
    if (pressed) { send({ press: pressed.value }, pressed.textContent); }
    else if (text.value.trim()) { send({ text: text.value }, text.value); text.value = ""; }
    text.focus({ preventScroll: true });
  });

  text.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      document.querySelector("#say button").click();
    }
  });

  function prepare(root) {
    var buttons = root.querySelectorAll("[data-share]");
    if (!navigator.geolocation) return;
    Array.prototype.forEach.call(buttons, function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        navigator.geolocation.getCurrentPosition(function (place) {
          send({ latitude: place.coords.latitude, longitude: place.coords.longitude }, "📍");
        }, function () { mine(log.dataset.noPlace).className = "bubble bot"; }, { timeout: 15000 });
      });
    });
  }

  function poll() {
    fetch("/messages?after=" + after, { credentials: "same-origin" })
      .then(function (response) { return response.json(); }).then(add).catch(function () {});
  }

  function listen() {
    if (source) return;
    if (!window.EventSource) { source = setInterval(poll, 5000); return; }
    source = new EventSource("/events?after=" + after);
    source.onmessage = function (event) { add(JSON.parse(event.data)); };
    source.onerror = function () { if (source.readyState === 2) source = null; };
  }

  prepare(document);
  var last = log.querySelector(".bubble.bot:last-child");
  if (after) { listen(); if (last) show(last); else bottom(); }
})();
