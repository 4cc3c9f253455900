import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, usage } from '../world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;

describe('a receipt', () => {
  it('is submitted once, as frozen, and the order is settled', async () => {
    const receipt = await world.receipt();
    expect(await receipt.wake()).toEqual({ done: true });
    expect(receipt.state.calls).toEqual(['token ada@example.com', `receipt 59.90 oak-shop/${receipt.pid} user-1`]);
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: expect.stringMatching(/^r/), userId: 'u1' });
    expect((await receipt.order())?.settledAt).toBeDefined();
    expect(await receipt.payload()).toBeUndefined();
    await receipt.wake();
    expect(receipt.state.calls).toHaveLength(2);
  });

  it('seen by two workers at once goes out once', async () => {
    const receipt = await world.receipt();
    await Promise.all([receipt.wake(), receipt.wake(), receipt.wake()]);
    expect(receipt.state.calls.filter((call) => call.startsWith('receipt'))).toHaveLength(1);
    expect((await receipt.row())?.state).toBe('submitted');
  });

  it('of a customer who is no member is skipped', async () => {
    const receipt = await world.receipt();
    receipt.state.tokens.push({ kind: 'no-member' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'skipped', reason: 'not-a-member' });
    expect(await receipt.payload()).toBeUndefined();
  });

  it('never leaves a stage that spends nothing', async () => {
    const receipt = await world.receipt({ simulateAll: true });
    await receipt.wake();
    expect(receipt.state.calls).toEqual([]);
    expect(await receipt.row()).toMatchObject({ state: 'skipped', reason: 'simulated' });
  });

  it('comes back when there is no permit in time, or no time for a call, with nothing sent', async () => {
    const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
    const receipt = await world.receipt({
      permits: { take: async () => ({ kind: 'later', retryAtMs: nowMs + 42_000 }), block: async () => {}, usage },
    });
    expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 42 });
    expect(await receipt.wake(20_000)).toEqual({ done: false, againInSeconds: 42 });
    expect(receipt.state.calls).toEqual([]);
    expect(await receipt.row()).toMatchObject({ state: 'waiting', attempts: 0 });
  });
});

describe('an unknown outcome', () => {
  it.each(['timeout', 'connection broke', 'server error', 'unreadable answer'])(
    '%s: is not sent again however often it is woken; Thanx’s list is looked at first, later',
    async (reason) => {
      const receipt = await world.receipt();
      receipt.state.receipts.push({ kind: 'unknown', reason });
      expect(await receipt.wake()).toEqual({ done: true });
      const { attempt } = (await receipt.row())!;
      await receipt.wake();
      receipt.state.nowMs = attempt!.deadAt + minute - 1;
      await receipt.wake();
      expect(receipt.state.calls).toHaveLength(2);
      expect(await receipt.row()).toMatchObject({
        state: 'unknown',
        dueKind: 'receipt',
        dueAt: attempt!.deadAt + minute,
        lastError: { code: reason },
      });
      expect(receipt.telemetry.counted).not.toContain('ReceiptUnknown');
      expect(await receipt.payload()).toBeDefined();
    },
  );

  it('a worker that died while sending: others only defer until it must be dead', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push(() => Promise.reject(new Error('killed')));
    await expect(receipt.wake()).rejects.toThrow('killed');
    const deadAt = (await receipt.row())!.attempt!.deadAt;
    expect(deadAt).toBe(receipt.state.nowMs + 65_000);
    await receipt.wake();
    expect((await receipt.row())?.state).toBe('sending');
    receipt.state.nowMs = deadAt;
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'unknown', reason: 'worker-died' });
    expect(receipt.state.calls.filter((call) => call.startsWith('receipt'))).toHaveLength(1);
  });

  it('a late success after that still gives the receipt its id', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push(async () => {
      const { attempt } = (await receipt.row())!;
      receipt.state.nowMs = attempt!.deadAt;
      await receipt.wake();
      expect((await receipt.row())?.state).toBe('unknown');
      return { kind: 'ok', value: { id: 'late' } };
    });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'late' });
  });

  it('a second id for one order is kept and raises an alarm', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push(async () => {
      await receipt.change({ id: 'first' });
      return { kind: 'ok', value: { id: 'second' } };
    });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ id: 'first', duplicateIds: ['second'] });
    expect(receipt.telemetry.counted).toContain('ReceiptDuplicate');
  });
});

describe('what certainly did nothing', () => {
  it('not sent: again, later and later', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({ kind: 'not-sent', reason: 'connect failed (ECONNREFUSED)' });
    expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 5 });
    expect(await receipt.row()).toMatchObject({ state: 'waiting', attempts: 1 });
    receipt.pass(5000);
    await receipt.wake();
    expect((await receipt.row())?.state).toBe('submitted');
  });

  it('429 stops every worker and comes back as told', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({ kind: 'rate-limited', retryAfterMs: 60_000 });
    expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 60 });
    expect(receipt.state.blockedUntil).toEqual([receipt.state.nowMs + 60_000]);
    expect((await receipt.row())?.state).toBe('waiting');
  });

  it('a token call may be repeated whatever became of it', async () => {
    const receipt = await world.receipt();
    receipt.state.tokens.push({ kind: 'unknown', reason: 'timeout' });
    expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 5 });
    receipt.pass(5000);
    await receipt.wake();
    expect((await receipt.row())?.state).toBe('submitted');
  });

  it('400 is rejected: scrubbed words, a dead letter, an event; its payload waits for an operator', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({
      kind: 'rejected',
      status: 400,
      code: 'AMOUNT_INVALID',
      words: 'bad amount for ada@example.com',
    });
    await receipt.wake();
    await receipt.wake();
    const row = await receipt.row();
    expect(row).toMatchObject({
      state: 'rejected',
      dueKind: 'stuck',
      lastError: { code: 'AMOUNT_INVALID', status: 400 },
    });
    expect(row?.lastError?.words).not.toContain('ada@');
    expect(receipt.state.letters).toEqual([{ key: `oak-shop/${receipt.pid}`, reason: 'rejected' }]);
    expect(receipt.state.events).toHaveLength(1);
    expect(await receipt.payload()).toBeDefined();
  });
});

describe('401', () => {
  it('refreshes the customer’s token once', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({ kind: 'unauthorized', status: 401 });
    await receipt.wake();
    expect(receipt.state.calls).toHaveLength(4);
    expect((await receipt.row())?.state).toBe('submitted');
  });

  it('again, while the credential works: this order fails', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({ kind: 'unauthorized', status: 401 }, { kind: 'unauthorized', status: 401 });
    await receipt.wake();
    expect(receipt.state.calls.at(-1)).toBe('scopes');
    expect(await receipt.row()).toMatchObject({ state: 'rejected', reason: 'unauthorized' });
    expect((await receipt.control()).hold).toBeUndefined();
  });

  it('again, and the credential fails too: it is held, probed every 15 minutes, freed by a success', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({ kind: 'unauthorized', status: 401 }, { kind: 'unauthorized', status: 401 });
    receipt.state.scopes.push({ kind: 'unauthorized', status: 401 });
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ waitsFor: 'hold', dueAt: receipt.state.nowMs + 12 * 60 * minute });
    expect((await receipt.control()).hold?.reason).toBe('unauthorized');
    expect(receipt.telemetry.counted).toContain('CredentialHeld');
    const calls = receipt.state.calls.length;
    receipt.pass(14 * minute);
    await receipt.wake();
    expect(receipt.state.calls).toHaveLength(calls);
    receipt.pass(2 * minute);
    await receipt.wake();
    expect((await receipt.row())?.state).toBe('submitted');
    expect((await receipt.control()).hold).toBeUndefined();
  });

  it.each(['moved', 'no-secret'])('%s holds the credential and sends nothing more', async (why) => {
    const receipt = await world.receipt();
    if (why === 'moved') receipt.state.receipts.push({ kind: 'moved', status: 301 });
    else receipt.state.secret = undefined;
    await receipt.wake();
    expect((await receipt.control()).hold?.reason).toBe(why);
    expect((await receipt.row())?.state).toBe('waiting');
  });
});
