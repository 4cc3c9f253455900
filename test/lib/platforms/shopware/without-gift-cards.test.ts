import { describe, expect, it } from 'vitest';
import { shopware } from '../../../../lib/platforms/shopware/adapter.ts';
import { readShopware } from '../../../../lib/platforms/shopware/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';
import { context } from './body.ts';

describe('what the quarantine keeps of an order of Shopware', () => {
  const body = fixture('shopware/order-paid.json');
  const read = (given: Buffer) => readShopware(webhook({}, given.toString()), context);

  it('removes codes of promotions, and nothing that is read', () => {
    const kept = shopware.withoutGiftCards(body);
    expect(body.toString()).toContain('FRUEHLING');
    expect(kept.toString()).not.toContain('FRUEHLING');
    expect(read(kept)).toEqual(read(body));
    expect(shopware.withoutGiftCards(kept)).toBe(kept);
  });

  it.each([
    ['"customFields": null', '"customFields": { "gift_card": "AAAA-BBBB" }'],
    ['"deliveries": []', '"customerComment": "my card is AAAA-BBBB"'],
    ['"options": []', '"giftCardCode": "AAAA-BBBB"'],
    ['"salutationKey": "mr"', '"customFields": { "card": "AAAA-BBBB" }'],
  ])('removes what plugins and people write instead of %s', (field, typed) => {
    const typedBody = body.toString().replace(field, typed);
    expect(typedBody).toContain('AAAA-BBBB');
    const kept = shopware.withoutGiftCards(Buffer.from(typedBody));
    expect(kept.toString()).not.toContain('AAAA-BBBB');
    expect(read(kept)).toEqual(read(body));
  });

  it('keeps nothing of what is not JSON', () => {
    expect(shopware.withoutGiftCards(Buffer.from('{AAAA-BBBB'))).toHaveLength(0);
  });
});
