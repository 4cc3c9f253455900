import { setTimeout as delay } from 'node:timers/promises';
import { whatIsLeft } from './left.ts';
import { operate, type Chores } from './operator.ts';
import { runHousekeeping, skipWaits } from './skip-waits.ts';
import type { SoakWorld } from './world.ts';

export interface SettleOptions {
  /** Pass the waits for which thankflow needs minutes. Default: wait. */
  skipWaits: boolean;
  tell: (line: string) => void;
}

export interface Settled {
  /** Since all faults ended, ms. */
  tookMs: number;
  chores: Chores;
  /** What is left after all patience. Empty: everything is settled. */
  left: readonly string[];
}

/** Longer than two looks for a receipt and a hold's probe take, one after the other; and than a busy machine takes for what has piled up. */
const patienceMs = { waiting: 2 * 3_600_000, skipping: 3_600_000 };
const lookEveryMs = { waiting: 5000, skipping: 1000 };

const isForPeople = (what: string): boolean => /stuck|held|dlq|quarantine/.test(what);

/** Waits until nothing is left to do, and does what a person has to. */
export async function waitUntilSettled(world: SoakWorld, options: SettleOptions): Promise<Settled> {
  const startedAtMs = performance.now();
  const how = options.skipWaits ? 'skipping' : 'waiting';
  const chores: Chores = new Map();
  let deadSinceMs = 0;
  if (options.skipWaits) {
    await world.stack.restart({ functions: true });
    deadSinceMs = Date.now();
  }
  let told = '';
  // To look takes much of the processor that the work needs: as long as it took, the work is left alone, and people rest, too.
  let peopleRestUntilMs = 0;
  for (;;) {
    const lookedAtMs = performance.now();
    if (options.skipWaits) {
      const { open } = await world.partners.calls();
      // What is still on its way at a partner has not ended.
      if (open === 0) await world.withAws((aws) => skipWaits(aws, deadSinceMs));
      await runHousekeeping(world);
    }
    const left = [...(await world.withAws(whatIsLeft))].map(([what, count]) => `${count} ${what}`);
    const tookMs = performance.now() - startedAtMs;
    const words = left.join(', ');
    if (words !== told) options.tell(`left: ${words || 'nothing'}`);
    told = words;
    if (left.length === 0 || tookMs > patienceMs[how]) return { tookMs, chores, left };
    await delay(Math.max(lookEveryMs[how], performance.now() - lookedAtMs));
    if (left.some(isForPeople) && performance.now() > peopleRestUntilMs) {
      const theirsAtMs = performance.now();
      const unknown = await operate(world, chores);
      if (unknown.length > 0) options.tell(`nobody knows what to do about ${unknown.join(', ')}`);
      peopleRestUntilMs = performance.now() + (performance.now() - theirsAtMs);
    }
  }
}
