// A button that lets the device answer in place of a typed code: hidden until it is known that the browser can.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const letters = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const opened = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function asked(options) {
  options.challenge = bytes(options.challenge);
  if (!options.user) {
    options.allowCredentials = opened(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }
  options.user.id = bytes(options.user.id);
  options.excludeCredentials = opened(options.excludeCredentials);
  return navigator.credentials.create({ publicKey: options });
}

function written(key) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
    if (key.response[part]) response[part] = letters(key.response[part]);
  }
  return JSON.stringify({ id: key.id, rawId: letters(key.rawId), type: key.type, response });
}

const button = document.querySelector("button[data-passkey]");
if (button && window.PublicKeyCredential) {
  const answer = button.form.elements.answer;
  const failed = document.getElementById("passkey-failed");
  document.getElementById("passkey").hidden = false;
  button.form.addEventListener("submit", async (event) => {
    if (event.submitter !== button || answer.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      answer.value = written(await asked(JSON.parse(button.dataset.passkey)));
      button.form.requestSubmit(button);
    } catch {
      // Somebody who cancels, or whose device has no such key, types her code instead.
      failed.hidden = false;
    }
  });
}
