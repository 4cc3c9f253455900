import { describe, expect, it } from 'vitest';
import { paidWith } from './read-fixture.ts';

const line = (fields: Record<string, unknown> = {}) => ({
  id: 1,
  name: 'Oak',
  quantity: 1,
  type: 'physical',
  ...fields,
});
const shipping = (...lines: unknown[]) => ({ shipping: [{ id: 71, line_items: lines }] });
const titles = (consignments: unknown, products?: unknown) =>
  paidWith({ consignments, products }).items.map(({ title }) => title);

describe('items', () => {
  it('come from every consignment', () => {
    const each = {
      pickups: [{ line_items: [line({ id: 1, name: 'Picked up' })] }],
      shipping: [
        { line_items: [line({ id: 2, name: 'Sent' })] },
        { line_items: [line({ id: 3, name: 'Sent elsewhere' })] },
      ],
      downloads: [{ line_items: [line({ id: 4, name: 'Downloaded', type: 'digital' })] }],
      email: { gift_certificates: [{ line_items: [line({ id: 5, name: 'Given', type: 'giftcertificate' })] }] },
    };
    const all = ['Sent', 'Sent elsewhere', 'Picked up', 'Downloaded', 'Given'];
    expect(titles(each)).toEqual(all);
    expect(titles([each])).toEqual(all);
    expect(paidWith({ consignments: each }).items.map(({ giftCard }) => giftCard)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('that are sent by e-mail are gift certificates, whatever they say', () => {
    const email = { gift_certificates: [{ line_items: [line({ type: undefined }), null] }] };
    expect(paidWith({ consignments: { email } }).items).toMatchObject([{ title: 'Oak', giftCard: true }]);
  });

  it('of a bundle count once', () => {
    const bundle = line({ id: 10, name: 'Garden set' });
    const part = line({ id: 11, name: 'Spade', parent_order_product_id: 10, is_bundled_product: true });
    const alone = line({ id: 12, name: 'Rake', parent_order_product_id: 99 });
    expect(titles(shipping(bundle, part, alone))).toEqual(['Garden set', 'Rake']);
    expect(titles(shipping(line({ name: 'Alone', parent_order_product_id: 0 })))).toEqual(['Alone']);
  });

  it('may be in the order’s products, as a file of orders may have them', () => {
    expect(titles(undefined, [line()])).toEqual(['Oak']);
    expect(titles({ url: 'https://api.bigcommerce.com/x', resource: '/x' }, [line()])).toEqual(['Oak']);
    expect(titles(shipping(line({ name: 'Beech' })), [line()])).toEqual(['Beech']);
  });

  it('aren’t the links that stand for them', () => {
    const link = {
      url: 'https://api.bigcommerce.com/stores/x/v2/orders/1/products/2',
      resource: '/orders/1/products/2',
    };
    expect(titles(shipping(link))).toEqual([]);
    expect(titles({ downloads: [{ line_items: link }] }, link)).toEqual([]);
  });

  it.each([undefined, null, 7, 'x', [], [null], {}, { shipping: null }, { shipping: [null, 7] }, { email: [] }])(
    'may be missing or odd: %j',
    (consignments) => {
      expect(titles(consignments)).toEqual([]);
    },
  );

  it('without usable details still count', () => {
    const odd = line({ name: null, name_customer: 'Buche', quantity: '2', sku: '', product_id: 0 });
    expect(paidWith({ consignments: shipping(odd, null, 7) }).items).toEqual([
      { title: 'Buche', quantity: 2, giftCard: false },
    ]);
  });

  it('beyond a hundred are counted', () => {
    const many = Array.from({ length: 130 }, (_, id) => line({ id }));
    expect(paidWith({ consignments: shipping(...many) })).toMatchObject({ itemsOmitted: 30 });
  });
});
