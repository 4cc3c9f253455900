import { keys } from '../../../lib/store/keys.ts';
import type { FlowStack } from './flow-stack.ts';
import { eventually } from './eventually.ts';
import type { Observer } from './observe.ts';

const longAgo = () => Date.now() - 3_600_000;

/** As if the pause were over that a receipt of unknown outcome waits for: until its worker must be dead, or between two looks. */
async function passPause(see: Observer, shop: string, pid: string): Promise<void> {
  await see.store.receipt.change(keys.receipt(shop, pid), (row) => {
    // Sent again meanwhile: its worker is alive, and nobody may take it for dead.
    if (row.state !== 'unknown') return undefined;
    return {
      ...row,
      ...(row.attempt && { attempt: { ...row.attempt, deadAt: longAgo() } }),
      ...(row.negatives && { negatives: row.negatives.map(longAgo) }),
      ...(row.dueAt !== undefined && { dueAt: Date.now() - 1 }),
    };
  });
}

/** As if nothing that was sent of a basket could still be on its way. Not while a worker is sending. */
const passBasketPause = (see: Observer, shop: string, pid: string) =>
  see.store.basket.change(keys.basket(shop, pid), (row) =>
    row.state === 'refunding' && row.attempt === undefined
      ? { ...row, sentUntil: longAgo(), notBefore: 0, dueAt: Date.now() - 1 }
      : undefined,
  );

/** Passes a basket's pauses until `look` finds what it looks for. */
export const refundedInTime = <T>(stack: FlowStack, see: Observer, pid: string, look: () => T | Promise<T>) =>
  inTime(stack, async () => {
    await passBasketPause(see, 'market', pid);
    return await look();
  });

/** Wakes what is due until `look` finds what it looks for. */
export const inTime = <T>(stack: FlowStack, look: () => T | Promise<T>) =>
  eventually(
    async () => {
      await stack.invokeHousekeeping();
      return await look();
    },
    { everyMs: 250 },
  );

/** Passes every pause until the order is settled, as it is in the end whatever became of its receipt. */
export const settledInTime = (stack: FlowStack, see: Observer, shop: string, pid: string) =>
  inTime(stack, async () => {
    const row = await see.receipt(shop, pid);
    if (row?.settledAt !== undefined) return row;
    if (row?.state === 'unknown') await passPause(see, shop, pid);
    return undefined;
  });
