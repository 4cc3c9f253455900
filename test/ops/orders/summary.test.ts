import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../../ops/orders/print-orders.ts';
import { rows } from './rows.ts';

describe('an order of the list, in JSON', () => {
  const links = { id: 'sUiS29M3t0CbhOvATxnS', link: 'https://www.thanku.social/thanks/x', certificateNum: '328' };
  const thanked = rows({ cause: 'CleanOcean', impact: 3, use100Grams: true, ...links });

  it('has what was given, and the links', () => {
    expect(summaryOf(thanked)).toMatchObject({
      cause: 'CleanOcean',
      impact: 3,
      use100Grams: true,
      thankuId: links.id,
      link: links.link,
      customerLink: `https://thx.to/you/${links.id}`,
      certificateNum: '328',
    });
  });

  it('has nothing that identifies a ThankU that may name an erased customer', () => {
    const erased = summaryOf({ ...thanked, thanku: { ...thanked.thanku, nameErased: true } });
    expect(erased).toMatchObject({ cause: 'CleanOcean', impact: 3 });
    expect(JSON.stringify(erased)).not.toMatch(/sUiS29|thanku\.social|328/);
  });
});
