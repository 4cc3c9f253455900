import { run } from '../run.ts';
import type { Simulated } from './workshop.ts';

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Runs seeds from 1 on, until a promise is broken or the processor time is used up: always the same runs, so that two sweeps can be compared. */
async function untilBroken(seconds: number): Promise<Simulated> {
  const startedAt = cpuSeconds();
  let seed = 1;
  for (; cpuSeconds() - startedAt < seconds; seed++) {
    const { broken } = await run(seed);
    if (broken !== undefined) return { by: broken.invariant, seed, cpuSeconds: cpuSeconds() - startedAt };
  }
  return { seed, cpuSeconds: cpuSeconds() - startedAt };
}

console.log(JSON.stringify(await untilBroken(Number(process.argv[2]))));
// Timers of invocations that were killed would keep the process for a minute.
process.exit();
