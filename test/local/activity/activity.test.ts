import { describe, expect, it } from 'vitest';
import { activity } from '../../../local/activity/activity.ts';
import { linePrinter } from '../../../local/activity/print-lines.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';

const nowMs = Date.parse('2026-01-31T12:00:00Z');
const at = new Date(nowMs).toISOString();
const link = 'http://127.0.0.1:41234/thanks/sUiS29M3t0CbhOvATxnS';

function world(columns = 80) {
  const lines: string[] = [];
  const say = linePrinter({
    print: (line) => lines.push(line),
    columns,
    colour: (tone, text) => `<${tone}>${text}`,
  });
  const told = activity({ say, now: () => nowMs });
  return { ...told, lines };
}

const order = (changes: Partial<ThankuState> = {}): ThankuState => ({
  shop: 'teehaus',
  pid: 'teehaus-1001',
  orderId: '1001',
  number: '#1001',
  state: 'waiting',
  attempts: 0,
  notBefore: nowMs,
  receipt: 'none',
  cause: 'PlantTrees',
  impact: 2,
  createdAt: at,
  updatedAt: at,
  ...changes,
});

const receipt = (changes: Partial<ReceiptState> = {}): ReceiptState => ({
  shop: 'teehaus',
  pid: 'teehaus-1001',
  orderId: '1001',
  credential: 'main',
  state: 'waiting',
  attempts: 0,
  notBefore: nowMs,
  createdAt: at,
  updatedAt: at,
  ...changes,
});

const logLine = (log: unknown) => JSON.stringify({ time: at, function: 'thankflow-local-ingest', pid: 1, log });
const webhook = (fields: Record<string, unknown>) =>
  logLine({ level: 'INFO', service: 'ingest', message: 'webhook', shop: 'teehaus', ...fields });

describe('webhooks', () => {
  it.each([
    [
      { status: 200, outcome: 'accepted', type: 'paid', order: 'teehaus/teehaus-1001', number: '#1001' },
      '200 teehaus paid #1001',
    ],
    [
      { status: 200, outcome: 'accepted', type: 'cancelled', order: 'teehaus/teehaus-7' },
      '200 teehaus cancelled teehaus-7',
    ],
    [
      { status: 200, outcome: 'accepted', type: 'paid', parked: true, order: 'teehaus/teehaus-7' },
      '200 teehaus paid (parked) teehaus-7',
    ],
    [{ status: 200, outcome: 'ignored', reason: 'not paid yet' }, '200 teehaus ignored: not paid yet'],
    [{ status: 200, outcome: 'quarantined', reason: 'no total' }, '200 teehaus quarantined: no total'],
    [
      { status: 401, outcome: 'refused', reason: 'no live secret signed it' },
      '<bad>401 teehaus refused: no live secret signed it',
    ],
    [{ status: 503, outcome: 'lost', reason: 'queue: too slow' }, '<bad>503 teehaus lost: queue: too slow'],
    [{ status: 404, outcome: 'unknown-shop', shop: undefined }, '<bad>404 – unknown-shop'],
  ])('%o', (fields, line) => {
    const told = world();
    told.logged(webhook(fields));
    expect(told.lines).toEqual([line]);
  });

  it('are called by the number that an earlier one told', () => {
    const told = world();
    told.logged(webhook({ status: 200, outcome: 'accepted', type: 'paid', order: 'teehaus/t-1', number: '#1' }));
    told.logged(webhook({ status: 200, outcome: 'accepted', type: 'refunded', order: 'teehaus/t-1' }));
    expect(told.lines[1]).toBe('200 teehaus refunded #1');
  });
});

describe('orders', () => {
  it.each([
    [{ state: 'posted', link }, `<good>    teehaus #1001 → 2 trees →`, `    ${link}`],
    [{ state: 'posted', link: 'http://x/y' }, '<good>    teehaus #1001 → 2 trees → http://x/y'],
    [
      { state: 'posted', cause: 'CleanOcean', link: 'http://x/y' },
      '<good>    teehaus #1001 → 2 × CleanOcean → http://x/y',
    ],
    [
      { state: 'posted', cause: 'CleanOcean', use100Grams: true, link: 'http://x/y' },
      '<good>    teehaus #1001 → 200 g of plastic → http://x/y',
    ],
    [{ state: 'simulated' }, '    teehaus #1001 → 2 trees → simulated: ThankU stored nothing'],
    [{ state: 'skipped', reason: 'below-minimum' }, '    teehaus #1001 skipped: below-minimum'],
    [{ state: 'held', reason: 'braked' }, '<bad>    teehaus #1001 waits: paused'],
    [{ state: 'held', reason: 'held-no-secret' }, '<bad>    teehaus #1001 waits: circuit open (no token)'],
    [
      { state: 'failed', reason: 'rejected', lastError: { at, code: 'rejected', status: 400, words: 'not_accepted' } },
      '<bad>    teehaus #1001 ThankU failed: rejected (400): “not_accepted”',
    ],
    [
      { state: 'waiting', attempts: 2, notBefore: nowMs + 3500, lastError: { at, code: 'server-error', status: 503 } },
      '<bad>    teehaus #1001 ThankU: server-error (503); try 3 in 4 s',
    ],
    [{ state: 'posted', link, reversed: { kind: 'refunded', at } }, '    teehaus #1001 refunded after it was thanked'],
    [{ state: 'early', reversed: { kind: 'cancelled', at } }, '    teehaus #1001 cancelled before it was paid'],
  ] as [Partial<ThankuState>, ...string[]][])('%o', (changes, ...lines) => {
    const told = world(columnsFor(lines));
    told.order(order(changes));
    expect(told.lines).toEqual(lines);
  });

  it('say nothing while nothing has happened, and each thing once', () => {
    const told = world();
    told.order(order());
    told.order(order({ state: 'skipped', reason: 'cancelled' }));
    told.order(order({ state: 'skipped', reason: 'cancelled', settledAt: at }));
    expect(told.lines).toHaveLength(1);
  });
});

/** So narrow that the link has a line of its own where one is expected. */
const columnsFor = (lines: string[]) => (lines.length > 1 ? 60 : 80);

describe('receipts', () => {
  it.each([
    [{ state: 'submitted' }, '    teehaus teehaus-1001 receipt submitted'],
    [{ state: 'applied' }, '<good>    teehaus teehaus-1001 receipt applied'],
    [{ state: 'denied', rejectionText: 'too late' }, '<bad>    teehaus teehaus-1001 receipt denied: too late'],
    [{ state: 'rejected', reason: 'not-a-member' }, '<bad>    teehaus teehaus-1001 receipt rejected: not-a-member'],
    [{ state: 'waiting', waitsFor: 'brake' }, '<bad>    teehaus teehaus-1001 receipt waits: paused'],
  ] as [Partial<ReceiptState>, string][])('%o', (changes, line) => {
    const told = world();
    told.receipt(receipt({ state: 'sending' }));
    told.receipt(receipt(changes));
    expect(told.lines).toEqual([line]);
  });
});

describe('troubles', () => {
  it.each([
    [
      logLine({ level: 'ERROR', message: 'shop held: no token', shop: 'teehaus' }),
      ['<bad>  ! teehaus shop held: no token'],
    ],
    [logLine({ level: 'ERROR', message: 'order failed', shop: 'teehaus', pid: 't-1' }), []],
    [logLine({ level: 'INFO', message: 'message handled' }), []],
    [logLine('plain text'), []],
    [
      JSON.stringify({ platform: 'report', function: 'f', error: 'Sandbox.Timedout' }),
      ['<bad>  ! f failed: Sandbox.Timedout'],
    ],
    [JSON.stringify({ platform: 'report', function: 'f' }), []],
  ])('%s', (line, lines) => {
    const told = world();
    told.logged(line);
    expect(told.lines).toEqual(lines);
  });
});

describe('a terminal', () => {
  it('obeys nothing that a number holds, and gets one line of it', () => {
    const told = world();
    told.order(order({ state: 'skipped', reason: 'x', number: '#1\u001b[2J\n\u202e\u2028\u009b' }));
    expect(told.lines).toEqual([String.raw`    teehaus #1\u001b[2J\n\u202e\u2028\u009b skipped: x`]);
  });

  it('gets lines that fit, but whole links', () => {
    const told = world();
    const long = `http://127.0.0.1:4000/thanks/${'x'.repeat(100)}`;
    told.order(order({ state: 'posted', link: long, number: '🌳'.repeat(60) }));
    const [head = '', page] = told.lines;
    expect(head.length).toBeLessThanOrEqual('<good>'.length + 80);
    expect(head).toMatch(/…$/);
    expect(head.isWellFormed()).toBe(true);
    expect(page).toBe(`    ${long}`);
  });
});
