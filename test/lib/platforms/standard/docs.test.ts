import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { genericOrderJsonSchema } from '../../../../ops/schemas/generic-order.ts';
import { readStandard } from '../../../../lib/platforms/standard/read.ts';
import { verifyStandard } from '../../../../lib/platforms/standard/verify.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const schema: unknown = JSON.parse(readFileSync(new URL('generic-order.schema.json', docs), 'utf8'));
const page = readFileSync(new URL('generic-order.md', docs), 'utf8');

/** The page's code blocks of a language. */
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code ?? '');

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const isValid = ajv.compile(z.record(z.string(), z.unknown()).parse(schema));

const context = { shop: 'acme', receivedAtMs: 0 };
const readable = (text: string): boolean => {
  try {
    readStandard(webhook({}, text), context);
    return true;
  } catch {
    return false;
  }
};

describe('docs/generic-order.schema.json', () => {
  it('is current: if not, run `npm run docs:generic-order`', () => {
    expect(schema).toEqual(genericOrderJsonSchema());
  });

  it('and ingest agree on what is an event', () => {
    const order = { id: '1', amount: '1.00', currency: 'EUR', paidAt: '2026-01-31T12:00:00Z' };
    const paid = (changes: object) => ({ type: 'order.paid', data: { ...order, ...changes } });
    const verdicts: [unknown, boolean][] = [
      [JSON.parse(fixture('standard/order-paid.json').toString()), true],
      [paid({}), true],
      [paid({ customer: null, extra: [] }), true],
      [paid({ amount: 1 }), false],
      [paid({ amount: '-1.00' }), false],
      [paid({ id: 1 }), false],
      [paid({ currency: 'eur' }), false],
      [paid({ paidAt: '2026-01-31T12:00:00' }), false],
      [paid({ items: [{ title: null, quantity: null }], test: null, paymentType: null, currency: 'JEP' }), true],
      [{ type: 'order.cancelled', timestamp: null, data: { id: '1' } }, true],
      [{ type: 'order.refunded', data: { id: '1', refunds: null, full: null } }, true],
      [paid({ test: 'no' }), false],
      [paid({ refunds: [{ id: 1 }] }), false],
      [{ type: 'order.paid' }, false],
      [{ type: 'customer.erase', data: { customer: {} } }, false],
      [{ type: 'customer.erase', data: { customer: { email: 'a@example.org' } } }, true],
    ];
    for (const [event, good] of verdicts) {
      const text = JSON.stringify(event);
      expect([text, isValid(event), readable(text)]).toEqual([text, good, good]);
    }
  });

  it.each([
    { number: 1001 },
    { paymentType: 'visa' },
    { items: [{ title: 7, quantity: 'two' }] },
    { tags: [7] },
    { customer: 'Noor' },
  ])('asks for details as they should be, and ingest reads the order without them: %j', (odd) => {
    const data = { id: '1', amount: '1.00', currency: 'EUR', paidAt: '2026-01-31T12:00:00Z', ...odd };
    const event = { type: 'order.paid', data };
    expect([isValid(event), readable(JSON.stringify(event))]).toEqual([false, true]);
  });
});

describe('docs/generic-order.md', () => {
  it.each(blocks('json'))('shows a good event: %s', (example) => {
    expect({ valid: isValid(JSON.parse(example)), errors: isValid.errors }).toEqual({ valid: true, errors: null });
    expect(readable(example)).toBe(true);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('shows a signer that signs what we accept', async () => {
    const [code = ''] = blocks('js');
    const example: unknown = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
    const { sendEvent } = z.object({ sendEvent: z.instanceof(Function) }).parse(example);
    const sent: { url: string; headers: Record<string, string>; body: string }[] = [];
    vi.stubGlobal('fetch', async (url: string, init: { headers: Record<string, string>; body: string }) => {
      sent.push({ url, ...init });
      return new Response(null, { status: 200 });
    });
    const secret = 'whsec_dGhhbmtmbG93IHN0YW5kYXJkIHdlYmhvb2tzIGtleSE=';
    await sendEvent('https://hooks.example/webhooks/acme', secret, { type: 'ping', note: '🌳' });
    const [request] = sent;
    if (request === undefined) throw new Error('the example sent nothing');
    expect(verifyStandard(webhook(request.headers, request.body), [secret], Date.now())).toBe(true);
    expect(readStandard(webhook({}, request.body), context)).toEqual({ type: 'ping' });
  });
});
