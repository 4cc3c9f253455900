import { describe, expect, it } from 'vitest';
import { shopControl } from '../../../lib/store/control.ts';
import { orderWith } from '../../lib/order/support.ts';
import { eventually } from '../support/eventually.ts';
import { shopifyOrder, standardOrder } from '../support/payloads.ts';
import { person, type Person } from '../support/people.ts';
import { world } from './world.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

describe('a platform that asks to erase a whole shop', () => {
  const redact = () =>
    deliver(world.shopOf('leaving'), { shop_id: 7, shop_domain: 'leaving.example' }, { topic: 'shop/redact' });
  /** Paid just now, and so held until tomorrow. */
  const orderOf = (orderId: string, customer: Person) => {
    const now = new Date().toISOString();
    return shopifyOrder(orderId, customer, { created_at: now, processed_at: now, updated_at: now });
  };
  const requests = async () => (await world.cliJson('privacy', 'list', '--shop', 'leaving')).json.requests;
  const control = () => shopControl(world.stack.documents, 'thankflow-local-control')('leaving').get();

  it('pauses it, once, and erases nothing until a person says so; a replay after that pauses nothing', async () => {
    const customer = person();
    await deliver(world.shopOf('leaving'), orderOf('7301', customer));
    await eventually(async () => (await world.see.payload('leaving', 'leaving-7301')) !== undefined);
    await redact();
    await redact();
    const [request, ...others] = await eventually(async () => {
      const open = await requests();
      return open.length > 0 && open;
    });
    expect(request).toMatchObject({ kind: 'redact', shop: 'leaving' });
    await world.see.quiet();
    expect(others).toEqual([]);
    expect(await world.see.payload('leaving', 'leaving-7301')).toBeDefined();
    expect(await control()).toMatchObject({ thankuBrake: { by: 'platform' }, thanxBrake: { by: 'platform' } });
    const { json } = await world.cliJson('stuck');
    expect(json).toMatchObject({
      stuck: expect.arrayContaining([
        expect.objectContaining({ code: 'shop-redact-requested' }),
        expect.objectContaining({ code: 'brake-shop' }),
      ]),
    });

    expect((await world.cli('privacy', 'close', request?.id ?? '')).stderr).toContain('resume --shop leaving');
    expect((await world.cli('resume', '--shop', 'leaving')).code).toBe(0);
    await redact();
    await eventually(async () => expect(await requests()).toMatchObject([{ kind: 'redact' }]));
    expect(await control()).not.toHaveProperty('thankuBrake.by');
    expect(await world.see.payload('leaving', 'leaving-7301')).toBeDefined();
  });

  it('has everybody’s data erased by one command, and nobody’s of other shops', async () => {
    const [one, two, other] = [person(), person(), person()];
    await deliver(world.shopOf('leaving'), orderOf('7302', one));
    await deliver(world.shopOf('elm'), standardOrder('7303', other));
    for (const [shop, pid] of [
      ['leaving', 'leaving-7302'],
      ['elm', 'elm-7303'],
    ] as const)
      await eventually(async () => (await world.see.payload(shop, pid)) !== undefined);
    const order = orderWith({ orderId: '7304', customer: two });
    await world.see.sendMessage('orders-dlq', { type: 'paid', shop: 'leaving', at: order.paidAt, order });
    const entry = await world.quarantine('leaving', JSON.stringify({ id: 1, email: two.email }), true);
    const erase = (...more: string[]) => world.cliJson('privacy', 'erase', '--shop', 'leaving', '--everybody', ...more);
    const dry = await eventually(async () => {
      const ran = await erase();
      return ran.json.deadLetters.some(({ found }) => found === 1) && ran;
    });
    expect(dry).toMatchObject({ code: 0, json: { dryRun: true, quarantined: 1, exportRequests: 0, notOpened: [] } });
    expect(await world.see.payload('leaving', 'leaving-7302')).toBeDefined();
    expect(await world.isThere(entry)).toBe(true);

    await eventually(async () => {
      const ran = await erase('--yes');
      return ran.json.deadLetters.every(({ held }) => held === 0);
    });
    expect(await world.see.settled('leaving', 'leaving-7302')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await world.isThere(entry)).toBe(false);
    expect(await requests()).toEqual([]);
    const table = JSON.stringify(await world.see.scan());
    for (const { email } of [one, two]) expect(table).not.toContain(email);
    expect(table).toContain(other.email);
    await eventually(async () => expect(await world.deadBodies()).not.toContain(two.email));
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address or a secret', async () => {
    expect(await telltales(world.stack, await world.stack.logs())).toEqual([]);
  });
});
