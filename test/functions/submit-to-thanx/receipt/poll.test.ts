import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollReceipts } from '../../../../functions/submit-to-thanx/receipt/poll.ts';
import type { PollReceipts } from '../../../../lib/order/event.ts';
import type { ListedReceipt } from '../../../../lib/partners/thanx/list-receipts.ts';
import type { Use } from '../../../../lib/permits/permits.ts';
import { keys } from '../../../../lib/store/keys.ts';
import { listed as anyListed, page, type World } from '../listed.ts';
import { startWorld } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const hour = 3_600_000;
type Receipt = Awaited<ReturnType<typeof world.receipt>>;

const listed = (id: string, differs: Partial<ListedReceipt> = {}) => anyListed(id, { comments: undefined, ...differs });

/** A submitted receipt, an hour later. */
async function submittedReceipt(): Promise<Receipt & { id: string }> {
  const receipt = await world.receipt();
  await receipt.wake();
  receipt.pass(hour);
  receipt.state.calls.length = 0;
  return { ...receipt, id: (await receipt.row())!.id! };
}
const named = ({ pid }: Receipt) => ({ shop: 'oak-shop', pid });
const messageFor = (by: Receipt, [first, ...others]: readonly [Receipt, ...Receipt[]] = [by]): PollReceipts => ({
  type: 'follow',
  merchantId: 'm1',
  userId: 'u1',
  lookBy: by.state.nowMs,
  receipts: [named(first), ...others.map(named)],
});
const ask = (by: Receipt, receipts?: readonly [Receipt, ...Receipt[]]) =>
  pollReceipts(by.ports, messageFor(by, receipts), () => 60_000);

describe('a submitted receipt', () => {
  it('keeps what following needs, and nothing that says who the customer is', async () => {
    const receipt = await submittedReceipt();
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'submitted', userId: 'u1', follow: { merchantId: 'm1' }, dueKind: 'follow' });
    expect(row?.settledAt).toBeDefined();
    expect(await receipt.payload()).toBeUndefined();
    expect(JSON.stringify(row)).not.toContain('ada');
  });

  it('without a user id of Thanx’s is not followed', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push({ kind: 'ok', value: { id: 'r' } });
    await receipt.wake();
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'submitted', id: 'r' });
    expect(row).not.toHaveProperty('dueKind');
  });

  it('that was applied says so once, on the bus too, and is done with', async () => {
    const receipt = await submittedReceipt();
    receipt.state.pages.push(page([listed(receipt.id, { state: 'applied' })]));
    expect(await ask(receipt)).toEqual({ done: true });
    expect(receipt.state.calls).toEqual(['token u1', 'list m1 1 user-1']);
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'applied', announced: true });
    for (const gone of ['userId', 'follow', 'dueKind', 'dueAt']) expect(row).not.toHaveProperty(gone);
    const about = { shop: 'oak-shop', orderId: '4711', pid: receipt.pid };
    const order = expect.objectContaining({ ...about, receipt: { state: 'applied', id: receipt.id } });
    const eventId = expect.stringMatching(/^evt_/);
    const detail = { ...about, eventId, order, state: 'applied', receiptId: receipt.id };
    expect(receipt.state.events).toEqual([{ type: 'Receipt Settled', detail }]);
    await ask(receipt);
    expect(receipt.state.calls).toHaveLength(2);
    expect(receipt.state.events).toHaveLength(1);
  });

  it('that was denied keeps Thanx’s words without addresses and digits, at most 500 characters', async () => {
    const receipt = await submittedReceipt();
    const rejectionText = `Unreadable, ask ada@example.com or 0171 23. ${'Very unreadable. '.repeat(60)}`;
    receipt.state.pages.push(page([listed(receipt.id, { state: 'denied', rejectionText })]));
    await ask(receipt);
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'denied', rejectionText: expect.stringMatching(/^Unreadable, ask/) });
    expect(row?.rejectionText).toHaveLength(500);
    expect(row?.rejectionText).toMatch(/^Unreadable, ask \[…\] or \[…\]\. Very/);
    expect(receipt.state.events[0]?.detail).toMatchObject({ state: 'denied', rejectionText: row?.rejectionText });
  });

  it.each(['pending', 'processing', undefined] as const)('that is %s still stays as it is', async (state) => {
    const receipt = await submittedReceipt();
    const before = await receipt.row();
    receipt.state.pages.push(page([listed(receipt.id, { state })]));
    await ask(receipt);
    expect(await receipt.row()).toEqual(before);
  });

  it('whose event could not be published is published when it comes back, without another look', async () => {
    const receipt = await submittedReceipt();
    const { publish } = receipt.ports;
    receipt.ports.publish = () => Promise.reject(new Error('throttled'));
    receipt.state.pages.push(page([listed(receipt.id, { state: 'applied' })]));
    await expect(ask(receipt)).rejects.toThrow('throttled');
    expect(await receipt.row()).toMatchObject({ state: 'applied', announced: false, dueKind: 'follow' });
    receipt.ports.publish = publish;
    const calls = receipt.state.calls.length;
    await ask(receipt);
    expect(receipt.state.events).toHaveLength(1);
    expect(receipt.state.calls).toHaveLength(calls);
    expect(await receipt.row()).not.toHaveProperty('dueKind');
  });

  it('that Thanx has twice raises the alarm', async () => {
    const receipt = await submittedReceipt();
    const comments = `oak-shop/${receipt.pid}`;
    receipt.state.pages.push(page([listed('twin', { comments }), listed(receipt.id, { comments })]));
    await ask(receipt);
    expect(await receipt.row()).toMatchObject({ state: 'submitted', duplicateIds: ['twin'] });
    expect(receipt.telemetry.counted).toContain('ReceiptDuplicate');
  });
});

describe('a receipt of a shop’s fixed token', () => {
  it('is followed with that token, and not while it is held', async () => {
    const receipt = await world.receipt();
    receipt.state.fixedToken = 'the-fixed-token';
    const { email: _, ...plan } = (await receipt.payload())!.receipt as unknown as Record<string, string>;
    await receipt.changePayload({ receipt: { ...plan, tokenOf: 'oak-shop' } as never });
    await receipt.wake();
    const { id, follow: kept } = (await receipt.row())!;
    expect(kept?.tokenOf).toBe('oak-shop');
    receipt.state.calls.length = 0;
    const message = { ...messageFor(receipt), tokenOf: 'oak-shop' };
    const control = receipt.ports.shopSecretsControl('oak-shop');
    const since = new Date(receipt.state.nowMs).toISOString();
    await control.change((state) => ({ ...state, hold: { reason: 'unauthorized', since } }));
    await pollReceipts(receipt.ports, message, () => 60_000);
    expect(receipt.state.calls).toEqual([]);
    await control.change((state) => ({ ...state, hold: undefined }));
    receipt.state.pages.push(page([listed(id!, { state: 'applied' })]));
    await pollReceipts(receipt.ports, message, () => 60_000);
    expect(receipt.state.calls).toEqual(['list m1 1 the-fixed-token']);
    expect((await receipt.row())?.state).toBe('applied');
  });
});

describe('a customer’s receipts', () => {
  it('take one token and as few pages as hold them, all with permits that are left over', async () => {
    const [first, second] = [await submittedReceipt(), await submittedReceipt()];
    const uses: (Use | undefined)[] = [];
    const { take } = first.ports.permits;
    first.ports.permits.take = (waitMs, use) => {
      uses.push(use);
      return take(waitMs, use);
    };
    first.state.pages.push(
      page([listed(second.id, { state: 'applied' })], true),
      page([listed(first.id, { state: 'applied' })], true),
    );
    await ask(first, [first, second]);
    expect(first.state.calls).toEqual(['token u1', 'list m1 1 user-1', 'list m1 2 user-1']);
    expect(uses).toEqual(['poll', 'poll-on', 'poll']);
    expect([(await first.row())?.state, (await second.row())?.state]).toEqual(['applied', 'applied']);
  });

  it.each(['token', 'page'])(
    'are left alone without a permit for the %s, and asked about again in a quarter of an hour',
    async (which) => {
      const receipt = await submittedReceipt();
      const { take } = receipt.ports.permits;
      let permits = which === 'token' ? 0 : 1;
      receipt.ports.permits.take = async (waitMs, use) =>
        permits-- > 0 ? await take(waitMs, use) : { kind: 'later', retryAtMs: receipt.state.nowMs + hour };
      const before = await receipt.row();
      expect(await ask(receipt)).toEqual({ done: false, againInSeconds: 900 });
      expect(await receipt.row()).toEqual(before);
    },
  );

  it('are not asked about by a message that comes after their next one was due', async () => {
    const receipt = await submittedReceipt();
    const message = { ...messageFor(receipt), lookBy: receipt.state.nowMs - 1 };
    await pollReceipts(receipt.ports, message, () => 60_000);
    expect(receipt.state.calls).toEqual([]);
  });

  it('are not asked about while the credential is held, nor by a stage that spends nothing', async () => {
    const receipt = await submittedReceipt();
    const since = new Date(receipt.state.nowMs).toISOString();
    await pollReceipts({ ...receipt.ports, simulateAll: true }, messageFor(receipt), () => 60_000);
    await receipt.ports.control.change((state) => ({ ...state, hold: { reason: 'unauthorized', since } }));
    await ask(receipt);
    expect(receipt.state.calls).toEqual([]);
  });

  it('of somebody else, or gone from the table, are nobody’s business', async () => {
    const receipt = await submittedReceipt();
    await receipt.change({ userId: 'u2' });
    await receipt.ports.store.receipt.delete(keys.receipt('oak-shop', 'gone'));
    await pollReceipts(
      receipt.ports,
      {
        ...messageFor(receipt),
        receipts: [
          { shop: 'oak-shop', pid: receipt.pid },
          { shop: 'oak-shop', pid: 'gone' },
        ],
      },
      () => 60_000,
    );
    expect(receipt.state.calls).toEqual([]);
  });
});
