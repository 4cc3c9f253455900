import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayMs } from '../../../lib/durations.ts';
import { retriedManually } from '../../../lib/notify/repair.ts';
import { keys } from '../../../lib/store/keys.ts';
import { klaviyo, note, startWorld, webhook } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.close());

const outage = { kind: 'retry', code: 'server error', status: 503 } as const;

describe('what isn’t sent', () => {
  it('is what a target isn’t in the settings for any more', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    if (shop.state.settings) shop.state.settings.notify = undefined;
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp skipped target-removed']);
  });

  it('is what a target of another kind had the name for', async () => {
    const shop = world.shop([{ ...webhook, name: 'note' }]);
    await shop.paid();
    if (shop.state.settings) shop.state.settings.notify = [note];
    await shop.notify();
    expect(shop.notified.sent).toEqual([]);
    expect(await shop.deliveries()).toEqual(['note skipped target-removed']);
  });

  it('waits for the version that knows the target, and not forever', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    Object.assign(shop.state.settings ?? {}, { notify: [{ ...webhook, ofANewerVersion: true }] });
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp waiting settings-newer']);
    shop.pass(14 * dayMs + 1);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp failed gave-up']);
  });

  it('is mail about an order that was reversed meanwhile', async () => {
    const shop = world.shop([klaviyo, note]);
    await shop.paid();
    await shop.cancelled();
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['klaviyo skipped cancelled', 'note skipped cancelled']);
    expect(shop.notified.sent).toEqual([]);
    expect(await shop.payload()).toBeUndefined();
  });

  it('is mail about a simulated order', async () => {
    const shop = world.shop([klaviyo, note, webhook]);
    await shop.paid({ test: true });
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['klaviyo skipped simulated', 'note skipped simulated', 'erp delivered']);
  });

  it('is anything about a customer who was erased, although the order is settled', async () => {
    const shop = world.shop([webhook]);
    const customer = { id: '17', email: 'ann@example.com' };
    await shop.paid({ customer });
    shop.notified.answers['erp'] = [outage];
    await shop.notify();
    const at = new Date(shop.state.nowMs).toISOString();
    await shop.send({ type: 'erase', shop: shop.name, at, customer });
    expect(await shop.deliveries()).toEqual(['erp skipped erased']);
    expect((await shop.notices())?.customer).toBeUndefined();
  });

  it('is what an operator retries, if the customer was erased since it failed', async () => {
    const shop = world.shop([webhook]);
    const customer = { id: '18', email: 'bea@example.com' };
    await shop.paid({ customer });
    shop.notified.answers['erp'] = [{ kind: 'refused', code: 'rejected' }];
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp failed refused']);
    const at = new Date(shop.state.nowMs).toISOString();
    await shop.send({ type: 'erase', shop: shop.name, at, customer });
    const key = keys.notices(shop.name, shop.pid());
    await shop.ports.store.notices.change(key, (row) => retriedManually(row, shop.state.nowMs));
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp skipped erased']);
    expect(shop.notified.sent).toHaveLength(1);
    expect((await shop.notices())?.customer).toBeUndefined();
  });

  it('isn’t mail of an order whose own row doesn’t say yet that it was announced', async () => {
    const shop = world.shop([klaviyo]);
    await shop.paid();
    const key = keys.thanku(shop.name, shop.pid());
    await shop.orderPorts.store.thanku.change(key, (row) => ({ ...row, payloadUntil: undefined, announced: false }));
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['klaviyo delivered']);
    expect(shop.notified.sent[0]?.email).toContain('@');
  });

  it('is anything that is found out after the erasure', async () => {
    const shop = world.shop([webhook]);
    const customer = { email: 'ann@example.com' };
    await shop.paid({ customer });
    // A worker died after it had thanked the customer.
    const key = keys.thanku(shop.name, shop.pid());
    const undone = { announced: false, settledAt: undefined, dueKind: 'thanku' as const, dueAt: shop.state.nowMs };
    await shop.orderPorts.store.thanku.change(key, (row) => ({ ...row, ...undone, erase: true }));
    await shop.orderPorts.store.notices.delete(keys.notices(shop.name, shop.pid()));
    await shop.wake();
    expect(shop.state.events).toHaveLength(2);
    expect(await shop.notices()).toBeUndefined();
  });

  it('is what a tombstone forbids, if the erasure has not come to the row', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    const [sk = ''] = (await shop.notices())?.customer ?? [];
    await shop.ports.store.erased.insert(
      { pk: keys.erased(shop.name, '').pk, sk },
      { at: new Date(shop.state.nowMs).toISOString() },
    );
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp skipped erased']);
  });
});

describe('the customer’s address', () => {
  it('is kept until Klaviyo has its event, and then deleted', async () => {
    const shop = world.shop([klaviyo]);
    await shop.paid({ customer: { email: 'ann@example.com' } });
    expect((await shop.order())?.payloadUntil).toBe(shop.state.nowMs + dayMs);
    expect((await shop.payload())?.order.customer.email).toBe('ann@example.com');
    await shop.notifyTold();
    expect(shop.notified.sent[0]?.email).toBe('ann@example.com');
    expect(await shop.payload()).toBeUndefined();
    expect((await shop.order())?.settledAt).toBeDefined();
    expect((await shop.order())?.payloadUntil).toBeUndefined();
  });

  it('is kept for a day at most', async () => {
    const shop = world.shop([klaviyo]);
    await shop.paid({ customer: { email: 'ann@example.com' } });
    shop.pass(dayMs + 1);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['klaviyo skipped payload-gone']);
    expect(await shop.payload()).toBeUndefined();
  });

  it('is found by an erasure', async () => {
    const shop = world.shop([klaviyo]);
    const customer = { email: 'ann@example.com' };
    await shop.paid({ customer });
    await shop.send({ type: 'erase', shop: shop.name, at: new Date(shop.state.nowMs).toISOString(), customer });
    expect(await shop.payload()).toBeUndefined();
    expect((await shop.order())?.settledAt).toBeDefined();
    await shop.notifyTold();
    expect(shop.notified.sent).toEqual([]);
    expect(await shop.deliveries()).toEqual(['klaviyo skipped erased']);
  });

  it('is missing for a guest without one', async () => {
    const shop = world.shop([klaviyo]);
    await shop.paid({ customer: { id: '17' } });
    await shop.notifyTold();
    expect(await shop.deliveries()).toEqual(['klaviyo skipped no-email']);
    expect(await shop.payload()).toBeUndefined();
  });
});
