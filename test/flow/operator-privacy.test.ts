import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicKeyStore } from '../../lib/gift-cards/public-key-store.ts';
import { sealBytes } from '../../lib/gift-cards/seal.ts';
import { quarantined, quarantineKey, type QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import { customerHashes } from '../../lib/store/erased.ts';
import { thankflow } from '../ops/support.ts';
import { webhook } from '../support/webhook.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { shopifyOrder, standardOrder } from './support/payloads.ts';
import { person, type Person } from './support/people.ts';
import { plant } from './support/planted-cards.ts';
import { quarantineOf } from './support/quarantine.ts';
import { loyal, shopWith } from './support/shops.ts';
import { deliver, genericOrder } from './support/signed.ts';
import { telltales } from './support/telltales.ts';

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({
    shops: [
      shopWith('cards', {}, loyal('cards', { giftCards: { providerId: 'prov-1' } })),
      shopWith('oak', { holdHours: 0 }),
      shopWith('elm', { holdHours: 24 }),
      shopWith('shopify', {}, { platform: 'shopify' }),
    ],
  });
  see = observe(stack);
});
afterAll(() => stack?.stop());

const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
const cli = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: stack.localDir } });
const cliJson = async (...args: string[]) => {
  const ran = await cli(...args, '--json');
  return { ...ran, json: JSON.parse(ran.stdout) as Record<string, unknown> & { [key: string]: any } };
};

/** Puts a webhook into quarantine as ingest would have, had its adapter not been able to read it. */
async function quarantine(
  shop: string,
  body: string,
  kept: Partial<QuarantinedWebhook> = {},
): Promise<QuarantinedWebhook> {
  const details = { id: randomUUID(), shop, platform: 'standard' as const, receivedAtMs: Date.now() };
  const entry = {
    ...quarantined(webhook({}, body), { ...details, reason: 'data.amount: expected a string', readHeaders: [] }),
    ...kept,
  };
  const [Bucket = ''] = stack.endpoints().buckets;
  await stack.s3.send(new PutObjectCommand({ Bucket, Key: quarantineKey(entry), Body: JSON.stringify(entry) }));
  return entry;
}
const sealed = async (body: string) => {
  const key = await publicKeyStore(stack.documents, 'thankflow-local-settings').get();
  return { bodyIs: 'sealed' as const, body: await sealBytes(Buffer.from(body), key!) };
};
const isThere = async (entry: QuarantinedWebhook) => {
  const [Bucket = ''] = stack.endpoints().buckets;
  return await stack.s3.send(new GetObjectCommand({ Bucket, Key: quarantineKey(entry) })).then(
    () => true,
    () => false,
  );
};

describe('quarantine', () => {
  it('is listed by reason, and changes nothing', async () => {
    const customer = person();
    await deliver(shopOf('oak'), standardOrder('7001', customer, { amount: 29.35 }));
    await deliver(shopOf('oak'), standardOrder('7002', customer, { amount: 29.35 }));
    await deliver(shopOf('elm'), standardOrder('7003', customer, { currency: 'euro' }));
    const { code, json } = await cliJson('quarantine', 'list', '--shop', 'oak', '--since', '1h');
    expect(code).toBe(0);
    expect(json).toMatchObject({ count: 2, reasons: [{ count: 2, reason: expect.stringContaining('data.amount') }] });
    const people = await cli('quarantine', 'list', '--matching', 'ISO 4217');
    expect(people.stdout).toMatch(/elm .*standard/);
    expect(people.stdout).not.toContain('oak');
    expect(people.stdout + people.stderr).not.toContain(customer.email);
    expect(await quarantineOf(stack, 'oak')).toHaveLength(2);
  });

  it('shows one with what it says, and never a gift card', async () => {
    const [card, customer] = [plant(), person()];
    await deliver(shopOf('cards'), standardOrder('7004', customer, { amount: 29.35, giftCards: [card] }));
    const [{ entry } = { entry: undefined }] = await quarantineOf(stack, 'cards');
    const shown = await cli('quarantine', 'show', entry!.id.slice(0, 8));
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('still not readable');
    expect(shown.stdout).toContain(customer.firstName);
    expect(shown.stdout + shown.stderr).not.toContain(card.number);
    expect(shown.stderr).toContain('personal data');
    const json = await cliJson('quarantine', 'show', entry!.id);
    expect(json.json).toMatchObject({ today: { readable: false }, body: { value: { data: { id: '7004' } } } });
    expect(json.stdout).not.toContain(card.number);
  });

  it('is read again by the adapter of today: said first, then done, and the order is thanked with its gift card', async () => {
    const [card, customer] = [plant(), person()];
    const entry = await quarantine('cards', '', await sealed(standardOrder('7005', customer, { giftCards: [card] })));
    const dry = await cliJson('quarantine', 'reread', '--shop', 'cards');
    expect(dry.json).toMatchObject({ dryRun: true, readable: 1 });
    expect(dry.json.entries).toContainEqual({
      id: entry.id,
      shop: 'cards',
      readable: true,
      says: 'paid',
      key: 'cards/cards-7005',
    });
    expect(await isThere(entry)).toBe(true);
    expect(await see.order('cards', 'cards-7005')).toBeUndefined();

    const done = await cliJson('quarantine', 'reread', entry.id, '--yes', '--reason', 'reader mended');
    expect(done.code).toBe(0);
    expect(done.json).toMatchObject({ readable: 1, followed: { counts: { thanked: 1 } } });
    expect(await isThere(entry)).toBe(false);
    expect(await see.thankus('cards-7005')).toHaveLength(1);
    expect((await see.status(shopOf('cards'), '7005')).body['giftCards']).toMatchObject([
      { last4: card.last4, state: 'added' },
    ]);

    const left = await cli('quarantine', 'reread', '--shop', 'cards', '--yes');
    expect(left.code).toBe(3);
    expect(left.stdout).toContain('still not readable');
  });

  it('says plainly what is wrong with a request', async () => {
    const none = await cli('quarantine', 'show', 'ffffffff');
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toMatch(/^error: the quarantine of stage local has no entry "ffffffff".*quarantine list/);
  });
});

describe('erasing a customer', () => {
  const erase = (customer: Person, ...more: string[]) =>
    cliJson('privacy', 'erase', '--shop', 'elm', '--customer', customer.email.toUpperCase(), ...more);

  /** An order that waits, a dead event, an unreadable webhook: all of this customer. */
  async function everywhere(customer: Person, orderId: string) {
    await deliver(shopOf('elm'), standardOrder(orderId, customer));
    await eventually(async () => (await see.payload('elm', `elm-${orderId}`)) !== undefined);
    const { data } = genericOrder({ id: '1' });
    const order = { orderId: `${orderId}1`, amount: data.amount, currency: data.currency, paidAt: data.paidAt };
    const rest = { paymentType: 'other', items: [], itemsOmitted: 0, tags: [], test: false, refunds: [] };
    const at = new Date().toISOString();
    await see.sendMessage('orders-dlq', { type: 'paid', shop: 'elm', at, order: { ...order, ...rest, customer } });
    return await quarantine('elm', '', await sealed(`${standardOrder(`${orderId}2`, customer)}}`));
  }
  const rowsText = async () => JSON.stringify(await see.scan());
  const deadBodies = async () => {
    const QueueUrl = stack.endpoints().queues['thankflow-local-orders-dlq'];
    const { Messages = [] } = await stack.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
    );
    return Messages.map(({ Body }) => Body ?? '');
  };

  it('says first what would go, then takes it from rows, dead letters and quarantine, and leaves others alone', async () => {
    const [ada, bob] = [person(), person()];
    const [adas, bobs] = [await everywhere(ada, '7101'), await everywhere(bob, '7102')];
    const dry = await erase(ada);
    const found = { orders: 1, quarantined: 1, exportRequests: 0, open: [], notOpened: [] };
    expect(dry).toMatchObject({ code: 0, json: { dryRun: true, ...found, alsoKnownAs: [{ id: ada.id }] } });
    expect(dry.json.deadLetters).toContainEqual(expect.objectContaining({ queue: 'orders-dlq', found: 1, removed: 0 }));
    expect(await see.payload('elm', 'elm-7101')).toBeDefined();
    expect(await isThere(adas)).toBe(true);
    expect(await eventually(async () => (await deadBodies()).join().includes(ada.email) && 'there')).toBe('there');

    const done = await eventually(async () => {
      const ran = await erase(ada, '--yes');
      return ran.json.deadLetters.every(({ held }: { held: number }) => held === 0) && ran;
    });
    expect(done).toMatchObject({ code: 0, json: { dryRun: false } });
    expect(done.stderr).toBe('');
    expect(await see.settled('elm', 'elm-7101')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await rowsText()).not.toContain(ada.email);
    expect(await isThere(adas)).toBe(false);
    expect(await isThere(bobs)).toBe(true);
    expect(await see.payload('elm', 'elm-7102')).toBeDefined();
    const letters = await eventually(async () => {
      const bodies = (await deadBodies()).join();
      return bodies.includes(bob.email) && bodies;
    });
    expect(letters).not.toContain(ada.email);
  });

  it('leaves a tombstone that a late webhook meets, and names the customer by hash only in the audit trail', async () => {
    const customer = person();
    const ran = await cli(
      'privacy',
      'erase',
      '--shop',
      'oak',
      '--customer',
      customer.id,
      '--yes',
      '--reason',
      'asked for',
    );
    expect(ran.code).toBe(0);
    await deliver(shopOf('oak'), standardOrder('7103', customer));
    expect(await see.settled('oak', 'oak-7103')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await see.thankuCalls('oak-7103')).toBe(0);
    const { Items = [] } = await stack.documents.send(
      new ScanCommand({
        TableName: 'thankflow-local-control',
        ConsistentRead: true,
      }),
    );
    const audit = Items.filter(({ pk, about }) => String(pk).startsWith('audit#') && about?.includes('oak'));
    const [hash = ''] = customerHashes('oak', { id: customer.id });
    expect(audit).toMatchObject([
      { what: 'privacy erase', about: ['oak', `customer ${hash.slice(0, 12)}`], reason: 'asked for', outcome: 'done' },
    ]);
    expect(JSON.stringify(Items)).not.toContain(customer.id);
  });

  it('lists the public ThankUs that name them until somebody has had them taken down; Shopify’s request does the same', async () => {
    const customer = person();
    await deliver(shopOf('shopify'), shopifyOrder('7104', customer));
    await see.posted('shopify', 'shopify-7104');
    const redact = { shop_id: 1, customer: { id: Number(customer.id), email: customer.email }, orders_to_redact: [] };
    await deliver(shopOf('shopify'), redact, { topic: 'customers/redact' });
    const [request] = await eventually(async () => {
      const { json } = await cliJson('privacy', 'list', '--shop', 'shopify');
      return json.requests.length > 0 && json.requests;
    });
    const id = (await see.order('shopify', 'shopify-7104'))?.id;
    expect(request).toMatchObject({ kind: 'named', thankus: [{ key: 'shopify/shopify-7104', is: 'public', id }] });

    const again = ['privacy', 'erase', '--shop', 'shopify', '--customer', customer.email, '--yes'];
    const erased = await cli(...again);
    expect(erased.code).toBe(3);
    expect(erased.stdout).toContain(`https://thx.to/you/${id}`);

    for (const { id: open } of (await cliJson('privacy', 'list')).json.requests) {
      expect((await cli('privacy', 'close', open)).code).toBe(0);
    }
    expect((await cliJson('privacy', 'list')).json.requests).toEqual([]);
    expect((await cli(...again)).code).toBe(0);
  });

  it('that is killed is finished when it is run again', async () => {
    const customer = person();
    const entry = await everywhere(customer, '7105');
    const args = ['ops/thankflow.ts', 'privacy', 'erase', '--shop', 'elm', '--customer', customer.email, '--yes'];
    const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], LOCAL_DIR: stack.localDir } });
    const [hash = ''] = customerHashes('elm', { email: customer.email });
    await eventually(async () => (await see.scan()).some(({ sk }) => sk === `erased#${hash}`), { everyMs: 5 });
    child.kill('SIGKILL');
    const again = await erase(customer, '--yes');
    expect([0, 3]).toContain(again.code);
    expect(await see.settled('elm', 'elm-7105')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await isThere(entry)).toBe(false);
    expect(await rowsText()).not.toContain(customer.email);
  });
});

describe('a customer’s data', () => {
  it('is one JSON document of everything found, and closes the request that asked for it', async () => {
    const customer = person();
    await deliver(shopOf('shopify'), shopifyOrder('7201', customer));
    await see.posted('shopify', 'shopify-7201');
    await deliver(
      shopOf('shopify'),
      { customer: { id: Number(customer.id), email: customer.email }, data_request: { id: 1 } },
      { topic: 'customers/data_request' },
    );
    const [request] = await eventually(async () => {
      const { json } = await cliJson('privacy', 'list');
      return json.requests.length > 0 && json.requests;
    });
    expect(request).toMatchObject({ kind: 'export', shop: 'shopify', email: customer.email });
    const who = ['--shop', 'shopify', '--customer', customer.email, '--customer', customer.id];
    const ran = await cli('privacy', 'export', ...who, '--close');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      customer: { id: customer.id, email: customer.email },
      orders: [{ key: 'shopify/shopify-7201', foundBy: 'named', thanku: { state: 'posted' } }],
      publicThankus: [{ key: 'shopify/shopify-7201', is: 'public' }],
      exportRequests: [{ id: request.id }],
      incomplete: [],
    });
    expect((await cliJson('privacy', 'list')).json.requests).toEqual([]);
  });

  it('holds rows, payload, dead letters and quarantine of what is under way', async () => {
    const customer = person();
    await deliver(shopOf('elm'), standardOrder('7202', customer));
    await eventually(async () => (await see.payload('elm', 'elm-7202')) !== undefined);
    const entry = await quarantine('elm', JSON.stringify({ ...genericOrder({ id: '7203', customer }), type: 7 }));
    const ran = await cli('privacy', 'export', '--shop', 'elm', '--customer', customer.email);
    const found = JSON.parse(ran.stdout);
    expect(found).toMatchObject({
      orders: [{ foundBy: 'payload', thanku: { state: 'held' }, payload: { order: { customer } } }],
      quarantine: [{ id: entry.id, body: { value: { data: { customer } } } }],
    });
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address, a card or a secret', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
