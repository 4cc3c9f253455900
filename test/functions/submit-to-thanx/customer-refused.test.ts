import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

describe('a receipt', () => {
  it('of a customer whose address nobody can have is skipped, without a dead letter', async () => {
    const receipt = await world.receipt();
    receipt.state.tokens.push({ kind: 'no-email' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'skipped', reason: 'no-email' });
    expect(await receipt.payload()).toBeUndefined();
    expect(receipt.state.letters).toEqual([]);
  });

  it.each(['token', 'receipt'])('that Thanx rejects keeps no word about its customer: %s', async (call) => {
    const receipt = await world.receipt();
    const rejected = {
      kind: 'rejected',
      status: 400,
      words: 'Ada Lovelace (ada@example.com, ada) is blocked',
    } as const;
    if (call === 'token') receipt.state.tokens.push(rejected);
    else receipt.state.receipts.push(rejected);
    await receipt.wake();
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'rejected', lastError: { words: '[…] […] ([…], […]) is blocked' } });
  });
});
