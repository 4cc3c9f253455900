import { shrink } from './kernel/shrink.ts';
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
  let ran = broken;
  function* withoutOneMore({ orders, faults }: Without): Iterable<Without> {
    for (const order of broken.orders) if (!orders.includes(order)) yield { orders: [...orders, order], faults };
    for (const fault of broken.faults) if (!faults.includes(fault)) yield { orders, faults: [...faults, fault] };
  }
  const without = await shrink(nothingLeftOut, withoutOneMore, async (tried) => {
    const its = await again(broken.seed, tried);
    const isSame = its.broken?.invariant === broken.broken?.invariant;
    if (isSame) ran = its;
    return isSame;
  });
  return { ran, without };
}
