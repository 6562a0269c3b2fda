// Asks the browser for a passkey, and puts its answer into the form beside the button. What the
// browser knows stays there; a page without this script signs in with a code.
"use strict";
(() => {
  const known = window.PublicKeyCredential;
  const ready = () => document.querySelectorAll("[data-passkey]").forEach((button) => {
    if (!known || !known.parseRequestOptionsFromJSON) return;
    button.closest("[data-passkey-box]").hidden = false;
    button.addEventListener("click", async () => {
      const said = button.closest("[data-passkey-box]").querySelector("[role=status]");
      const asked = JSON.parse(button.dataset.passkey);
      try {
        const found = button.dataset.make
          ? await navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(asked) })
          : await navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(asked) });
        button.form.elements.passkey.value = JSON.stringify(found.toJSON());
        said.textContent = said.dataset.done;
        if (button.dataset.make) button.form.requestSubmit();
      } catch {
        said.textContent = said.dataset.failed;
      }
    });
  });
  ready();
  document.addEventListener("shown", ready);  // in another language
})();
