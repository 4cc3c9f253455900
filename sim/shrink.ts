import { nothingLeftOut, run, type Run, type Without } from './run.ts';

/** The smallest run found that breaks the same promise, and what it leaves out. */
export interface Shrunk {
  ran: Run;
  without: Without;
}

/**
 * Leaves out one order or one kind of fault after the other, as long as the same promise is broken.
 * @param again runs a seed without what is left out
 */
export async function shrinkRun(
  broken: Run,
  again: (seed: number, without: Without) => Promise<Run> = run,
): Promise<Shrunk> {
  let smallest: Shrunk = { ran: broken, without: nothingLeftOut };
  const tryWithout = async (without: Without) => {
    const ran = await again(broken.seed, without);
    if (ran.broken?.invariant === broken.broken?.invariant) smallest = { ran, without };
  };
  for (const order of broken.orders) {
    const { without } = smallest;
    await tryWithout({ ...without, orders: [...without.orders, order] });
  }
  for (const fault of broken.faults) {
    const { without } = smallest;
    await tryWithout({ ...without, faults: [...without.faults, fault] });
  }
  return smallest;
}
