import { describe, expect, it } from 'vitest';
import { standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { plant } from '../support/planted-cards.ts';
import { world } from './world.ts';
import { quarantineOf } from '../support/quarantine.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

describe('quarantine', () => {
  it('is listed by reason, and changes nothing', async () => {
    const customer = person();
    await deliver(world.shopOf('oak'), standardOrder('7001', customer, { amount: 29.35 }));
    await deliver(world.shopOf('oak'), standardOrder('7002', customer, { amount: 29.35 }));
    await deliver(world.shopOf('elm'), standardOrder('7003', customer, { currency: 'euro' }));
    const { code, json } = await world.cliJson('quarantine', 'list', '--shop', 'oak', '--since', '1h');
    expect(code).toBe(0);
    expect(json).toMatchObject({ count: 2, reasons: [{ count: 2, reason: expect.stringContaining('data.amount') }] });
    const people = await world.cli('quarantine', 'list', '--matching', 'data.currency');
    expect(people.stdout).toMatch(/elm\tstandard/);
    expect(people.stdout).not.toContain('oak');
    expect(people.stdout + people.stderr).not.toContain(customer.email);
    expect(await quarantineOf(world.stack, 'oak')).toHaveLength(2);
  });

  it('is counted where an order is not found, and so are its webhooks in the logs', async () => {
    const ran = await world.cli('orders', 'find', '7001', '--shop', 'oak');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/has no order “7001” of oak\.\n.*2 webhooks are in quarantine: .*--shop oak/);
    // A busy ingest answers 503, which counts as lost, and the webhook is sent again.
    expect(ran.stderr).toMatch(/in the last 7 days: quarantined 2( · lost \d+)?\.\nIf it is none of these/);
    expect(ran.stderr).not.toContain('Not looked at');
  });

  it('shows one with what it says, and never a gift card', async () => {
    const [card, customer] = [plant(), person()];
    await deliver(world.shopOf('cards'), standardOrder('7004', customer, { amount: 29.35, giftCards: [card] }));
    const [{ entry } = { entry: undefined }] = await quarantineOf(world.stack, 'cards');
    const shown = await world.cli('quarantine', 'show', entry!.id.slice(0, 8));
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('still not readable');
    expect(shown.stdout).toContain(customer.firstName);
    expect(shown.stdout + shown.stderr).not.toContain(card.number);
    expect(shown.stderr).toContain('personal data');
    const json = await world.cliJson('quarantine', 'show', entry!.id);
    expect(json.json).toMatchObject({ today: { readable: false }, body: { value: { data: { id: '7004' } } } });
    expect(json.stdout).not.toContain(card.number);
  });

  it('is read again by the adapter of today: said first, then done, and the order is thanked with its gift card', async () => {
    const [card, customer] = [plant(), person()];
    const entry = await world.quarantine('cards', standardOrder('7005', customer, { giftCards: [card] }), true);
    const dry = await world.cliJson('quarantine', 'reread', '--shop', 'cards');
    expect(dry.json).toMatchObject({ dryRun: true, readable: 1 });
    expect(dry.json.entries).toContainEqual({
      id: entry.id,
      shop: 'cards',
      readable: true,
      says: 'paid',
      key: 'cards/cards-7005',
    });
    expect(await world.isThere(entry)).toBe(true);
    expect(await world.see.order('cards', 'cards-7005')).toBeUndefined();

    const done = await world.cliJson('quarantine', 'reread', entry.id, '--yes', '--why', 'reader mended');
    expect(done.code).toBe(0);
    expect(done.json).toMatchObject({ readable: 1, waited: { counts: { thanked: 1 } } });
    expect(await world.isThere(entry)).toBe(false);
    expect(await world.see.thankus('cards-7005')).toHaveLength(1);
    expect((await world.see.status(world.shopOf('cards'), '7005')).body['giftCards']).toMatchObject([
      { last4: card.last4, state: 'added' },
    ]);

    const left = await world.cli('quarantine', 'reread', '--shop', 'cards', '--yes');
    expect(left.code).toBe(3);
    expect(left.stdout).toContain('still not readable');
  });

  it('drops what nobody wants: says which, then does it, and leaves an audit note that names nobody', async () => {
    const customer = person();
    const [entry, other] = [
      await world.quarantine('elm', standardOrder('7006', customer, { currency: 'euro' })),
      await world.quarantine('elm', standardOrder('7007', customer)),
    ];
    const dry = await world.cliJson('quarantine', 'drop', entry.id.slice(0, 8), other.id);
    expect(dry).toMatchObject({ code: 0, json: { dryRun: true, count: 2, dropped: 2 } });
    expect(await Promise.all([entry, other].map(world.isThere))).toEqual([true, true]);
    const done = await world.cliJson('quarantine', 'drop', entry.id, other.id, '--yes', '--why', 'a test order');
    expect(done).toMatchObject({ code: 0, json: { dryRun: false, dropped: 2 } });
    expect(await Promise.all([entry, other].map(world.isThere))).toEqual([false, false]);
    expect((await world.cli('quarantine', 'show', entry.id)).stderr).toContain('dropped');
    const { stdout } = await world.cli('audit', '--json');
    expect(JSON.parse(stdout).entries[0]).toMatchObject({
      what: 'quarantine drop',
      about: [entry.id, other.id],
      reason: 'a test order',
      result: 'dropped 2 of 2',
    });
    expect(stdout).not.toContain(customer.email);
  });

  it('says plainly what is wrong with a request', async () => {
    const none = await world.cli('quarantine', 'show', 'ffffffff');
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toMatch(/^error: the quarantine of stage local has no entry "ffffffff".*quarantine list/);
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address, a card or a secret', async () => {
    expect(await telltales(world.stack, await world.stack.logs())).toEqual([]);
  });
});
