import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtOrder } from '../../../functions/submit-to-thanx/submit-to-thanx.ts';
import { startCards } from './card-world.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

describe('an order whose receipt was frozen anew for another credential', () => {
  it('sends nothing of its receipt with the credential that its gift cards wake', async () => {
    const receipt = await world.receipt();
    await receipt.change({ credential: 'other', frozen: 'anew' });
    const message = { type: 'wake' as const, shop: 'oak-shop', pid: receipt.pid };
    expect(await lookAtOrder(receipt.ports, message, () => 60_000)).toEqual({ done: true });
    expect(receipt.state.calls).toEqual([]);
    expect(await receipt.row()).toMatchObject({ state: 'waiting', dueKind: 'receipt' });
  });

  it('looks for no receipt of unknown outcome with the wrong credential, which would not find it', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({ kind: 'unknown', reason: 'timeout' });
    await receipt.wake();
    await receipt.change({ credential: 'other' });
    receipt.state.nowMs = (await receipt.row())!.dueAt!;
    const calls = receipt.state.calls.length;
    await receipt.wake();
    expect(receipt.state.calls).toHaveLength(calls);
    expect((await receipt.row())?.negatives).toBeUndefined();
  });

  it('adds its gift cards with their own credential only', async () => {
    const cards = await startCards(world);
    await cards.changeCards((row) => ({ ...row, credential: 'other' }));
    expect(await cards.wake()).toEqual({ done: true });
    expect(cards.adds()).toEqual([]);
  });
});
