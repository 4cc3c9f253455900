import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageFor } from '../../../lib/order/thanku/message/message.ts';
import { plainName } from '../../../lib/order/thanku/message/plain-text.ts';
import { namesCustomer } from '../../../lib/privacy/names-customer.ts';
import { orderWith } from '../order/support.ts';

const ada = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

describe('a public message', () => {
  it.each([
    ['Thank you, Ada!', true],
    ['Danke, Familie Lovelace.', true],
    ['Adaさん、ありがとう', true],
    ['For your mug “LOVELACE, best mum”', true],
    ['Write to Ada@Example.com', true],
    ['Thank you for your order, Love…', true],
    ['Thank you, friend!', false],
    ['Canada says thank you, ada', false],
    ['Thank you for your order, …', false],
  ])('%s names Ada Lovelace: %s', (message, names) => {
    expect(namesCustomer(message, ada)).toBe(names);
  });

  it('names by what is no name on a page any more, in a title or in a message of before', () => {
    expect(namesCustomer('Thank you, bit.ly/kim!', { firstName: 'bit.ly/kim' })).toBe(true);
    expect(namesCustomer('A mug for mary.ann', { firstName: 'Mary.Ann' })).toBe(true);
  });

  it('of a customer without a name names nobody', () => {
    expect(namesCustomer('Thank you!', {})).toBe(false);
    expect(namesCustomer('Thank you!', { firstName: ' ', lastName: '<b></b>' })).toBe(false);
  });

  it('names whomever its template names, however they spell themselves and wherever it is cut', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 3, maxLength: 90 });
    const found = fc.check(
      fc.property(name, fc.integer({ min: 30, max: 120 }), (firstName, messageMaxChars) => {
        const template = 'Thank you {{customer.firstName}}, and see you again soon!';
        const message = messageFor(template, {
          order: orderWith({ customer: { firstName } }),
          thanku: { cause: 'PlantTrees', use100Grams: undefined, messageMaxChars },
          shopName: 'Oak',
          impact: 1,
          language: 'en',
        });
        const shown = plainName(firstName, 60);
        const asWritten = message.replace(/…$/, '').slice('Thank you '.length);
        fc.pre(shown.length >= 3 && asWritten.length >= 3);
        return namesCustomer(message, { firstName });
      }),
    );
    expect(found.counterexample).toBeNull();
    expect(found.failed).toBe(false);
  });
});
