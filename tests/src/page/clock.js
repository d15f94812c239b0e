// Runs in every page before its own scripts, if a story asks for it: the steady clock and its timers go as ever until
// the story moves them forward. The wall clock is left alone.
(() => {
  const steady = performance.now.bind(performance);
  const later = setTimeout.bind(globalThis);
  const never = clearTimeout.bind(globalThis);
  const timers = new Map();
  let ahead = 0;
  let last = 0;
  const arm = (timer) => {
    timer.real = later(timer.run, Math.max(0, timer.at - performance.now()));
  };
  performance.now = () => steady() + ahead;
  globalThis.setTimeout = (run, delay = 0, ...given) => {
    const id = (last += 1);
    const elapsed = () => {
      timers.delete(id);
      run(...given);
    };
    const timer = { at: performance.now() + delay, run: elapsed };
    timers.set(id, timer);
    arm(timer);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    never(timers.get(id)?.real);
    timers.delete(id);
  };
  globalThis.storyTimePasses = (ms) => {
    ahead += ms;
    for (const timer of timers.values()) {
      never(timer.real);
      arm(timer);
    }
    return true;
  };

  globalThis.storyFrames = 0;
  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => {
        globalThis.storyFrames += 1;
      });
    }
  };
})();
