import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { see, shop, stack } from './stack.ts';
import { settledInTime } from '../support/pauses.ts';
import { standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

// One customer for most orders: a token that is known already costs no call of the two a second.
const regular = person();
const club = () => shop('club');
const breakReceipts = (orderId: string, fault: string, more: object = {}) =>
  stack.thanx('POST', '/_sandbox/faults', { fault, path: '/receipts', subject: `club/club-${orderId}`, ...more });
const receiptOf = async (orderId: string) => (await see.status(club(), orderId)).body['receipt'];

describe.concurrent('a receipt', () => {
  it('of a customer who is no member is not wanted; the order is thanked all the same', async () => {
    const stranger = person({ email: 'firmina@stranger.example' });
    await deliver(club(), standardOrder('5001', stranger));
    await see.settled('club', 'club-5001');
    expect(await see.thankus('club-5001')).toHaveLength(1);
    expect(await receiptOf('5001')).toEqual({ state: 'skipped', reason: 'not-a-member' });
    expect(await see.receiptCalls('club/club-5001')).toBe(0);
    expect(await see.payload('club', 'club-5001')).toBeUndefined();
  });

  it('for an address that nobody can have is not wanted, whether we see it or Thanx does; no dead letter', async () => {
    await deliver(club(), standardOrder('5011', person({ email: 'firmina@club' })));
    // May be somebody's, for all we know; the sandbox answers USER_EMAIL_INVALID.
    await deliver(club(), standardOrder('5012', person({ email: 'firmina@münchen.example' })));
    for (const orderId of ['5011', '5012']) {
      await see.settled('club', `club-${orderId}`);
      expect(await see.thankus(`club-${orderId}`)).toHaveLength(1);
      expect(await receiptOf(orderId)).toEqual({ state: 'skipped', reason: 'no-email' });
      expect(await see.receiptCalls(`club/club-${orderId}`)).toBe(0);
    }
    const letters = await see.deadLetters('loyalty-main-dlq');
    for (const key of ['club/club-5011', 'club/club-5012']) expect(JSON.stringify(letters)).not.toContain(key);
  });

  it('that Thanx refuses fails: a dead letter of key and reason, an event, a status', async () => {
    const body = JSON.stringify({ error: { code: 'BAD_REQUEST', message: `no such member: ${regular.email}` } });
    await breakReceipts('5002', 'status', { status: 400, body });
    await deliver(club(), standardOrder('5002', regular));

    const letter = { key: 'club/club-5002', reason: 'rejected' };
    await eventually(async () => expect(await see.deadLetters('loyalty-main-dlq')).toContainEqual(letter));
    await eventually(async () => expect(await receiptOf('5002')).toEqual({ state: 'rejected', reason: 'rejected' }));
    await eventually(async () =>
      expect(await see.events('club-5002')).toContainEqual({
        type: 'Order Failed',
        detail: expect.objectContaining({ orderId: '5002', pid: 'club-5002', partner: 'thanx', reason: 'rejected' }),
      }),
    );
    const row = await see.receipt('club', 'club-5002');
    expect(row?.lastError).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(JSON.stringify(row)).not.toContain(regular.email);
    // The ThankU has nothing to do with it.
    expect(await see.thankus('club-5002')).toHaveLength(1);
    await see.sendMessage('loyalty-main', { type: 'wake', shop: 'club', pid: 'club-5002' });
    await stack.invokeHousekeeping();
    expect(await see.receiptCalls('club/club-5002')).toBe(1);
  });

  it.each([
    ['reset after it acted', 'reset-after', {}, 1],
    ['never answered, though it acted', 'no-answer', { acts: true }, 1],
    ['answered with a web page', 'html-after', {}, 1],
    ['answered without an id', 'no-id', {}, 1],
    ['answered only after we had given up', 'late-answer', { latencyMs: 30_000 }, 1],
    ['answered 500', 'status', { status: 500 }, 0],
    ['reset, perhaps before it acted', 'reset-before', {}, 0],
  ])('that was %s is unknown, looked for, and there once in the end', async (_, fault, more, receipts) => {
    const orderId = `5-${fault}`;
    const marker = `club/club-${orderId}`;
    await breakReceipts(orderId, fault, { ...more, times: 1 });
    await deliver(club(), standardOrder(orderId, regular));
    await eventually(async () => expect(await receiptOf(orderId)).toMatchObject({ state: 'unknown' }));

    for (const queue of ['loyalty-main', 'orders'])
      await see.sendMessage(queue, { type: 'wake', shop: 'club', pid: `club-${orderId}` });
    await deliver(club(), standardOrder(orderId, regular));
    await stack.invokeHousekeeping();
    await eventually(async () => expect((await see.order('club', `club-${orderId}`))?.state).toBe('posted'));
    expect(await receiptOf(orderId)).toMatchObject({ state: 'unknown' });
    expect(await see.receiptCalls(marker)).toBe(1);
    expect(await see.receipts(marker)).toHaveLength(receipts);
    // Without it nobody could ever find out what became of the receipt.
    expect(await see.payload('club', `club-${orderId}`)).toBeDefined();

    const row = await settledInTime(stack, see, 'club', `club-${orderId}`);
    expect(row).toMatchObject({ state: 'submitted', ...(receipts === 0 && { resends: 1 }) });
    expect(await see.receipts(marker)).toMatchObject([{ id: row.id }]);
    expect(await see.receiptCalls(marker)).toBe(2 - receipts);
    expect(await see.payload('club', `club-${orderId}`)).toBeUndefined();
  });

  it('that met a rate limit is sent once it is over', async () => {
    await breakReceipts('5003', 'status', { status: 429, retryAfter: '1', times: 1 });
    await deliver(club(), standardOrder('5003', regular));
    await see.settled('club', 'club-5003');
    expect(await see.receipts('club/club-5003')).toHaveLength(1);
  });

  it('over nothing, in another currency or without an address is not wanted', async () => {
    const nobody = { id: 'c-1', firstName: 'Firmina' };
    await deliver(club(), standardOrder('5004', regular, { currency: 'USD' }));
    await deliver(club(), standardOrder('5005', regular, { customer: nobody }));
    await deliver(club(), standardOrder('5006', regular, { amount: '0.00' }));
    for (const [orderId, reason] of [
      ['5004', 'currency'],
      ['5005', 'no-email'],
      ['5006', 'zero-amount'],
    ] as const) {
      await see.settled('club', `club-${orderId}`);
      expect(await receiptOf(orderId)).toEqual({ state: 'skipped', reason });
    }
  });
});

describe('after all this', () => {
  it('nothing waits that could be sent twice', async () => {
    await see.quiet();
    await stack.invokeHousekeeping();
    await see.quiet();
    const { created } = await see.thanxBooks();
    const markers = created.map((receipt) => receipt.user_comments);
    expect(markers).toEqual([...new Set(markers)]);
    // No alarm for what was found out without a person.
    const logs = await stack.logs();
    expect(logs).toContain('a receipt has an unknown outcome');
    expect(logs).not.toContain('"ReceiptUnknown":1');
    expect(logs).not.toContain('"ReceiptDuplicate":1');
  });

  it('the rate never came near its limit', async () => {
    const rates = Object.values((await stack.thanx('GET', '/_sandbox/rate')) as Record<string, { refused: number }>);
    expect(rates.map(({ refused }) => refused)).toEqual([0]);
  });

  it('no log line tells a name, an address or a secret', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
