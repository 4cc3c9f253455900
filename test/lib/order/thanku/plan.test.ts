import { describe, expect, it } from 'vitest';
import { thankuRequestFor, unwanted } from '../../../../lib/order/thanku/plan.ts';
import { ThankuRequest } from '../../../../lib/partners/thanku/request.ts';
import { orderWith, settingsWith } from '../support.ts';

const filtered = (orders: Record<string, unknown>) => settingsWith({ orders });

describe('unwanted', () => {
  it('wants every paid order where the settings say nothing', () => {
    expect(unwanted(orderWith(), settingsWith())).toBeUndefined();
  });

  it('wants test orders: they are simulated, not skipped', () => {
    expect(unwanted(orderWith({ test: true }), settingsWith())).toBeUndefined();
  });

  it.each(['0', '0.00'])('does not want an order of %s', (amount) => {
    expect(unwanted(orderWith({ amount }), settingsWith())).toBe('zero-amount');
  });

  describe('by minimum', () => {
    const settings = filtered({ minimum: { amount: '20', currency: 'EUR' } });

    it.each([
      ['19.99', 'below-minimum'],
      ['20.00', undefined],
      ['100', undefined],
    ])('%s: %s', (amount, reason) => {
      expect(unwanted(orderWith({ amount }), settings)).toBe(reason);
    });

    it('says nothing of other currencies', () => {
      expect(unwanted(orderWith({ amount: '5', currency: 'USD' }), settings)).toBeUndefined();
    });
  });

  it('goes by currencies', () => {
    const settings = filtered({ currencies: ['EUR', 'CHF'] });
    expect(unwanted(orderWith({ currency: 'CHF' }), settings)).toBeUndefined();
    expect(unwanted(orderWith({ currency: 'USD' }), settings)).toBe('currency');
  });

  it.each([
    [{ any: ['vip'] }, ['VIP '], undefined],
    [{ any: ['vip'] }, [], 'tags'],
    [{ none: ['wholesale'] }, ['wholesale'], 'tags'],
    [{ none: ['wholesale'] }, [], undefined],
    [{ any: ['vip'], none: ['staff'] }, ['vip', 'Staff'], 'tags'],
  ])('tags %j, order %j: %s', (tags, orderTags, reason) => {
    expect(unwanted(orderWith({ tags: orderTags }), filtered({ tags }))).toBe(reason);
  });

  it.each([
    [{ any: ['web'] }, 'web', undefined],
    [{ any: ['web'] }, 'pos', 'channel'],
    [{ any: ['web'] }, undefined, 'channel'],
    [{ none: ['pos'] }, undefined, undefined],
  ])('channels %j, order %s: %s', (channels, channel, reason) => {
    expect(unwanted(orderWith(channel === undefined ? {} : { channel }), filtered({ channels }))).toBe(reason);
  });
});

describe('thankuRequestFor', () => {
  it('asks for exactly what the settings promise', () => {
    const settings = settingsWith({ impact: { per: '10', currency: 'EUR' }, pidPrefix: 'oak_' });
    expect(thankuRequestFor(orderWith(), settings)).toEqual({
      slug: 'oak-and-ash',
      donateeGroup: 'PlantTrees',
      impactValue: 5,
      message: 'Thank you, Ada!',
      language: 'en',
      pid: 'oak_4711',
      orderId: 'A-21-13',
    });
  });

  it('sends use100Grams where it is set', () => {
    const settings = settingsWith({ cause: 'CleanOcean', use100Grams: true });
    expect(thankuRequestFor(orderWith(), settings)).toMatchObject({ donateeGroup: 'CleanOcean', use100Grams: true });
  });

  it('is the same for the same order, whatever else is known of it', () => {
    const settings = settingsWith();
    const { number: _, ...unnumbered } = orderWith();
    expect(thankuRequestFor(unnumbered, settings).pid).toBe(thankuRequestFor(orderWith(), settings).pid);
  });

  it.each([
    ['de-AT', 'de', 'Danke, Ada!'],
    ['de_DE', 'de', 'Danke, Ada!'],
    ['fr', 'en', 'Thank you, Ada!'],
    [undefined, 'en', 'Thank you, Ada!'],
  ])('speaks to %s in %s', (locale, language, message) => {
    const messages = { en: 'Thank you, {{customer.firstName|friend}}!', de: 'Danke, {{customer.firstName|dir}}!' };
    const order = orderWith({ customer: { firstName: 'Ada', ...(locale !== undefined && { locale }) } });
    expect(thankuRequestFor(order, settingsWith({ message: messages }))).toMatchObject({ language, message });
  });

  it.each([
    ['emoji', '👩‍👩‍👧‍👦 Zoë'],
    ['right to left', 'محمد'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['ten thousand characters', 'x'.repeat(200)],
    ['nothing', ''],
  ])('is a valid request for a name of %s', (_, firstName) => {
    const request = thankuRequestFor(orderWith({ customer: { firstName } }), settingsWith());
    expect(ThankuRequest.parse(request)).toEqual(request);
    expect(request.message).toMatch(/^Thank you, [^<>]+!$/);
  });
});
