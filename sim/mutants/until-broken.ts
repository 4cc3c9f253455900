import { cpuMs } from '../kernel/measure.ts';
import { run } from '../run.ts';
import type { Simulated } from './workshop.ts';

/** Runs seeds from 1 on, until a promise is broken or the processor time is used up. All sweeps run the same seeds, so they can be compared. */
async function untilBroken(seconds: number): Promise<Simulated> {
  const startMs = cpuMs();
  const cpuSeconds = () => (cpuMs() - startMs) / 1000;
  let seed = 1;
  for (; cpuSeconds() < seconds; seed++) {
    const { broken } = await run(seed);
    if (broken !== undefined) return { by: broken.invariant, seed, cpuSeconds: cpuSeconds() };
  }
  return { seed, cpuSeconds: cpuSeconds() };
}

console.log(JSON.stringify(await untilBroken(Number(process.argv[2]))));
// Timers of killed invocations would keep the process alive for a minute.
process.exit();
