// Runs in the measured page before its own scripts: notes when what happens, by the page's own clock. Changes nothing.
(() => {
  const marks = [];
  const note = (what) => marks.push([what, performance.now()]);
  globalThis.stopwatch = marks;

  // A frame by its type, and an event by its kind: both stand near its beginning.
  const called = (data) => {
    if (typeof data !== "string") return "binary";
    const begins = data.slice(0, 200);
    const [, type] = begins.match(/"type":"([\w-]+)"/) ?? [];
    const [, kind] = begins.match(/"kind":"([\w-]+)"/) ?? [];
    return type === "event" ? kind : type;
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => note(`in ${called(data)}`));
    }
    send(data) {
      note(`out ${called(data)}`);
      super.send(data);
    }
  };

  addEventListener("click", ({ target }) => note(`click ${target.textContent}`), { capture: true });

  let keyed = false;
  let read = 0;
  new MutationObserver(() => {
    const isKeyed = !!document.querySelector(".room") && !document.querySelector(".banner");
    if (isKeyed && !keyed) note("keyed");
    keyed = isKeyed;
    const texts = document.querySelectorAll(".group:not(.own) .bubble").length;
    if (texts > read) note("read");
    read = texts;
  }).observe(document, { childList: true, subtree: true });
})();
