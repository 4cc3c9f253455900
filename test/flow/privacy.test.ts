import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { shopifyOrder, standardOrder } from './support/payloads.ts';
import { person, personalTexts } from './support/people.ts';
import { loyal, shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';
import { telltales } from './support/telltales.ts';

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({
    shops: [
      shopWith('shopify', {}, { platform: 'shopify', ...loyal('shopify') }),
      shopWith('plain'),
      shopWith('patient', { holdHours: 24 }, loyal('patient')),
      shopWith('club', {}, loyal('club')),
    ],
  });
  see = observe(stack);
});
afterAll(() => stack?.stop());

const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
const paid = (orderId: string, customer = person()) => deliver(shopOf('shopify'), shopifyOrder(orderId, customer));
const callsAbout = async (shop: string, pid: string) =>
  (await see.thankuCalls(pid)) + (await see.receiptCalls(`${shop}/${pid}`));

describe.concurrent('a customer who asks to be forgotten', () => {
  const redact = ({ id, email }: { id: string; email: string }) =>
    deliver(
      shopOf('shopify'),
      { shop_id: 1, customer: { id: Number(id), email }, orders_to_redact: [] },
      { topic: 'customers/redact' },
    );
  const erase = (shop: string, { email }: { email: string }) =>
    deliver(shopOf(shop), { type: 'customer.erase', data: { customer: { email } } });

  it('before the order comes is not thanked', async () => {
    const customer = person();
    await redact(customer);
    await eventually(async () => (await see.scan()).some(({ pk }) => pk === 'customer#shopify'));
    await paid('9031', customer);
    expect(await see.settled('shopify', 'shopify-9031')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await callsAbout('shopify', 'shopify-9031')).toBe(0);
  });

  it('while the order waits is forgotten at once', async () => {
    const customer = person();
    await deliver(shopOf('patient'), standardOrder('9032', customer));
    await eventually(async () => (await see.payload('patient', 'patient-9032')) !== undefined);
    await erase('patient', customer);
    expect(await see.settled('patient', 'patient-9032')).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await see.payload('patient', 'patient-9032')).toBeUndefined();
    expect(await callsAbout('patient', 'patient-9032')).toBe(0);
  });

  it('while ThankU is asked is thanked, and then forgotten', async () => {
    const customer = person();
    await stack.thanku('POST', '/_sandbox/faults', {
      fault: 'late-answer',
      latencyMs: 1000,
      subject: 'plain-9033',
      times: 1,
    });
    await deliver(shopOf('plain'), standardOrder('9033', customer));
    await eventually(async () => (await see.thankus('plain-9033')).length === 1);
    await erase('plain', customer);
    expect(await see.settled('plain', 'plain-9033')).toMatchObject({ state: 'posted' });
    expect(await see.payload('plain', 'plain-9033')).toBeUndefined();
  });

  it('while nobody knows what became of the receipt is forgotten all the same', async () => {
    const customer = person();
    await stack.thanx('POST', '/_sandbox/faults', {
      fault: 'reset-after',
      path: '/receipts',
      subject: 'club-9034',
      times: 1,
    });
    await deliver(shopOf('club'), standardOrder('9034', customer));
    await eventually(async () => (await see.receipt('club', 'club-9034'))?.state === 'unknown');
    await erase('club', customer);
    await eventually(async () => (await see.payload('club', 'club-9034')) === undefined);
    expect(await see.receipt('club', 'club-9034')).toMatchObject({ state: 'unknown' });
    expect(await see.receiptCalls('club/club-9034')).toBe(1);
  });

  it('after all is done finds nothing left to forget', async () => {
    const customer = person();
    await paid('9035', customer);
    const before = await see.settled('shopify', 'shopify-9035');
    await redact(customer);
    await see.quiet();
    const { updatedAt, ...after } = (await see.order('shopify', 'shopify-9035'))!;
    // Its public page names them, so nobody is given its link any more.
    expect({ ...after, updatedAt: before.updatedAt }).toEqual({ ...before, nameErased: true });
    const answer = await see.status(shopOf('shopify'), '9035');
    expect(answer).toMatchObject({ body: { state: 'posted', updatedAt } });
    expect(JSON.stringify(answer)).not.toContain(before.id);
    // But for the public page that names them, which an operator is told of.
    const named = (await see.scan()).filter(
      ({ pk, sk }) => pk === 'privacy#shopify' && String(sk).startsWith('named#'),
    );
    expect(named).toMatchObject([{ dueKind: 'stuck', hashes: await see.customers.current('shopify', customer) }]);
  });
});

describe('after all this', () => {
  it('nothing personal is left in the table', async () => {
    const table = JSON.stringify(await see.scan());
    expect(personalTexts().filter((text) => table.includes(text))).toEqual([]);
    expect(table).not.toContain('"sk":"payload"');
  });

  it('a customer who asks for their data is brought before an operator', async () => {
    const { id, email } = person();
    const topic = 'customers/data_request';
    await deliver(shopOf('shopify'), { customer: { id: Number(id), email }, data_request: { id: 1 } }, { topic });
    const isRequest = ({ pk, sk }: Record<string, unknown>) =>
      pk === 'privacy#shopify' && String(sk).startsWith('export#');
    const request = await eventually(async () => (await see.scan()).find(isRequest));
    expect(request).toMatchObject({ customerId: id, email, dueKind: 'stuck' });
    expect(await stack.logs()).toContain('"PrivacyRequested":1');
  });

  it('one who is erased while something of the shop is quarantined is brought before an operator, by name', async () => {
    const { id, email } = person();
    await deliver(shopOf('shopify'), 'not JSON', { topic: 'orders/paid' });
    await deliver(
      shopOf('shopify'),
      { shop_id: 1, customer: { id: Number(id), email }, orders_to_redact: [] },
      { topic: 'customers/redact' },
    );
    const isRequest = ({ pk, sk }: Record<string, unknown>) =>
      pk === 'privacy#shopify' && String(sk).startsWith('erase#');
    const request = await eventually(async () => (await see.scan()).find(isRequest));
    expect(request).toMatchObject({ customerId: id, email, dueKind: 'stuck' });
  });

  it('what waits for a person is published by housekeeping', async () => {
    await stack.invokeHousekeeping();
    const logs = await stack.logs();
    expect(logs).toMatch(/"PrivacyRequestsOpen":[1-9]/);
    expect(logs).toContain('"QuarantineEntries":1');
    expect(logs).toContain('"ShopsHeld":0');
  });

  it('no log line tells a name, an address or a secret', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
