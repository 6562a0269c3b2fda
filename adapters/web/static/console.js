// Three comforts, none needed: a word before the key is forgotten, the story off the screen when it
// is, and another language without sending what was typed. What was typed stays where it is.
"use strict";
(() => {
  const each = (what, where = document) => [...where.querySelectorAll(what)];
  let timers = [];
  const say = (text) => {
    const box = document.getElementById("idle");
    box.textContent = text;
    box.hidden = !text;
  };
  const hide = (hidden) => each(".private").forEach((part) => { part.hidden = hidden; });
  const begin = () => {
    timers.forEach(clearTimeout);
    const box = document.getElementById("idle"), seconds = Number(document.body.dataset.idle || 0);
    if (!box || !seconds) return;
    say("");
    hide(false);
    timers = [
      setTimeout(() => say(box.dataset.soon), Math.max(0, seconds - 120) * 1000),
      setTimeout(() => { say(box.dataset.over); hide(true); }, seconds * 1000),
    ];
  };
  begin();
  document.addEventListener("htmx:after:request", begin);
  const faults = document.getElementById("faults");
  if (faults) faults.focus();

  // A field by its form, its name and its place among those: the same in every language.
  const fields = (page) => {
    const seen = new Map();
    return each("input, select, textarea", page)
      .filter((one) => one.type !== "hidden" || one.name === "passkey")
      .map((one) => {
        const home = one.form ? one.form.getAttribute("action") : "";
        const ticked = ["radio", "checkbox"].includes(one.type);
        const name = JSON.stringify([home, one.name, ticked ? one.value : ""]);
        seen.set(name, (seen.get(name) || 0) + 1);
        return [name + seen.get(name), one];
      });
  };
  const bring = (page) => {
    const old = new Map(fields(document));
    for (const [name, one] of fields(page)) {
      const was = old.get(name);
      if (!was) continue;
      one.checked = was.checked;
      const known = one.tagName !== "SELECT" || [...one.options].some((it) => it.value === was.value);
      if (known) one.value = was.value;
    }
    const folded = each("details");
    each("details", page).forEach((one, at) => { if (folded[at]) one.open = folded[at].open; });
  };
  const show = (page) => {
    const at = [scrollX, scrollY];
    document.documentElement.lang = page.documentElement.lang;
    document.title = page.title;
    document.body.replaceChildren(...page.body.childNodes);
    if (window.htmx) window.htmx.process(document.body);
    document.dispatchEvent(new Event("shown"));
    scrollTo(...at);
    document.querySelector("button[name=speak]").focus();
    begin();
  };
  let plainly = false;
  // Passphrases and codes are not even sent; the rest is, for when the session is over.
  const spare = (sent) => each("input[type=password], #f-code").forEach((one) => sent.delete(one.name));
  const send = (form, button) => {
    plainly = true;
    form.addEventListener("formdata", (event) => spare(event.formData), { once: true });
    setTimeout(() => form.requestSubmit(button));  // not inside the event that it answers
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (plainly || !button || button.name !== "speak") return;
    event.preventDefault();
    const sent = new URLSearchParams(new FormData(form));
    spare(sent);
    sent.set(button.name, button.value);
    try {
      const answer = await fetch("/language", { method: "POST", body: sent });
      if (new URL(answer.url).pathname !== location.pathname) {
        location.assign(answer.url);
        return;
      }
      // A page that says why there is no other must not take the place of what was typed: as
      // without script it is a page of its own, with this one a step back.
      const well = [200, 422].includes(answer.status) || !document.body.dataset.idle;
      if (!well && fields(document).length) {
        send(form, button);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      bring(page);
      show(page);
    } catch {
      send(form, button);
    }
  });
})();
