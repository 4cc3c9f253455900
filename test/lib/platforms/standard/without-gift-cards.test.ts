import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardWithoutGiftCards } from '../../../../lib/platforms/standard/without-gift-cards.ts';

const number = '6006491234567890';
const kept = (body: string | Buffer) => standardWithoutGiftCards(Buffer.from(body as string)).toString('latin1');
const event = (data: object) => JSON.stringify({ type: 'order.paid', data });

describe('what is kept of an order that may carry gift cards', () => {
  it('is what orders are made of, so that it can be read again, and nothing else', () => {
    const order = {
      id: '1',
      amount: '50.00',
      customer: { email: 'ada@example.com', firstName: 'Ada' },
      items: [{ title: 'Oak desk', quantity: 1, giftCard: false }, 7],
      tags: ['vip', {}],
    };
    const more = {
      giftCards: [{ number, pin: '9182' }],
      voucher: number,
      customer: { ...order.customer, card: number },
    };
    expect(JSON.parse(kept(event({ ...order, ...more })))).toEqual({
      type: 'order.paid',
      data: { ...order, items: [order.items[0], null], tags: ['vip', null] },
    });
  });

  it.each([
    ['another name', event({ cards: [{ number }] })],
    ['an escaped name', String.raw`{"data":{"\u0067iftCards":["${number}"]}}`],
    ['a card where a plain value belongs', event({ id: { number }, tags: [[number]] })],
    ['JSON within JSON', JSON.stringify({ data: event({ giftCards: [number] }) })],
    ['text that is no JSON', `{"data":{"id":"1","cards":["${number}"`],
    ['UTF-16', Buffer.from(event({ giftCards: [number] }), 'utf16le')],
    ['UTF-8 with a byte that is none', Buffer.concat([Buffer.from(event({ cards: [number] })), Buffer.from([0xff])])],
    ['a list of events', `[${event({ giftCards: [number] })}]`],
  ])('is no card in %s', (_, body) => {
    const left = kept(body);
    expect(left.replaceAll('\0', '')).not.toContain(number);
  });

  it('is nothing of what is no JSON', () => {
    expect(kept('giftCards=6006')).toBe('');
  });

  it('holds no number, whatever stands around it', () => {
    const name = fc.string().filter((text) => !['id', 'type', 'title', 'email', 'data', 'number'].includes(text));
    fc.assert(
      fc.property(fc.jsonValue(), name, fc.boolean(), (around, field, whole) => {
        const body = event({ around, [`${field}s `]: [{ [field]: number }] });
        expect(kept(whole ? body : body.slice(0, -1))).not.toContain(number);
      }),
    );
  });
});
