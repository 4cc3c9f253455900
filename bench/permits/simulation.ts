import { firstPlace } from '../../sim/aws/dynamodb/partitions.ts';
import { randomFrom } from '../../sim/kernel/random.ts';

/** Simulated time: only `sleep` takes any, so thousands of seconds pass in one. */
export interface Simulation {
  /** ms since the start, with fractions. */
  now(): number;
  /** In [0, 1). The same seed gives the same numbers. */
  random(): number;
  sleep(ms: number): Promise<void>;
  /** Lets time pass until `isOver`, or until nothing is left to happen. */
  run(isOver: () => boolean): Promise<void>;
}

interface Event {
  atMs: number;
  happen: () => void;
}

export function simulation(seed: number): Simulation {
  let nowMs = 0;
  /** The next one is last. */
  const events: Event[] = [];
  return {
    now: () => nowMs,
    random: randomFrom(seed).next,
    sleep: (ms) =>
      new Promise((resolve) => {
        const atMs = nowMs + Math.max(0, ms);
        const place = firstPlace(events, (event) => event.atMs <= atMs);
        events.splice(place, 0, { atMs, happen: resolve });
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

/** Resolves when all code that can run now has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
