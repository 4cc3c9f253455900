import { describe, expect, it } from 'vitest';
import { mentions } from '../../../lib/privacy/mentions.ts';

const ada = { id: '7120395001', email: 'ada@example.com' };
const about = (body: string | Buffer) => mentions(Buffer.from(body as string), ada);

describe('what nobody could read is about a customer', () => {
  it.each([
    ['by their address, in any case', '{"data":{"customer":{"email":" ADA@Example.com"}}}'],
    ['by their address in a note', '{"note":"ask ada@example.com."}'],
    ['by their id as a number', '{"customer":{"id":7120395001}}'],
    ['by their id beside others', '{"customer_id":"7120395001","total":5}'],
    ['by Shopify’s global id', '{"customer":{"admin_graphql_api_id":"gid://shopify/Customer/7120395001"}}'],
    ['in JSON that is cut off', '{"customer":{"id":7120395001,"ema'],
    ['in a form, by id', 'order=1&customer_id=7120395001&total=5'],
    ['in JSON with escapes', String.raw`{"x":"ada\u0040example.com`],
    ['in a form', 'billing_email=ada%40example.com&total=5'],
    ['in UTF-16', Buffer.from('{"email":"ada@example.com"}', 'utf16le')],
    ['in UTF-16 the other way round', Buffer.from('{"email":"ada@example.com"}', 'utf16le').swap16()],
    ['in a list of lists deeper than anybody walks', `${'['.repeat(5000)}"ada@example.com"${']'.repeat(5000)}`],
  ])('%s', (_, body) => {
    expect(about(body)).toBe(true);
  });

  it.each([
    ['another address that ends so', '{"email":"nada@example.com"}'],
    ['another address that begins so', '{"email":"ada@example.com.au"}'],
    ['an order with the customer’s number', '{"id":7120395001,"customer":{"id":71203950011}}'],
    ['a product of theirs', '{"customer":{"cart":{"id":7120395001}}}'],
    ['the customer’s number as another', '{"customer":{"id":8,"orders":7120395001'],
    ['the customer’s number as an order’s, cut', '{"customer":{"id":8},"id":7120395001'],
    ['nothing', ''],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00])],
  ])('not when it holds %s', (_, body) => {
    expect(about(body)).toBe(false);
  });

  it('asks for what it was given only', () => {
    expect(mentions(Buffer.from('{"customer":{"id":"7","email":"ada@example.com"}}'), { id: '8' })).toBe(false);
    expect(mentions(Buffer.from('{"customer":{"id":"8"}}'), { email: 'ada@example.com' })).toBe(false);
  });
});
