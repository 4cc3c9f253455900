import { describe, expect, it } from 'vitest';
import { stuckCodes, meaningOf } from '../../../ops/stuck/codes.ts';
import { problemCodes } from '../../../lib/reconcile/problem.ts';
import { rowCode } from '../../../lib/stuck/row-code.ts';
import { readRunbook } from '../../support/runbook.ts';

describe('why a row waits for a person', () => {
  const order = 'order#my-shop#my-shop-1001';
  it.each([
    ['thanku-rejected', { sk: 'state#thanku', state: 'failed', reason: 'rejected' }],
    ['thanku-gave-up', { sk: 'state#thanku', state: 'failed', reason: 'gave-up' }],
    ['thanku-after-restore', { sk: 'state#thanku', state: 'failed', reason: 'rejected-after-restore' }],
    ['thanku-perhaps', { sk: 'state#thanku', state: 'skipped', reason: 'cancelled', stuck: 'perhaps-thanked' }],
    ['order-reinstated', { sk: 'state#thanku', state: 'skipped', reason: 'cancelled', stuck: 'reinstated' }],
    ['receipt-rejected', { sk: 'state#receipt', state: 'rejected', reason: 'rejected' }],
    ['receipt-unauthorized', { sk: 'state#receipt', state: 'rejected', reason: 'unauthorized' }],
    ['receipt-not-a-member', { sk: 'state#receipt', state: 'rejected', reason: 'not-a-member' }],
    ['receipt-gave-up', { sk: 'state#receipt', state: 'rejected', reason: 'gave-up' }],
    ['receipt-unknown-twice', { sk: 'state#receipt', state: 'unknown', reason: 'timeout', resends: 1 }],
    ['receipt-unknown-not-looked-up', { sk: 'state#receipt', state: 'unknown', reason: 'not-looked-up' }],
    // Sent twice, and its second end could not be looked for either.
    ['receipt-unknown-not-looked-up', { sk: 'state#receipt', state: 'unknown', reason: 'not-looked-up', resends: 1 }],
    ['receipt-unknown-erased', { sk: 'state#receipt', state: 'unknown', reason: 'erased', resends: 1 }],
    ['basket-rejected', { sk: 'state#basket', state: 'rejected', reason: 'rejected' }],
    ['basket-rejected', { sk: 'state#basket', state: 'rejected', reason: 'not-a-member' }],
    ['basket-gave-up', { sk: 'state#basket', state: 'rejected', reason: 'gave-up' }],
    ['basket-refund-failed', { sk: 'state#basket', state: 'refund-failed', reason: 'gave-up' }],
    ['gift-card-rejected', { sk: 'state#gift-cards' }],
    // Reasons that an older or newer version wrote.
    ['thanku-rejected', { sk: 'state#thanku', state: 'failed', reason: 'something-new' }],
    ['receipt-rejected', { sk: 'state#receipt', state: 'rejected' }],
  ])('%s', (code, row) => {
    expect(rowCode({ pk: order, ...row })).toBe(code);
  });

  it.each([
    ['export-requested', 'export#0a1b'],
    ['erase-unfinished', 'erase#0a1b'],
    ['shop-redact-requested', 'redact#0a1b'],
    ['erased-named', 'named#0a1b'],
  ])('%s', (code, sk) => {
    expect(rowCode({ pk: 'privacy#my-shop', sk })).toBe(code);
  });
});

it.each([
  ['notices#my-shop#my-shop-1001', 'state#notices'],
  ['notices#my-shop', 'limit#month#80'],
])('notification-failed: %s', (pk, sk) => {
  expect(rowCode({ pk, sk })).toBe('notification-failed');
});

describe('what is wrong with a shop', () => {
  it.each(problemCodes)('%s', (code) => {
    expect(rowCode({ pk: 'problem#my-shop', sk: code, reason: code })).toBe(code);
  });
});

describe('the list of reasons', () => {
  const sections = new Map(
    readRunbook().flatMap(({ heading, commands }) =>
      heading.startsWith('stuck: ') ? [[heading.slice('stuck: '.length), commands] as const] : [],
    ),
  );

  it('is the runbook’s: a section for each, in the same order, and no other', () => {
    expect([...sections.keys()]).toEqual(stuckCodes);
  });

  it.each(stuckCodes)('%s is said in one line, and the runbook names its commands', (code) => {
    const { means, fix, fixMany } = meaningOf(code);
    expect(means).toMatch(/^[A-Z][^\n]{20,140}\.$/);
    const named = sections.get(code)?.map((command) => command.replace(' --stage prod', ''));
    expect(named).toEqual(expect.arrayContaining([...fix, ...(fixMany ? [fixMany] : [])].map(asInRunbook)));
  });
});

const asInRunbook = (command: string): string =>
  command
    .replace(/  # .*$/, '')
    .replace('KEY', 'my-shop/my-shop-1001')
    .replace('SHOP', 'my-shop')
    .replace('TARGET', 'my-target')
    .replace('CREDENTIAL', 'main')
    .replace('FILE', 'my-shop.yaml');
