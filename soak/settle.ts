import { setTimeout as delay } from 'node:timers/promises';
import { whatIsLeft } from './left.ts';
import { operate, type Chores } from './operator.ts';
import type { SoakWorld } from './world.ts';
import { runHousekeeping, skipWaits } from './skip-waits.ts';

export interface Settled {
  /** Since the faults ended, ms. */
  tookMs: number;
  chores: Chores;
  /** What isn't settled when the soak gives up. */
  left: readonly string[];
}

/** Longer than two looks for a receipt and the probe of a circuit take one after the other, and longer than a busy machine needs for its backlog. */
const patienceMs = { waiting: 2 * 3_600_000, skipping: 3_600_000 };
const lookEveryMs = { waiting: 5000, skipping: 1000 };

const isForPeople = (what: string): boolean => /stuck|held|dlq|quarantine/.test(what);

/** Waits until nothing is left to do, and does what a person would have to do. */
export async function waitUntilSettled(
  world: SoakWorld,
  options: { skipWaits: boolean; print: (line: string) => void },
): Promise<Settled> {
  const startedAtMs = performance.now();
  const how = options.skipWaits ? 'skipping' : 'waiting';
  const chores: Chores = new Map();
  let deadSinceMs = 0;
  if (options.skipWaits) {
    await world.stack.restart({ functions: true });
    deadSinceMs = Date.now();
  }
  let printed = '';
  // Looking takes processor time that the work needs. So each look is followed by a pause of the same length.
  let restsUntilMs = 0;
  for (;;) {
    const lookedAtMs = performance.now();
    if (options.skipWaits) {
      const { open } = await world.partners.calls();
      // A call that a partner hasn't answered is still running.
      if (open === 0) await world.withAws((aws) => skipWaits(aws, deadSinceMs));
      await runHousekeeping(world);
    }
    const left = [...(await world.withAws(whatIsLeft))].map(([what, count]) => `${count} ${what}`);
    const tookMs = performance.now() - startedAtMs;
    const line = `left: ${left.join(', ') || 'nothing'}`;
    if (line !== printed) options.print(line);
    printed = line;
    if (left.length === 0 || tookMs > patienceMs[how]) return { tookMs, chores, left };
    await delay(Math.max(lookEveryMs[how], performance.now() - lookedAtMs));
    if (left.some(isForPeople) && performance.now() > restsUntilMs) {
      const startMs = performance.now();
      const unknown = await operate(world, chores);
      if (unknown.length > 0) options.print(`the soak doesn't know what to do about ${unknown.join(', ')}`);
      restsUntilMs = performance.now() + (performance.now() - startMs);
    }
  }
}
