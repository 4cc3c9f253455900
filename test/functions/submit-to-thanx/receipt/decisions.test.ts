import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollReceipts } from '../../../../functions/submit-to-thanx/receipt/poll.ts';
import { controlKeys } from '../../../../lib/store/control.ts';
import { listed, page, type World } from '../listed.ts';
import { startWorld } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const hour = 3_600_000;
type Receipt = Awaited<ReturnType<typeof world.receipt>>;

/** Submits a receipt, and finds it decided at its first poll. */
async function decided(receipt: Receipt): Promise<void> {
  await receipt.wake();
  const { dueAt, id } = (await receipt.row())!;
  receipt.state.nowMs = dueAt!;
  receipt.state.pages.push(page([listed(id!, { state: 'applied' })]));
  const { ports, state, pid } = receipt;
  const receipts: [{ shop: string; pid: string }] = [{ shop: 'oak-shop', pid }];
  await pollReceipts(
    ports,
    { type: 'follow', merchantId: 'm1', userId: 'u1', lookBy: state.nowMs, receipts },
    () => 60_000,
  );
}
/** Another receipt with the credential of `earlier`, submitted later. */
async function next(earlier: Receipt): Promise<Receipt> {
  const receipt = await world.receipt({ decisions: earlier.ports.decisions });
  receipt.state.nowMs = earlier.state.nowMs;
  return receipt;
}

describe('what is seen of a merchant’s decisions', () => {
  it('is noted with a decision, once an hour, and decides when later receipts are polled', async () => {
    const first = await world.receipt();
    expect(await first.ports.decisions.get('m1')).toBeUndefined();
    const submittedAtMs = first.state.nowMs;
    await decided(first);
    const byMinutes = Math.round((first.state.nowMs - submittedAtMs) / 60_000);
    expect((await first.ports.decisions.get('m1'))?.seen).toEqual([[0, byMinutes]]);
    await first.ports.decisions.note('m1', { afterMs: 0, byMs: hour });
    expect((await first.ports.decisions.get('m1'))?.seen).toHaveLength(1);
    for (let count = 0; count < 39; count++) {
      first.pass(hour);
      await first.ports.decisions.note('m1', { afterMs: 0, byMs: hour });
    }
    const later = await next(first);
    await later.wake();
    const { follow, dueAt } = (await later.row())!;
    expect(follow?.expected?.mostMs).toBeLessThan(hour);
    expect(dueAt).toBeLessThan(later.state.nowMs + 1.2 * hour);
  });

  it('counts only where the shop’s settings say nothing', async () => {
    const receipt = await world.receipt();
    const plan = (await receipt.payload())!.receipt!;
    await receipt.changePayload({ receipt: { ...plan, decidedInHours: { from: 2, to: 4 } } });
    receipt.ports.decisions.get = () => Promise.reject(new Error('not asked'));
    await receipt.wake();
    expect((await receipt.row())?.follow?.expected).toEqual({ mostMs: 3.24 * hour, allMs: 4 * hour });
  });

  it('is left alone where only a newer version can read it, and the receipt is sent', async () => {
    const receipt = await world.receipt();
    const key = controlKeys.decisions(receipt.ports.credentialName, 'm1');
    const Item = { ...key, version: 1, writer: 'newer', seen: 'otherwise' };
    await world.tables.documents.send(new PutCommand({ TableName: world.tables.control, Item }));
    await receipt.wake();
    expect((await receipt.row())?.state).toBe('submitted');
    expect((await receipt.row())?.follow).not.toHaveProperty('expected');
    await decided(receipt);
    expect((await receipt.row())?.state).toBe('applied');
  });
});
