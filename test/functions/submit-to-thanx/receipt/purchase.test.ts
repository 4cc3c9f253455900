import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollReceipts } from '../../../../functions/submit-to-thanx/receipt/poll.ts';
import { settleByPurchase } from '../../../../functions/submit-to-thanx/receipt/purchase.ts';
import type { Purchase } from '../../../../lib/order/event.ts';
import type { ReceiptState } from '../../../../lib/order/receipt/state.ts';
import { markErased } from '../../../../lib/store/erased.ts';
import { keys } from '../../../../lib/store/keys.ts';
import { listed, page, type World } from '../listed.ts';
import { startWorld } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

type Receipt = Awaited<ReturnType<typeof world.receipt>>;
let member = 0;

/** A submitted receipt of a member of its own, an hour later. */
async function submitted(userId = `member-${++member}`): Promise<Receipt & { id: string; purchase: Purchase }> {
  const receipt = await world.receipt();
  receipt.state.receipts.push({ kind: 'ok', value: { id: `r-${receipt.pid}`, userId } });
  await receipt.change({ amount: '59.90' });
  await receipt.wake();
  receipt.pass(3_600_000);
  receipt.state.calls.length = 0;
  const row = (await receipt.row())!;
  const purchase: Purchase = {
    type: 'purchase',
    purchaseId: `p-${receipt.pid}`,
    merchantId: 'm1',
    userId,
    amount: row.amount!,
    purchasedAt: new Date(row.purchasedAtMs!).toISOString(),
  };
  return { ...receipt, id: row.id!, purchase };
}
const settle = (receipt: Receipt & { purchase: Purchase }, differs: Partial<Purchase> = {}) =>
  settleByPurchase(receipt.ports, { ...receipt.purchase, ...differs });
const sameTimeAs = ({ purchase }: { purchase: Purchase }, ms: number) => ({
  purchasedAt: new Date(Date.parse(purchase.purchasedAt) + ms).toISOString(),
});

describe('a purchase that is certainly one receipt', () => {
  it('settles it, once, without asking Thanx, and ends the polling', async () => {
    const receipt = await submitted();
    expect(await settle(receipt)).toEqual({ done: true });
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'applied', id: receipt.id, announced: true });
    for (const gone of ['userId', 'purchasedAtMs', 'follow', 'dueKind', 'dueAt']) expect(row).not.toHaveProperty(gone);
    expect(receipt.state.calls).toEqual([]);
    expect(receipt.state.events).toMatchObject([
      { type: 'Receipt Settled', detail: { pid: receipt.pid, state: 'applied', receiptId: receipt.id } },
    ]);
    expect(receipt.telemetry.counted.slice(-2)).toEqual(['ReceiptApplied', 'PurchaseSettled']);
  });

  it('publishes what polling publishes, with the same ID', async () => {
    const [one, other] = [await submitted(), await submitted()];
    await settle(one);
    other.state.pages.push(page([listed(other.id, { state: 'applied' })]));
    const receipts: [{ shop: string; pid: string }] = [{ shop: 'oak-shop', pid: other.pid }];
    const { userId, merchantId } = other.purchase;
    await pollReceipts(
      other.ports,
      { type: 'follow', merchantId, userId, lookBy: other.state.nowMs, receipts },
      () => 60_000,
    );
    const shape = ({ state, pid, id }: typeof one) =>
      JSON.parse(
        JSON.stringify(state.events)
          .replaceAll(pid, 'PID')
          .replaceAll(id, 'ID')
          .replace(/evt_[\w-]+/, 'EVT'),
      );
    expect(shape(one)).toEqual(shape(other));
    const decision = (row: ReceiptState | undefined) => row?.history?.at(-1);
    expect(decision(await one.row())).toMatchObject({ what: 'decided', why: 'applied' });
    expect(Object.keys((await one.row())!)).toEqual(Object.keys((await other.row())!));
  });

  it('that arrives again changes nothing, whether its amount was refined or not', async () => {
    const receipt = await submitted();
    await settle(receipt);
    const before = await receipt.row();
    await settle(receipt);
    await settle(receipt, { amount: '1.00' });
    expect(await receipt.row()).toEqual(before);
    expect(receipt.state.events).toHaveLength(1);
  });

  it.each([-999, -1, 999])('may be %i ms off', async (ms) => {
    const receipt = await submitted();
    await settle(receipt, sameTimeAs(receipt, ms));
    expect(await receipt.row()).toMatchObject({ state: 'applied' });
  });

  it('may write its amount in another way', async () => {
    const receipt = await submitted();
    await settle(receipt, { amount: '59.9' });
    expect(await receipt.row()).toMatchObject({ state: 'applied' });
  });
});

describe('a purchase that is not certainly one receipt', () => {
  it.each([
    ['another amount', { amount: '0.01' }],
    ['another merchant', { merchantId: 'm2' }],
    ['another member', { userId: 'somebody' }],
  ])('because it has %s changes nothing', async (_, differs) => {
    const receipt = await submitted();
    const before = await receipt.row();
    expect(await settle(receipt, differs)).toEqual({ done: true });
    expect(await receipt.row()).toEqual(before);
    expect(receipt.state.events).toEqual([]);
  });

  it.each([-1000, 1000, 60_000])('because it was %i ms off changes nothing', async (ms) => {
    const receipt = await submitted();
    const before = await receipt.row();
    await settle(receipt, sameTimeAs(receipt, ms));
    expect(await receipt.row()).toEqual(before);
  });

  it('because another credential signed it changes nothing', async () => {
    const [receipt, other] = [await submitted(), await submitted()];
    const before = await receipt.row();
    await settleByPurchase(other.ports, receipt.purchase);
    expect(await receipt.row()).toEqual(before);
  });

  it('because it fits two receipts leaves both to polling, also when one of them is decided', async () => {
    const first = await submitted();
    const second = await submitted(first.purchase.userId);
    await second.change({ credential: first.ports.credentialName });
    await settle(first);
    for (const receipt of [first, second]) {
      const row = await receipt.row();
      expect(row).toMatchObject({ state: 'submitted', userId: first.purchase.userId, dueKind: 'follow' });
      expect(row).not.toHaveProperty('purchasedAtMs');
    }
    await first.change({ state: 'applied', announced: true, follow: undefined, userId: undefined });
    await settle(first);
    expect(await second.row()).toMatchObject({ state: 'submitted' });
    expect([...first.state.events, ...second.state.events]).toEqual([]);
  });

  it.each([
    ['has not been settled by its worker yet', { dueKind: 'receipt' }],
    ['was written by an older version', { purchasedAtMs: undefined }],
    ['has no amount, of an older version', { amount: undefined }],
  ] as const)('because the receipt %s changes nothing', async (_, differs) => {
    const receipt = await submitted();
    await receipt.change(differs);
    const before = await receipt.row();
    await settle(receipt);
    expect(await receipt.row()).toEqual(before);
  });

  it('because Thanx has denied the receipt changes nothing', async () => {
    const receipt = await submitted();
    await receipt.change({
      state: 'denied',
      announced: true,
      follow: undefined,
      userId: undefined,
      purchasedAtMs: undefined,
    });
    await settle(receipt);
    expect(await receipt.row()).toMatchObject({ state: 'denied' });
    expect(receipt.state.events).toEqual([]);
  });
});

describe('a purchase', () => {
  it('that arrives before the receipt is submitted changes nothing', async () => {
    const receipt = await world.receipt();
    const before = await receipt.row();
    const [purchasedAt, amount] = ['2026-03-01T10:00:00Z', '59.90'];
    const ids = { purchaseId: 'early', merchantId: 'm1', userId: 'early' };
    await settleByPurchase(receipt.ports, { type: 'purchase', ...ids, amount, purchasedAt });
    expect(await receipt.row()).toEqual(before);
  });

  it('of a customer who was erased settles nothing, and ends the polling', async () => {
    const receipt = await submitted();
    const customer = { email: 'ada@example.com' };
    const follow = (await receipt.row())!.follow!;
    await markErased(receipt.ports.store, 'oak-shop', customer, '2026-03-01T12:30:00Z');
    const tombstones = (await world.tables.all(world.tables.orders)).filter(
      ({ pk }) => pk === keys.erased('oak-shop', '').pk,
    );
    await receipt.change({ follow: { ...follow, customer: tombstones.map(({ sk }) => String(sk)) } });
    await settle(receipt);
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'submitted', erase: true });
    for (const gone of ['userId', 'purchasedAtMs', 'follow']) expect(row).not.toHaveProperty(gone);
    expect(receipt.state.events).toEqual([]);
    await receipt.ports.store.erased.delete({ pk: String(tombstones[0]!['pk']), sk: String(tombstones[0]!['sk']) });
  });

  it('whose event could not be published is published when its message comes back', async () => {
    const receipt = await submitted();
    const { publish } = receipt.ports;
    receipt.ports.publish = () => Promise.reject(new Error('throttled'));
    await expect(settle(receipt)).rejects.toThrow('throttled');
    expect(await receipt.row()).toMatchObject({ state: 'applied', announced: false, dueKind: 'follow' });
    receipt.ports.publish = publish;
    await settle(receipt);
    expect(receipt.state.events).toHaveLength(1);
    expect(await receipt.row()).toMatchObject({ announced: true });
  });

  it('that comes while a poll decides gives one decision: the first', async () => {
    const receipt = await submitted();
    const { change } = receipt.ports.store.receipt;
    const store = {
      ...receipt.ports.store,
      receipt: {
        ...receipt.ports.store.receipt,
        change: async (...call: Parameters<typeof change>) => {
          if ((await receipt.row())?.state === 'submitted')
            await receipt.change({
              state: 'denied',
              announced: true,
              follow: undefined,
              userId: undefined,
              purchasedAtMs: undefined,
              dueKind: undefined,
              dueAt: undefined,
            });
          return await change(...call);
        },
      },
    };
    await settleByPurchase({ ...receipt.ports, store }, receipt.purchase);
    expect(await receipt.row()).toMatchObject({ state: 'denied' });
    expect(receipt.state.events).toEqual([]);
    expect(receipt.telemetry.counted).not.toContain('PurchaseSettled');
  });

  it('that two workers get at once counts once, and its events have one ID', async () => {
    const receipt = await submitted();
    await Promise.all([settle(receipt), settle(receipt)]);
    expect(receipt.telemetry.counted.filter((metric) => metric === 'PurchaseSettled')).toHaveLength(1);
    const ids = receipt.state.events.map(({ detail }) => (detail as { eventId: string }).eventId);
    expect(new Set(ids).size).toBe(1);
  });

  it('settles nothing on a stage that simulates', async () => {
    const receipt = await submitted();
    await settleByPurchase({ ...receipt.ports, simulateAll: true }, receipt.purchase);
    expect(await receipt.row()).toMatchObject({ state: 'submitted' });
  });
});
