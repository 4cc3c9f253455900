import { expect, it } from 'vitest';
import type { BasketState } from '../../../lib/order/basket/state.ts';
import { activity } from '../../../local/activity/activity.ts';
import { linePrinter } from '../../../local/activity/print-lines.ts';

const nowMs = Date.parse('2026-01-31T12:00:00Z');
const at = new Date(nowMs).toISOString();

const basket = (changes: Partial<BasketState> = {}): BasketState => ({
  shop: 'teehaus',
  pid: 'teehaus-1001',
  orderId: '1001',
  credential: 'main',
  state: 'waiting',
  subtotal: '29.35',
  attempts: 0,
  notBefore: nowMs + 2000,
  startedAt: at,
  updatedAt: at,
  ...changes,
});

const lastError = { code: 'rejected', status: 400, at };

it.each([
  [{ state: 'billed' }, '<good>    teehaus teehaus-1001 basket billed: 29.35'],
  [{ state: 'refunding', wanted: '9.00' }, '    teehaus teehaus-1001 basket: a refund of 9.00 is on its way'],
  [{ state: 'billed', refunded: '9.00' }, '<good>    teehaus teehaus-1001 basket refunded: 9.00 of 29.35'],
  [{ state: 'refunded', refunded: '29.35' }, '<good>    teehaus teehaus-1001 basket refunded: all of 29.35'],
  [{ state: 'rejected', lastError }, '<bad>    teehaus teehaus-1001 basket rejected: rejected (400)'],
  [{ state: 'refund-failed', lastError }, '<bad>    teehaus teehaus-1001 basket’s refund rejected: rejected (400)'],
  [{ state: 'skipped', reason: 'not-a-member' }, '    teehaus teehaus-1001 basket skipped: not-a-member'],
  [{ waitsFor: 'hold' }, '<bad>    teehaus teehaus-1001 basket waits: Thanx refuses'],
  [{ lastError }, '<bad>    teehaus teehaus-1001 Thanx: rejected (400); try 1 in 2 s'],
] as [Partial<BasketState>, string][])('%o', (changes, line) => {
  const lines: string[] = [];
  const say = linePrinter({
    print: (text) => lines.push(text),
    columns: 80,
    colour: (tone, text) => `<${tone}>${text}`,
  });
  const told = activity({ say, now: () => nowMs });
  told.basket(basket());
  told.basket(basket(changes));
  expect(lines).toEqual([line]);
});
