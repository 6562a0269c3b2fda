// Two comforts, neither needed: a word before the key is forgotten, and the story goes off the
// screen when it is. What was typed stays where it is.
"use strict";
(() => {
  const body = document.body, box = document.getElementById("idle");
  const seconds = Number(body.dataset.idle || 0);
  if (!box || !seconds) return;
  let timers = [];
  const say = (text) => { box.textContent = text; box.hidden = !text; };
  const begin = () => {
    timers.forEach(clearTimeout);
    say("");
    document.querySelectorAll(".private").forEach((part) => { part.hidden = false; });
    timers = [
      setTimeout(() => say(box.dataset.soon), Math.max(0, seconds - 120) * 1000),
      setTimeout(() => {
        say(box.dataset.over);
        document.querySelectorAll(".private").forEach((part) => { part.hidden = true; });
      }, seconds * 1000),
    ];
  };
  begin();
  document.addEventListener("htmx:after:request", begin);
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
})();
