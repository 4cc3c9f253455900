import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageFor, type MessageContext } from '../../../../../lib/order/thanku/message/message.ts';
import type { Order } from '../../../../../lib/order/order.ts';
import { orderWith } from '../../support.ts';

const context = (differs: Partial<Order> = {}, more: Partial<MessageContext> = {}): MessageContext => ({
  order: orderWith(differs),
  thanku: { cause: 'PlantTrees', use100Grams: undefined, messageMaxChars: 500 },
  shopName: 'Oak & Ash',
  impact: 3,
  language: 'en',
  ...more,
});
const limited = (messageMaxChars: number) => ({
  thanku: { cause: 'PlantTrees' as const, use100Grams: undefined, messageMaxChars },
});

describe('messageFor', () => {
  it.each([
    ['{{customer.firstName|friend}} {{customer.lastName}}', 'Ada Lovelace'],
    ['{{ customer.firstName | friend }}', 'Ada'],
    ['{{items.first.title}}, {{items.count}} in all', 'Oak desk, 1 in all'],
    ['{{order.number}} of {{amount}}', '#1001 of €59.90'],
    ['{{impact}}: {{impact.inWords}}', '3: 3 trees'],
    ['from {{shop}}', 'from Oak & Ash'],
    ['1 + 1 = 2, {one} brace', '1 + 1 = 2, {one} brace'],
    ['two\r\nlines\n', 'two\nlines'],
  ])('%s → %s', (template, message) => {
    expect(messageFor(template, context())).toBe(message);
  });

  it.each([
    ['{{items.count:book/books}}', 1, 'en', '1 book'],
    ['{{items.count:book/books}}', 3, 'en', '3 books'],
    ['{{items.count:book/books}}', 0, 'en', '0 books'],
    ['{{ items.count : Buch / Bücher | keins }}', 1, 'de', '1 Buch'],
    ['{{items.count:Buch/Bücher}}', 21, 'de', '21 Bücher'],
    ['{{items.count}} books', 1, 'en', '1 books'],
  ] as const)('%s of %i in %s → %s', (template, quantity, language, message) => {
    const order = { items: [{ title: 'x', quantity, giftCard: false }] };
    expect(messageFor(template, context(order, { language }))).toBe(message);
  });

  it.each([
    [1, 'en', '1 tree'],
    [1234, 'en', '1,234 trees'],
    [1234, 'de', '1.234 trees'],
  ] as const)('an impact of %i in %s carries its noun: %s', (impact, language, message) => {
    expect(messageFor('{{impact:tree/trees}}', context({}, { impact, language }))).toBe(message);
  });

  it('shows the amount that the customer paid, in their currency', () => {
    const order = { amount: '54.20', currency: 'USD', presentment: { amount: '8000', currency: 'JPY' } };
    expect(messageFor('{{amount}}', context(order))).toBe('¥8,000');
    expect(messageFor('{{amount}}', context({ amount: '54.20', currency: 'USD' }))).toBe('$54.20');
    expect(messageFor('{{amount}}', context({ amount: '30.00', currency: 'JEP' }))).toBe('JEP\u00a030.00');
  });

  it('writes numbers as the language does', () => {
    const order = { amount: '1234.50', items: [{ title: 'x', quantity: 1, giftCard: false }] };
    expect(messageFor('{{amount}}', context(order, { language: 'de' }))).toBe('1.234,50\u00a0€');
  });

  describe('where a field is empty', () => {
    it.each([
      ['Thank you, {{customer.firstName|friend}}!', 'Thank you, friend!'],
      ['Thank you {{customer.firstName}}!', 'Thank you!'],
      ['Thank you {{customer.firstName}} for {{items.first.title|it}}', 'Thank you for it'],
      ['Order {{order.number|yours}}', 'Order yours'],
    ])('%s → %s', (template, message) => {
      const { number: _, ...order } = orderWith({ customer: {}, items: [] });
      expect(messageFor(template, { ...context(), order })).toBe(message);
    });
  });

  describe('what customers bring along', () => {
    const greet = (firstName: string) =>
      messageFor('Hi {{customer.firstName|friend}}!', context({ customer: { firstName } }));

    it.each([
      ['markup', '<b onclick="x()">Ada</b>', 'Hi Ada!'],
      ['a script', 'Ada<script>alert(1)</script>', 'Hi Ada!'],
      ['markup in markup', '<<b>script>Ada', 'Hi scriptAda!'],
      ['broken markup', 'Ada <img src=x', 'Hi Ada img src=x!'],
      ['control characters', 'A\u0000d\u0007a\r\nLovelace', 'Hi A d a Lovelace!'],
      ['a bidi override', '\u202eadA\u202c', 'Hi adA!'],
      ['invisible characters', 'A\u200bd\u2060a\ufeff', 'Hi Ada!'],
      ['half an emoji', 'Ada \ud83d', 'Hi Ada!'],
      ['nothing that shows', '\u200d\u3164 \u2800', 'Hi friend!'],
      ['blanks', '   ', 'Hi friend!'],
      ['a link', 'Win at https://spam.example', 'Hi friend!'],
      ['a link without its scheme', 'www.spam.example', 'Hi friend!'],
      ['a domain', 'Win cash now bit.ly/abc123', 'Hi friend!'],
      ['an address', 'kim@example.org', 'Hi friend!'],
      ['an initial', 'J.R.R.', 'Hi J.R.R.!'],
      ['a template', '{{amount}}', 'Hi {{amount}}!'],
      ['a pattern for replacing', '$& $1 $$', 'Hi $& $1 $$!'],
      ['an emoji family', '👩‍👩‍👧‍👦', 'Hi 👩‍👩‍👧‍👦!'],
      ['right-to-left text', 'محمد', 'Hi محمد!'],
      ['accents', 'Zoe\u0308', 'Hi Zoe\u0308!'],
      ['a plus', 'A+B', 'Hi A+B!'],
    ])('%s', (_, name, message) => {
      expect(greet(name)).toBe(message);
    });

    it('shows neither name if they make a phone number together', () => {
      const template = '{{customer.firstName|friend}} {{customer.lastName|of ours}}';
      const greetBoth = (firstName: string, lastName: string) =>
        messageFor(template, context({ customer: { firstName, lastName } }));
      expect(greetBoth('Call +49 170', '123456')).toBe('friend of ours');
      expect(greetBoth('Anna 2', 'Li 3')).toBe('Anna 2 Li 3');
      expect(greetBoth('kim@example.org', 'Li')).toBe('friend Li');
    });

    it.each([
      ['{{customer.firstName|x}}{{customer.lastName|y}}', 'casino', '.com', 'xy'],
      ['{{customer.firstName|x}}{{customer.lastName|y}}', 'Casino.', 'Com', 'xy'],
      ['{{customer.firstName|x}}{{customer.lastName|y}}', 'J.', 'Li', 'xy'],
      ['{{customer.lastName|y}}{{customer.firstName|x}}', 'Com', 'Casino.', 'yx'],
      ['{{customer.lastName|y}} {{customer.firstName|x}}', '.com', 'casino', 'y x'],
      ['{{customer.firstName|x}} {{customer.lastName|y}}', 'casino', '.com', 'x y'],
      ['{{customer.firstName|x}} {{customer.lastName|y}}', 'J.', 'Li', 'J. Li'],
      ['{{customer.firstName|x}} {{customer.lastName|y}}', 'Anna M.', 'Page', 'Anna M. Page'],
      ['{{customer.firstName|x}}, {{customer.lastName|y}}', 'J.', 'Li', 'J., Li'],
      ['{{customer.lastName|y}}{{customer.firstName|x}}', '雷', '李', '李雷'],
    ])('reads names as %s puts them: %s, %s', (template, firstName, lastName, message) => {
      expect(messageFor(template, context({ customer: { firstName, lastName } }))).toBe(message);
    });

    it('shows no title and no number that holds a link', () => {
      const template = '{{items.first.title|goods}} {{order.number|1}}';
      const items = [{ title: 'ask kim@example.org', quantity: 1, giftCard: false }];
      expect(messageFor(template, context({ items, number: 'https://spam.example' }))).toBe('goods 1');
    });

    it('caps a long title', () => {
      const message = messageFor(
        '{{items.first.title}}.',
        context({ items: [{ title: 'x'.repeat(300), quantity: 1, giftCard: false }] }),
      );
      expect(message).toBe(`${'x'.repeat(119)}….`);
    });

    it('shows no towers of accents', () => {
      expect(greet(`Z${'\u0300'.repeat(100)}`)).toBe('Hi friend!');
    });

    it('leaves nothing dangerous of any text', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (firstName) => {
          const message = greet(firstName);
          expect(message.isWellFormed()).toBe(true);
          expect(message).not.toMatch(/[<>\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
          expect(message.length).toBeLessThan(80);
          expect(message).not.toBe('Hi !');
        }),
        { numRuns: 500 },
      );
    });
  });

  describe('the cap of the whole message', () => {
    it('marks where it was cut', () => {
      expect(messageFor('Thank you for everything, dear friend', context({}, limited(20)))).toBe(
        'Thank you for every…',
      );
    });

    it('leaves a message of exactly the limit alone', () => {
      expect(messageFor('x'.repeat(20), context({}, limited(20)))).toBe('x'.repeat(20));
    });

    it('never cuts an emoji, an accent or a surrogate pair', () => {
      const grapheme = fc.constantFrom('a', ' ', '🌳', '👩‍👩‍👧‍👦', '🇩🇪', 'e\u0301', 'ß', '\n', 'ن');
      const segments = (text: string) => [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);
      fc.assert(
        fc.property(fc.array(grapheme, { maxLength: 60 }), fc.integer({ min: 20, max: 60 }), (parts, maxChars) => {
          const template = `T${parts.join('')}`;
          const whole = messageFor(template, context({}, limited(2000)));
          const message = messageFor(template, context({}, limited(maxChars)));
          expect(message.length).toBeLessThanOrEqual(maxChars);
          expect(message.isWellFormed()).toBe(true);
          const kept = segments(message.replace(/…$/, ''));
          expect(segments(whole).slice(0, kept.length)).toEqual(kept);
        }),
      );
    });
  });

  it('refuses a template that nobody checked', () => {
    expect(() => messageFor('{{customer.shoeSize}}', context())).toThrow(/unknown field "customer.shoeSize"/);
  });
});
