import { spawn } from 'node:child_process';
import { ChangeMessageVisibilityCommand, PurgeQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { eventually } from '../support/eventually.ts';
import { shopifyOrder, standardOrder } from '../support/payloads.ts';
import { person, type Person } from '../support/people.ts';
import { world } from './world.ts';
import { deliver, genericOrder } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

describe('erasing a customer', () => {
  const erase = (customer: Person, ...more: string[]) =>
    world.cliJson('privacy', 'erase', '--shop', 'elm', '--customer', customer.email.toUpperCase(), ...more);

  const rowsText = async () => JSON.stringify(await world.see.scan());

  it('says first what would go, then takes it from rows, dead letters and quarantine, and leaves others alone', async () => {
    const [ada, bob] = [person(), person()];
    const [adas, bobs] = [await world.everywhere(ada, '7101'), await world.everywhere(bob, '7102')];
    const dry = await erase(ada);
    const found = { orders: 1, quarantined: 1, exportRequests: 0, open: [], notOpened: [] };
    expect(dry).toMatchObject({ code: 0, json: { dryRun: true, ...found, alsoKnownAs: [{ id: ada.id }] } });
    expect(dry.json.deadLetters).toContainEqual(expect.objectContaining({ queue: 'orders-dlq', found: 1, removed: 0 }));
    expect(await world.see.payload('elm', 'elm-7101')).toBeDefined();
    expect(await world.isThere(adas)).toBe(true);
    expect(await eventually(async () => (await world.deadBodies()).includes(ada.email) && 'there')).toBe('there');

    const done = await eventually(async () => {
      const ran = await erase(ada, '--yes');
      return ran.json.deadLetters.every(({ held }: { held: number }) => held === 0) && ran;
    });
    expect(done).toMatchObject({ code: 0, json: { dryRun: false } });
    expect(done.stderr).toBe('');
    expect(await world.see.settled('elm', 'elm-7101')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await rowsText()).not.toContain(ada.email);
    expect(await world.isThere(adas)).toBe(false);
    expect(await world.isThere(bobs)).toBe(true);
    expect(await world.see.payload('elm', 'elm-7102')).toBeDefined();
    const letters = await eventually(async () => {
      const bodies = await world.deadBodies();
      return bodies.includes(bob.email) && bodies;
    });
    expect(letters).not.toContain(ada.email);
  });

  it('leaves a tombstone that a late webhook meets, and names the customer by hash only in the audit trail', async () => {
    const customer = person();
    const erasing = ['privacy', 'erase', '--shop', 'oak', '--customer', customer.id, '--yes'];
    const ran = await world.cli(...erasing, '--why', 'asked for');
    expect(ran.code).toBe(0);
    await deliver(world.shopOf('oak'), standardOrder('7103', customer));
    expect(await world.see.settled('oak', 'oak-7103')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await world.see.thankuCalls('oak-7103')).toBe(0);
    const { Items = [] } = await world.stack.documents.send(
      new ScanCommand({ TableName: 'thankflow-local-control', ConsistentRead: true }),
    );
    const audit = Items.filter(({ pk, about }) => String(pk).startsWith('audit#') && about?.includes('oak'));
    const [hash = ''] = await world.see.customers.current('oak', { id: customer.id });
    expect(audit).toMatchObject([
      { what: 'privacy erase', about: ['oak', `customer ${hash.slice(0, 12)}`], reason: 'asked for', outcome: 'done' },
    ]);
    expect(JSON.stringify(Items)).not.toContain(customer.id);
  });

  it('lists the public ThankUs that name them until somebody has had them taken down; Shopify’s request does the same', async () => {
    const customer = person();
    await deliver(world.shopOf('shopify'), shopifyOrder('7104', customer));
    await world.see.posted('shopify', 'shopify-7104');
    const redact = { shop_id: 1, customer: { id: Number(customer.id), email: customer.email }, orders_to_redact: [] };
    await deliver(world.shopOf('shopify'), redact, { topic: 'customers/redact' });
    // Bob's dead letter is there: it could be this customer's, for all that anybody knows.
    const [request, unfinished] = await eventually(async () => {
      const { json } = await world.cliJson('privacy', 'list', '--shop', 'shopify');
      return json.requests.length > 1 && json.requests;
    });
    const id = (await world.see.order('shopify', 'shopify-7104'))?.id;
    expect(request).toMatchObject({ kind: 'named', thankus: [{ key: 'shopify/shopify-7104', is: 'public', id }] });
    expect(unfinished).toMatchObject({ kind: 'erase', customerId: customer.id, email: customer.email });
    const listed = await world.cli('privacy', 'list', '--shop', 'shopify');
    const names = `--customer ${customer.id} --customer ${customer.email}`;
    expect(listed.stdout).toContain(`./thankflow privacy erase --shop shopify ${names} --yes --stage local`);

    const again = ['privacy', 'erase', '--shop', 'shopify', '--customer', customer.email, '--yes'];
    const erased = await world.cli(...again);
    expect(erased.code).toBe(3);
    expect(erased.stdout).toContain(`${world.stack.endpoints().thanku}/you/${id}`);

    await eventually(async () => {
      const { requests } = (await world.cliJson('privacy', 'list')).json;
      if (requests.length > 1) await world.cli(...again);
      return requests.length === 1;
    });
    expect((await world.cli('privacy', 'close', request?.id.slice(0, 8) ?? '')).code).toBe(0);
    expect((await world.cliJson('privacy', 'list')).json.requests).toEqual([]);
    expect((await world.cli(...again)).code).toBe(0);
  });

  it('that is killed is finished when it is run again', async () => {
    const customer = person();
    const entry = await world.everywhere(customer, '7105');
    const args = ['ops/thankflow.ts', 'privacy', 'erase', '--shop', 'elm', '--customer', customer.email, '--yes'];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], LOCAL_DIR: world.stack.localDir },
    });
    const [hash = ''] = await world.see.customers.current('elm', { email: customer.email });
    await eventually(async () => (await world.see.scan()).some(({ sk }) => sk === `erased#${hash}`), { everyMs: 20 });
    child.kill('SIGKILL');
    const again = await erase(customer, '--yes');
    expect([0, 3]).toContain(again.code);
    expect(await world.see.settled('elm', 'elm-7105')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await world.isThere(entry)).toBe(false);
    expect(await rowsText()).not.toContain(customer.email);
    // If it was killed in the middle of its walk, it holds the dead letters for 15 minutes more.
    await world.stack.sqs.send(new PurgeQueueCommand({ QueueUrl: world.deadLetters }));
  });

  it('leaves an order that is being sent its payload until that ends, and says so', async () => {
    const customer = person();
    await deliver(world.shopOf('elm'), standardOrder('7106', customer));
    // The payload is written before the row.
    await eventually(async () => (await world.see.order('elm', 'elm-7106')) !== undefined);
    // As if a worker were at it.
    const leaseUntil = async (until: number) =>
      await world.see.store.thanku.change(keys.thanku('elm', 'elm-7106'), (row) => ({
        ...row,
        lease: { id: 'w', until },
      }));
    await leaseUntil(Date.now() + 60_000);
    const ran = await erase(customer, '--yes');
    expect(ran).toMatchObject({ code: 0, json: { orders: 0, open: ['elm-7106'] } });
    expect(await world.see.payload('elm', 'elm-7106')).toBeDefined();
    await leaseUntil(Date.now() - 1);
    await world.see.wake('elm', 'elm-7106');
    expect(await world.see.settled('elm', 'elm-7106')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await world.see.payload('elm', 'elm-7106')).toBeUndefined();
  });

  it('says which dead letters somebody else holds, and takes them the next time', async () => {
    const customer = person();
    await world.everywhere(customer, '7107');
    const QueueUrl = world.deadLetters;
    const { Messages = [] } = await world.stack.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 300 }),
    );
    const ran = await erase(customer, '--yes');
    expect(ran).toMatchObject({ code: 3, json: { orders: 1, quarantined: 1 } });
    expect(ran.stderr).toMatch(/^orders-dlq: somebody else holds about \d+ messages?\. Run this again in 15 minutes/m);
    for (const { ReceiptHandle } of Messages) {
      await world.stack.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 }));
    }
    await eventually(async () => (await world.deadBodies()).includes(customer.email));
    await eventually(async () => (await erase(customer, '--yes')).code === 0);
    await eventually(async () => expect(await world.deadBodies()).not.toContain(customer.email));
  });
});

describe('a customer’s data', () => {
  it('is one JSON document of everything found, and closes the request that asked for it', async () => {
    const customer = person();
    await deliver(world.shopOf('shopify'), shopifyOrder('7201', customer));
    await world.see.posted('shopify', 'shopify-7201');
    await deliver(
      world.shopOf('shopify'),
      { customer: { id: Number(customer.id), email: customer.email }, data_request: { id: 1 } },
      { topic: 'customers/data_request' },
    );
    const [request] = await eventually(async () => {
      const { json } = await world.cliJson('privacy', 'list');
      return json.requests.length > 0 && json.requests;
    });
    expect(request).toMatchObject({ kind: 'export', shop: 'shopify', email: customer.email });
    const who = ['--shop', 'shopify', '--customer', customer.email, '--customer', customer.id];
    const ran = await world.cli('privacy', 'export', ...who, '--close');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      customer: { id: customer.id, email: customer.email },
      orders: [{ key: 'shopify/shopify-7201', foundBy: 'named', thanku: { state: 'posted' } }],
      publicThankus: [{ key: 'shopify/shopify-7201', is: 'public' }],
      exportRequests: [{ id: request?.id }],
      incomplete: [],
    });
    expect((await world.cliJson('privacy', 'list')).json.requests).toEqual([]);
  });

  it('holds rows, payload, dead letters and quarantine of what is under way', async () => {
    const customer = person();
    await deliver(world.shopOf('elm'), standardOrder('7202', customer));
    await eventually(async () => (await world.see.payload('elm', 'elm-7202')) !== undefined);
    const entry = await world.quarantine('elm', JSON.stringify({ ...genericOrder({ id: '7203', customer }), type: 7 }));
    const ran = await world.cli('privacy', 'export', '--shop', 'elm', '--customer', customer.email);
    const found = JSON.parse(ran.stdout);
    expect(found).toMatchObject({
      orders: [{ foundBy: 'payload', thanku: { state: 'held' }, payload: { order: { customer } } }],
      quarantine: [{ id: entry.id, body: { value: { data: { customer } } } }],
    });
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address, a card or a secret', async () => {
    expect(await telltales(world.stack, await world.stack.logs())).toEqual([]);
  });
});
