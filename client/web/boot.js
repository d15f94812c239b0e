// Starts the app, or says in the page why it cannot. The words are in index.html; this only chooses among them.

const boot = document.querySelector("[data-boot]");
const say = (state) => { boot.dataset.boot = state; };

// The glue checks nothing about the WASM that it fetches, so it is fetched here, against the hash in the page.
// Chromium warns about an integrity attribute on this kind of preload, so it stands beside it; Trunk writes the attribute.
async function fetchChecked(url) {
  const preload = document.querySelector('link[rel="preload"][as="fetch"]');
  const integrity = preload.dataset.integrity || preload.integrity;
  const response = await fetch(url, { integrity, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

async function start() {
  const [js, wasm] = document.querySelector('meta[name="client"]').content.split(" ");
  const [{ default: init }, module] = await Promise.all([import(js), fetchChecked(wasm)]);
  await init({ module_or_path: module });
}

document.querySelector(".boot-retry").addEventListener("click", () => location.reload());
if (!isSecureContext || !globalThis.crypto?.subtle) {
  say("insecure");
} else if (typeof WebAssembly !== "object") {
  say("wasm");
} else {
  start().catch((reason) => {
    say("failed");
    console.error("Burnroom did not start:", reason);
  });
}
