// Runs in every page before its own scripts: sees, to the millisecond, when watched texts leave the page, when a
// canvas comes, and what was on the page when the first pixels were painted on it. Changes nothing.
(() => {
  let watched = [];
  const fields = () => [...document.querySelectorAll("input, textarea")].map((field) => field.value);
  const present = (texts) => {
    const root = document.documentElement;
    const held = root ? [root.textContent, document.title, ...fields()] : [];
    return texts.some((text) => held.some((one) => one.includes(text)));
  };
  const tell = (what, more) => globalThis.storyTells(JSON.stringify({ what, at: Date.now(), ...more }));

  let there = false;
  const look = () => {
    const now = present(watched);
    if (there && !now) tell("gone", { present: now });
    there = now;
    return now;
  };
  globalThis.storyPresent = present;
  globalThis.storyWatch = (texts) => {
    watched = texts;
    return look();
  };

  new MutationObserver((changes) => {
    const now = look();
    const added = changes.flatMap((change) => [...change.addedNodes]);
    const isCanvas = (node) => node.nodeName === "CANVAS" || node.querySelector?.("canvas");
    if (added.some(isCanvas)) tell("canvas", { present: now });
  }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });

  const paint = CanvasRenderingContext2D.prototype.putImageData;
  let painted = false;
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    if (!painted && this.canvas.isConnected) {
      painted = true;
      // Looked at here and now: observers hear of changes only when this task is over.
      tell("flames", { present: look() });
    }
    return paint.apply(this, given);
  };

  addEventListener("securitypolicyviolation", (event) => {
    tell("violation", { of: `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}` });
  });
})();
