/* Saves a long form while it is being written. Without this file the page has a button for it. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave-to]");
  var told = form && form.querySelector("[data-autosaved]");
  if (!form || !told || !window.fetch || !window.FormData) { return; }

  var WAIT = 1200;
  var timer = null;
  var busy = false;
  var again = false;
  var halted = false; // a colleague's version is on the table: the person decides, not this script
  var left = false;

  function words() {
    var data = new FormData(form);
    data.delete("evidence");
    data.delete("valid_until");
    return data;
  }

  function say(text, kept) {
    told.textContent = text;
    told.parentNode.classList.toggle("unsaved", !kept);
  }

  function plan() {
    if (halted) { return; }
    clearTimeout(timer);
    timer = setTimeout(function () { save(); }, WAIT);
  }

  // A page that is being left takes its requests with it, unless they are told to outlive it.
  function save(leaving) {
    clearTimeout(timer);
    timer = null;
    if (halted || left) { return; }
    if (busy) { again = true; return; }
    busy = true;
    say(form.dataset.saving);
    fetch(form.dataset.autosaveTo, {
      method: "POST", body: words(), credentials: "same-origin", redirect: "manual",
      keepalive: leaving === true,
      headers: { "Accept": "application/json" }
    }).then(function (answer) {
      if (answer.type === "opaqueredirect" || answer.status === 400) {
        say(form.dataset.signedOut); // the session is gone, and with it the form's own token
        return null;
      }
      return answer.json();
    }).then(function (news) {
      if (!news) { return; }
      if (news.edits !== undefined) { form.elements.edits.value = news.edits; }
      if (news.saved) { say(news.saved, true); }
      else if (news.conflict) { meet(news); }
      else { say(news.problem || (news.error && news.error.message) || form.dataset.failed); }
    }).catch(function () {
      say(form.dataset.failed);
    }).then(function () {
      busy = false;
      if (again) { again = false; plan(); }
    });
  }

  function meet(news) {
    halted = true;
    say(news.conflict);
    var box = document.createElement("section");
    var title = document.createElement("h2");
    var list = document.createElement("dl");
    var button = document.createElement("button");
    box.className = "note";
    title.className = "h3";
    title.textContent = form.dataset.theirs;
    list.className = "sums sums-tight";
    news.theirs.forEach(function (pair) {
      var row = document.createElement("div");
      ["dt", "dd"].forEach(function (tag, i) {
        var cell = document.createElement(tag);
        cell.textContent = pair[i];
        row.appendChild(cell);
      });
      list.appendChild(row);
    });
    button.type = "button";
    button.className = "btn btn-second";
    button.textContent = form.dataset.keep;
    button.addEventListener("click", function () { halted = false; box.remove(); save(); });
    box.append(title, list, button);
    told.parentNode.insertAdjacentElement("afterend", box);
  }

  form.addEventListener("input", function (event) {
    if (event.target.type !== "file") { plan(); }
  });
  form.addEventListener("submit", function () { left = true; clearTimeout(timer); });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden" && timer) { save(true); }
  });
  window.addEventListener("pagehide", function () { if (timer) { save(true); } });
})();
