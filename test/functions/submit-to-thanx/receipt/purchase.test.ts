import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollReceipts } from '../../../../functions/submit-to-thanx/receipt/poll.ts';
import { settleByPurchase } from '../../../../functions/submit-to-thanx/receipt/purchase.ts';
import type { Purchase } from '../../../../lib/order/loyalty-message.ts';
import type { OrderKey } from '../../../../lib/order/order-key.ts';
import type { ReceiptState } from '../../../../lib/order/receipt/state.ts';
import { listed, page, type World } from '../listed.ts';
import { startWorld } from '../world.ts';
import { notFollowed, settle, submitted } from './purchased.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const sameTimeAs = ({ purchase }: { purchase: Purchase }, ms: number) => ({
  purchasedAt: new Date(Date.parse(purchase.purchasedAt) + ms).toISOString(),
});

describe('a purchase that is certainly one receipt', () => {
  it('settles it, once, without asking Thanx, and ends the polling', async () => {
    const receipt = await submitted(world);
    expect(await settle(receipt)).toEqual({ done: true });
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'applied', id: receipt.id, announced: true });
    for (const gone of ['userId', 'purchasedAtMs', 'follow', 'dueKind', 'dueAt']) expect(row).not.toHaveProperty(gone);
    expect(receipt.state.calls).toEqual([]);
    expect(receipt.state.events).toMatchObject([
      { type: 'Receipt Settled', detail: { pid: receipt.pid, state: 'applied', receiptId: receipt.id } },
    ]);
    expect(receipt.telemetry.counted.slice(-2)).toEqual(['PurchaseSettled', 'ReceiptApplied']);
  });

  it('publishes what polling publishes, with the same ID', async () => {
    const [one, other] = [await submitted(world), await submitted(world)];
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
    const receipt = await submitted(world);
    await settle(receipt);
    const before = await receipt.row();
    await settle(receipt);
    await settle(receipt, { amount: '1.00' });
    expect(await receipt.row()).toEqual(before);
    expect(receipt.state.events).toHaveLength(1);
  });

  it.each([-999, -1, 999])('may be %i ms off', async (ms) => {
    const receipt = await submitted(world);
    await settle(receipt, sameTimeAs(receipt, ms));
    expect(await receipt.row()).toMatchObject({ state: 'applied' });
  });

  it('may write its amount in another way', async () => {
    const receipt = await submitted(world);
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
    const receipt = await submitted(world);
    const before = await receipt.row();
    expect(await settle(receipt, differs)).toEqual({ done: true });
    expect(await receipt.row()).toEqual(before);
    expect(receipt.state.events).toEqual([]);
  });

  it.each([-1000, 1000, 60_000])('because it was %i ms off changes nothing', async (ms) => {
    const receipt = await submitted(world);
    const before = await receipt.row();
    await settle(receipt, sameTimeAs(receipt, ms));
    expect(await receipt.row()).toEqual(before);
  });

  it('because another credential signed it changes nothing', async () => {
    const [receipt, other] = [await submitted(world), await submitted(world)];
    const before = await receipt.row();
    await settleByPurchase(other.ports, receipt.purchase);
    expect(await receipt.row()).toEqual(before);
  });

  it('because it fits two receipts leaves both to polling, also when one of them is decided', async () => {
    const first = await submitted(world);
    const second = await submitted(world, first.purchase.userId);
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

  it('because a poll has settled the receipt that it is leaves one that looks the same to polling', async () => {
    const first = await submitted(world);
    const second = await submitted(world, first.purchase.userId);
    await second.change({ credential: first.ports.credentialName });
    first.state.pages.push(page([listed(first.id, { state: 'applied' }), listed(second.id, { state: 'pending' })]));
    const { userId, merchantId } = first.purchase;
    const [one, other] = [first, second].map(({ pid }) => ({ shop: 'oak-shop', pid }));
    const receipts: [OrderKey, OrderKey] = [one!, other!];
    await pollReceipts(
      first.ports,
      { type: 'follow', merchantId, userId, lookBy: first.state.nowMs, receipts },
      () => 60_000,
    );
    expect(await first.row()).toMatchObject({ state: 'applied' });
    await settle(first);
    expect(await second.row()).toMatchObject({ state: 'submitted', dueKind: 'follow' });
  });

  it.each([
    ['has not been settled by its worker yet', { dueKind: 'receipt' }],
    ['was written by an older version', { purchasedAtMs: undefined }],
    ['has no amount, of an older version', { amount: undefined }],
  ] as const)('because the receipt %s changes nothing', async (_, differs) => {
    const receipt = await submitted(world);
    await receipt.change(differs);
    const before = await receipt.row();
    await settle(receipt);
    expect(await receipt.row()).toEqual(before);
  });

  it('because Thanx has denied the receipt changes nothing', async () => {
    const receipt = await submitted(world);
    await receipt.change({
      state: 'denied',
      announced: true,
      ...notFollowed,
    });
    await settle(receipt);
    expect(await receipt.row()).toMatchObject({ state: 'denied' });
    expect(receipt.state.events).toEqual([]);
  });
});
