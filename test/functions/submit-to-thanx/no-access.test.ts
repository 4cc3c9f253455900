import type { PollReceipts } from '../../../lib/order/event.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollReceipts } from '../../../functions/submit-to-thanx/receipt/poll.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { markErased } from '../../../lib/store/erased.ts';
import { startCards } from './card-world.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const denied = () => Promise.reject(new ThankflowError('no-access', 'AWS denies access'));

describe('a secret that AWS denies is held like one that is missing', () => {
  it('the credential: one receipt tries every 15 minutes', async () => {
    const receipt = await world.receipt({ credential: { get: denied, refresh: denied } });
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({
      state: 'waiting',
      waitsFor: 'hold',
      lastError: { code: 'no-access' },
    });
    expect((await receipt.control()).hold).toMatchObject({ reason: 'no-secret' });
    expect(receipt.telemetry.counted).toContain('CredentialHeld');
    expect(receipt.telemetry.lines.at(-1)?.fields).toMatchObject({ reason: 'no-access' });
    expect(receipt.state.calls).toEqual([]);
  });

  it('the fixed token of a shop: its receipts wait, and the credential is not held', async () => {
    const receipt = await world.receipt();
    receipt.ports.fixedTokens.get = denied;
    const { email: _, ...plan } = (await receipt.payload())!.receipt as unknown as Record<string, string>;
    await receipt.changePayload({ receipt: { ...plan, tokenOf: 'oak-shop' } as never });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
    expect((await receipt.ports.shopSecretsControl('oak-shop').get()).hold).toMatchObject({ reason: 'no-secret' });
    expect((await receipt.control()).hold).toBeUndefined();
  });

  it('the key of customers’ hashes: nobody can tell who was erased, and nothing leaves', async () => {
    const receipt = await world.receipt();
    receipt.ports.store = { ...receipt.ports.store, customers: { current: denied, earlier: denied } };
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold', lastError: { code: 'no-access' } });
    expect(receipt.state.calls).toEqual([]);
  });

  it('the key that opens gift cards: they wait, and none is refused', async () => {
    const cards = await startCards(world);
    cards.ports.cardKeys = { get: denied, refresh: denied };
    expect(await cards.wake()).toMatchObject({ done: false });
    expect(await cards.states()).toEqual(['waiting', 'waiting']);
    expect(cards.telemetry.lines.map(({ fields }) => fields['code'])).toContain('no-access');
  });
});

describe('a customer who is erased while their receipt is submitted', () => {
  const customer = { id: '7', email: 'ada@example.com' };
  type Receipt = Awaited<ReturnType<typeof world.receipt>>;
  const erase = ({ ports, state }: Receipt) =>
    markErased(ports.store, 'oak-shop', customer, new Date(state.nowMs).toISOString());
  const leftOf = async (receipt: Receipt) => {
    const { state, userId, follow: followed } = (await receipt.row())!;
    return { state, userId, followed, payload: await receipt.payload() };
  };
  const forgotten = { state: 'submitted', userId: undefined, followed: undefined, payload: undefined };

  // Their tombstone is written, and the due index, which the erasure looks through, doesn't show the receipt yet.
  it('is not followed', async () => {
    const receipt = await world.receipt();
    await receipt.changePayload({ order: { ...(await receipt.payload())!.order, customer } });
    receipt.state.receipts.push(async () => {
      await erase(receipt);
      return { kind: 'ok', value: { id: 'r', userId: 'u1' } };
    });
    await receipt.wake();
    expect(await leftOf(receipt)).toEqual(forgotten);
  });

  it('is not followed if that comes a moment later', async () => {
    const receipt = await world.receipt();
    await receipt.changePayload({ order: { ...(await receipt.payload())!.order, customer: { id: '8' } } });
    await receipt.wake();
    await markErased(receipt.ports.store, 'oak-shop', { id: '8' }, new Date(receipt.state.nowMs).toISOString());
    receipt.state.calls.length = 0;
    const receipts: PollReceipts['receipts'] = [{ shop: 'oak-shop', pid: receipt.pid }];
    const message = { type: 'follow' as const, merchantId: 'm1', userId: 'u1', lookBy: receipt.state.nowMs, receipts };
    expect(await pollReceipts(receipt.ports, message, () => 60_000)).toEqual({ done: true });
    expect(receipt.state.calls).toEqual([]);
    expect(await leftOf(receipt)).toEqual(forgotten);
  });
});
