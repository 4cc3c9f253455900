/** Simulated time: nothing takes any but what is asked for, and thousands of seconds pass in one. */
export interface Simulation {
  /** ms since the start, with fractions. */
  now(): number;
  /** In [0, 1), the same ones in every run. */
  random(): number;
  sleep(ms: number): Promise<void>;
  /** Lets time pass until `isOver` or nothing is left to happen. */
  run(isOver: () => boolean): Promise<void>;
}

interface Event {
  atMs: number;
  happen: () => void;
}

export function simulation(seed: number): Simulation {
  let nowMs = 0;
  /** The next one last. */
  const events: Event[] = [];
  const plan = (event: Event) => {
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle]?.atMs ?? 0) > event.atMs) low = middle + 1;
      else high = middle;
    }
    events.splice(low, 0, event);
  };
  return {
    now: () => nowMs,
    random: randomFrom(seed),
    sleep: (ms) =>
      new Promise((resolve) => {
        plan({ atMs: nowMs + Math.max(0, ms), happen: resolve });
      }),
    async run(isOver) {
      await settled();
      for (let event = events.pop(); event !== undefined && !isOver(); event = events.pop()) {
        nowMs = event.atMs;
        event.happen();
        await settled();
      }
    },
  };
}

/** Everybody does what can be done now, before time goes on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Mulberry32: small, and good enough for latencies. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
