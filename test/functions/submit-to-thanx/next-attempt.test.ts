import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import type { CustomerKey } from '../../../lib/secrets/secrets.ts';
import { customerHashes } from '../../../lib/store/customer-hashes.ts';
import { erasedKeys } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { customerStore } from '../../../lib/store/orders.ts';
import { orderWith } from '../../lib/order/support.ts';
import { customerKey, customers } from '../../support/customer-key.ts';
import { startWorld, usage } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;

describe('a receipt that waits for its next attempt', () => {
  it('not even connected, with the customer’s token known: counted, again, later and later', async () => {
    const receipt = await world.receipt();
    receipt.ports.userTokens.put('m1', 'ada@example.com', {
      accessToken: 'known',
      expiresAtMs: receipt.state.nowMs + 3_600_000,
    });
    receipt.ports.thanx.connect = async () => ({ kind: 'not-sent', reason: 'connect failed (ECONNREFUSED)' });
    expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 5 });
    expect(await receipt.row()).toMatchObject({ state: 'waiting', attempts: 1, notBefore: receipt.state.nowMs + 5000 });
    receipt.pass(5000);
    expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 10 });
  });

  it('reversed while an attempt was open that did nothing: no further attempt', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push(async () => {
      const { shop, pid } = (await receipt.row())!;
      const at = new Date(receipt.state.nowMs).toISOString();
      await receipt.ports.store.thanku.change(keys.thanku(shop, pid), (order) => ({
        ...order,
        reversed: { kind: 'cancelled', at, told: true },
      }));
      return { kind: 'rate-limited', retryAfterMs: 60_000 };
    });
    await receipt.wake();
    receipt.pass(minute);
    await receipt.wake();
    expect(receipt.state.calls.filter((call) => call.startsWith('receipt'))).toHaveLength(1);
    expect(await receipt.row()).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(await receipt.payload()).toBeUndefined();
  });

  it('frozen anew while it waits for its permit: what is in hand is not sent', async () => {
    const receipt = await world.receipt();
    const { permits, store } = receipt.ports;
    const { take } = permits;
    let taken = 0;
    permits.take = async (...args) => {
      taken += 1;
      // The first is the token's, the second the receipt's own.
      if (taken === 2)
        await store.receipt.change(keys.receipt('oak-shop', receipt.pid), (row) => ({ ...row, frozen: 'second' }));
      return await take(...args);
    };
    expect(await receipt.wake()).toEqual({ done: true });
    expect(receipt.state.calls).toEqual(['token ada@example.com']);
    expect(await receipt.row()).toMatchObject({ state: 'waiting', frozen: 'second' });
  });

  it('a customer erased meanwhile, whose order the erasure did not find: nothing is sent', async () => {
    const receipt = await world.receipt();
    const { order } = (await receipt.payload())!;
    const [key] = await erasedKeys(receipt.ports.store, 'oak-shop', { email: 'erased@example.com' });
    await receipt.ports.store.erased.insert(key!, { at: order.paidAt });
    await receipt.changePayload({ order: { ...order, customer: { email: 'Erased@example.com' } } });
    await receipt.wake();
    expect(receipt.state.calls).toEqual([]);
    expect(await receipt.row()).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await receipt.payload()).toBeUndefined();
  });
});

describe('without the customer key', () => {
  it('nothing is sent, and the message comes back', async () => {
    let key: CustomerKey | undefined;
    const { tables } = world;
    const hashes = customerHashes(async () => {
      if (key === undefined) throw new ThankflowError('unavailable', 'no key');
      return key;
    });
    const receipt = await world.receipt({ store: customerStore(tables.documents, tables.orders, hashes) });
    await expect(receipt.wake()).rejects.toMatchObject({ code: 'unavailable' });
    expect(receipt.state.calls).toEqual([]);
    expect(await receipt.row()).toMatchObject({ state: 'waiting' });
    key = customerKey;
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted' });
    const [hash] = await customers.current('oak-shop', orderWith().customer);
    expect((await receipt.row())?.follow?.customer).toContain(`erased#${hash}`);
  });
});

describe('a refused credential', () => {
  it('that was rotated meanwhile is not held', async () => {
    const receipt = await world.receipt({
      credential: {
        get: async () => ({ clientId: 'client', accessToken: 'old' }),
        refresh: async () => ({ clientId: 'client', accessToken: 'new' }),
      },
    });
    receipt.state.tokens.push({ kind: 'unauthorized', status: 401 });
    expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 1 });
    expect((await receipt.control()).hold).toBeUndefined();
  });

  it('is freed by a probe whose customer is no member, but not from a receipts address that moved', async () => {
    const at = '2026-03-01T12:00:00.000Z';
    for (const [reason, freed] of [
      ['unauthorized', true],
      ['moved', false],
    ] as const) {
      const receipt = await world.receipt();
      const hold = { reason, since: at, probeAt: receipt.state.nowMs };
      await receipt.ports.control.change((state) => ({ ...state, hold }));
      receipt.state.tokens.push({ kind: 'no-member' });
      await receipt.wake();
      expect((await receipt.control()).hold === undefined).toBe(freed);
    }
  });

  it('is freed by a probe whose receipt Thanx judged, and not by an answer that may not be from Thanx', async () => {
    const at = '2026-03-01T12:00:00.000Z';
    const rejected = { kind: 'rejected' as const, status: 400, words: 'no' };
    for (const [outcome, freed] of [
      [{ ...rejected, code: 'BAD_REQUEST' }, true],
      [rejected, false],
    ] as const) {
      const receipt = await world.receipt();
      const hold = { reason: 'moved' as const, since: at, probeAt: receipt.state.nowMs };
      await receipt.ports.control.change((state) => ({ ...state, hold }));
      receipt.state.receipts.push(outcome);
      await receipt.wake();
      expect((await receipt.row())?.state).toBe('rejected');
      expect((await receipt.control()).hold === undefined).toBe(freed);
    }
  });

  it('asked about after a second 401 leaves no attempt open, even if the worker dies asking', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({ kind: 'unauthorized', status: 401 }, { kind: 'unauthorized', status: 401 });
    receipt.ports.thanx.getScopes = () => Promise.reject(new Error('killed'));
    await expect(receipt.wake()).rejects.toThrow('killed');
    expect((await receipt.row())?.state).toBe('waiting');
  });
});

it('a 429 is recorded even if the other workers cannot be told', async () => {
  const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  const receipt = await world.receipt({
    permits: {
      take: async () => ({ kind: 'granted', sendAtMs: nowMs, lateAtMs: nowMs + 1000 }),
      block: () => Promise.reject(new Error('throttled')),
      usage,
    },
  });
  receipt.state.receipts.push({ kind: 'rate-limited', retryAfterMs: 60_000 });
  expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 60 });
  expect((await receipt.row())?.state).toBe('waiting');
});
