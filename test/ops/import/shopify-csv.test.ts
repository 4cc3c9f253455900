import { describe, expect, it } from 'vitest';
import { readRecord } from '../../../ops/import/reading.ts';
import { shopifyCsvRecords } from '../../../ops/import/shopify-csv.ts';
import { fixture } from '../../support/webhook.ts';

const exported = fixture('shopify/orders-export.csv').toString();

async function records(text: string) {
  async function* chunks() {
    yield Buffer.from(text);
  }
  const found = [];
  for await (const record of shopifyCsvRecords(chunks())) found.push(record);
  return found;
}

/** What Shopify's reader makes of the file, order by order. */
const read = async (text = exported) =>
  (await records(text)).map((record) =>
    'body' in record
      ? readRecord('shopify', record.body, { shop: 'bees', nowMs: Date.parse('2026-03-01'), settings: {} })
      : record,
  );

describe("the orders CSV of Shopify's admin", () => {
  it('is read as the webhook is', async () => {
    const [first] = await read();
    expect(first).toEqual({
      type: 'paid',
      shop: 'bees',
      at: '2026-02-03T09:15:00.000Z',
      order: {
        orderId: '5820982911946',
        number: '#1001',
        amount: '29.35',
        subtotal: '24.45',
        currency: 'EUR',
        paidAt: '2026-02-03T09:15:00.000Z',
        paymentType: 'card',
        customer: { email: 'noor@example.net', firstName: 'Noor', lastName: 'Amal Haddad' },
        items: [
          { title: 'Honey, 500 g', quantity: 2, giftCard: false, sku: 'HON-1' },
          { title: 'Wax candle', quantity: 1, giftCard: false, sku: 'WAX-1' },
        ],
        itemsOmitted: 0,
        tags: ['market', 'early'],
        channel: 'web',
        test: false,
        refunds: [],
      },
    });
  });

  it('takes off what was refunded, and knows that a gift card paid a part', async () => {
    const [, second] = await read();
    expect(second).toMatchObject({
      type: 'paid',
      order: {
        amount: '34.50',
        subtotal: '29.50',
        giftCardAmount: 'unknown',
        channel: 'pos',
        customer: { firstName: 'Bo' },
      },
    });
  });

  it('leaves unpaid and test orders what they are', async () => {
    const [, , third, fourth] = await read();
    expect(third).toEqual({ type: 'ignored', reason: 'not paid' });
    expect(fourth).toMatchObject({
      type: 'paid',
      order: { test: true, amount: '0.00', paidAt: '2026-03-01T00:00:00.000Z' },
    });
  });

  it('is paid when its own times say so, however late it was edited: nothing triggered it', () => {
    const edited = fixture('shopify/orders-paid.json')
      .toString()
      .replace('"2026-01-31T13:00:04+01:00"', '"2026-02-27T00:00:00Z"');
    const context = { shop: 'bees', nowMs: Date.parse('2026-03-01'), settings: {} };
    expect(readRecord('shopify', Buffer.from(edited), context)).toMatchObject({
      at: '2026-02-27T00:00:00.000Z',
      order: { paidAt: '2026-01-31T11:58:40.000Z' },
    });
  });

  it('counts lines as editors do, over notes of several lines', async () => {
    expect((await records(exported)).map(({ line }) => line)).toEqual([2, 5, 6, 7]);
  });

  it.each([
    ['5820982911946', '5.82098E+12', 'Id: expected digits'],
    [',29.35,', ',"29,35",', 'Total: expected a decimal'],
    ['2026-02-03 10:15:00 +0100', '03.02.2026 10:15', 'Paid at: expected a time'],
    [',5820982911946,', ',,', 'Id is empty'],
  ])('%s changed to %s is a problem of its line only', async (from, to, problem) => {
    const [first, second] = await records(exported.replace(from, to));
    expect(first).toEqual({ line: 2, problem: expect.stringContaining(problem) as string });
    expect(second).toHaveProperty('body');
  });

  it('refuses a file with other columns, and says which are missing', async () => {
    await expect(records('Name;Email;Id\n#1;a;1\n')).rejects.toThrow(/semicolons/);
    await expect(records('Name,Email\n#1,a\n')).rejects.toThrow(/no column Id, Financial Status/);
  });

  it('fails where the file cannot be read on', async () => {
    async function* chunks() {
      yield Buffer.from(exported.slice(0, 3000));
      throw new Error('EIO');
    }
    const readAll = async () => {
      for await (const record of shopifyCsvRecords(chunks())) expect(record).toBeDefined();
    };
    await expect(readAll()).rejects.toThrow('EIO');
  });

  it('stops where the CSV does, and imports no half order', async () => {
    const broken = exported.replace('1,Wax candle', '1,Wax "candle');
    expect(await records(broken)).toEqual([{ line: 2, problem: expect.stringContaining('not valid CSV') as string }]);
  });
});
