import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalShop } from '../../lib/local-stack/endpoints.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { standardOrder } from './support/payloads.ts';
import { keepSecret, person } from './support/people.ts';
import { shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';
import { telltales } from './support/telltales.ts';

/** What nothing that a shop sends can get past, until a person looks. */
const held = [
  [301, 'moved-for-good', 'held-moved'],
  [307, 'moved-for-now', 'held-moved'],
  [404, 'gone', 'held-moved'],
  [405, 'another-method', 'held-moved'],
  [401, 'unknown-token', 'held-unauthorized'],
  [403, 'withdrawn-token', 'held-unauthorized'],
] as const;

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({
    shops: ['mended', 'refused', 'misset', ...held.map(([, shop]) => shop)].map((id) => shopWith(id)),
  });
  see = observe(stack);
});
afterAll(() => stack?.stop());

const shopOf = (id: string): LocalShop => stack.endpoints().shops.find((shop) => shop.id === id)!;
/** What goes wrong with one pid, or with all that hold the text. */
const breakThanku = (subject: string, fault: string, more: object = {}) =>
  stack.thanku('POST', '/_sandbox/faults', { fault, subject, ...more });

describe.concurrent('an attempt without a good end', () => {
  it.each([
    ['500', 'status', { status: 500, times: 2 }, 0],
    ['502 with a web page', 'status', { status: 502, body: '<html>', contentType: 'text/html', times: 1 }, 0],
    ['429', 'status', { status: 429, retryAfter: '1', times: 1 }, 0],
    ['no answer, though it acted', 'no-answer', { acts: true, times: 1 }, 1],
    ['an answer that comes too late', 'late-answer', { latencyMs: 30_000, times: 1 }, 1],
    ['a reset before it acted', 'reset-before', { times: 1 }, 0],
    ['a reset after it acted', 'reset-after', { times: 1 }, 1],
    ['a 2xx without an id', 'no-id', { times: 1 }, 1],
    ['a 200 that is a web page', 'html-after', { times: 1 }, 1],
    ['an answer without end', 'endless-after', { times: 1 }, 1],
  ])('(%s) is made again with the same bytes: one ThankU', async (_, fault, more, repeats) => {
    const shop = shopOf('mended');
    const orderId = `4-${fault}-${'status' in more ? more.status : ''}`;
    const pid = `mended-${orderId}`;
    await breakThanku(pid, fault, more);
    await deliver(shop, standardOrder(orderId));
    await see.settled(shop.id, pid);

    const thankus = await see.thankus(pid);
    expect(thankus).toMatchObject([{ pid, repeats }]);
    expect(await see.order(shop.id, pid)).toMatchObject({ state: 'posted', id: thankus[0]?.id });
    expect(await see.status(shop, orderId)).toMatchObject({ body: { thanku: { id: thankus[0]?.id } } });
    expect((await see.events(pid)).map(({ type }) => type)).toEqual(['Order Thanked']);
  });

  it('(400) fails the order: a dead letter of key and reason, an event, a status', async () => {
    const shop = shopOf('refused');
    const customer = person();
    const body = JSON.stringify({
      error: 'invalid_data',
      message: `message "Thank you, ${customer.firstName}!" is odd`,
    });
    await breakThanku('refused-400', 'status', { status: 400, body });
    await deliver(shop, standardOrder('400', customer));

    const letter = { key: 'refused/refused-400', reason: 'rejected' };
    await eventually(async () => expect(await see.deadLetters('orders-dlq')).toContainEqual(letter));
    const answer = await eventually(async () => {
      const { body: told } = await see.status(shop, '400');
      return told['state'] === 'failed' && told;
    });
    expect(answer).toMatchObject({ state: 'failed', reason: 'rejected' });
    await eventually(async () =>
      expect(await see.events('refused-400')).toMatchObject([
        {
          type: 'Order Failed',
          detail: { shop: 'refused', orderId: '400', pid: 'refused-400', partner: 'thanku', reason: 'rejected' },
        },
      ]),
    );
    // Refused for good: nobody tries again, whatever wakes it.
    await see.wake(shop.id, 'refused-400');
    await stack.invokeHousekeeping();
    expect(await see.thankuCalls('refused-400')).toBe(1);
    const row = await see.order(shop.id, 'refused-400');
    expect(row?.lastError).toMatchObject({ status: 400, words: expect.stringContaining('invalid_data') });
    expect(row?.lastError?.words).not.toContain(customer.firstName);
    expect(await see.thankus('refused-400')).toEqual([]);
  });

  it.each(held)('(%i) holds the shop: nothing is followed, nothing given up', async (status, shopId, reason) => {
    const shop = shopOf(shopId);
    await breakThanku(shopId, 'status', { status, location: `${stack.endpoints().thanku}/elsewhere` });
    await deliver(shop, standardOrder('first'));
    await eventually(async () =>
      expect(await see.status(shop, 'first')).toMatchObject({ body: { state: 'held', reason } }),
    );
    await deliver(shop, standardOrder('second'));
    await eventually(async () =>
      expect(await see.status(shop, 'second')).toMatchObject({ body: { state: 'held', reason } }),
    );
    const { calls, created } = await see.thankuBooks();
    expect(calls.filter(({ subject }) => subject?.startsWith(shopId))).toMatchObject([{ outcome: status }]);
    expect(calls.filter(({ path }) => path === '/elsewhere')).toEqual([]);
    expect(created.filter(({ slug }) => slug === shopId)).toEqual([]);
    expect(await see.payload(shop.id, `${shopId}-second`)).toBeDefined();
  });
});

describe('a shop whose orders are all refused', () => {
  it('fails one of them, and is held after the second', async () => {
    const shop = shopOf('misset');
    await breakThanku('misset-', 'status', { status: 400, body: '{"error":"invalid_data"}' });
    const ends = { 1: 'failed', 2: 'held', 3: 'held' };
    for (const [orderId, state] of Object.entries(ends)) {
      await deliver(shop, standardOrder(orderId));
      await eventually(async () => expect((await see.order(shop.id, `misset-${orderId}`))?.state).toBe(state));
    }
    expect(await see.status(shop, '3')).toMatchObject({ body: { state: 'held', reason: 'held-failures' } });
    expect(await see.thankuCalls('misset-3')).toBe(0);
    expect(await stack.logs()).toContain('"ShopHeld":1');
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address, a secret or what a vendor said', async () => {
    keepSecret('invalid_data');
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
