import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { readDead } from '../../../ops/dlq/dead.ts';
import { Filters, describeFilters, isNarrowed, matcher, withFilters } from '../../../ops/dlq/filters.ts';
import { messageIds } from '../../../ops/dlq/queues.ts';
import { orderWith, settingsWith, storedAs } from '../../lib/order/support.ts';

const nowMs = Date.parse('2026-03-10T12:00:00Z');
const hourMs = 3_600_000;
const orders = { name: 'orders-dlq', url: 'x', source: { name: 'orders', url: 'y' } };
const dead = (body: unknown, { id = 'abcd-1', hours = 1, queue = orders } = {}) =>
  readDead(
    queue,
    { id, body: JSON.stringify(body), sentAt: nowMs - hours * hourMs, receives: 1 },
    async () => storedAs(settingsWith()),
    {},
  );
const filters = (...args: string[]): Filters =>
  Filters.parse(
    withFilters(new Command().exitOverride().configureOutput({ outputError: () => undefined }))
      .parse(args, { from: 'user' })
      .opts(),
  );
const letter = { key: 'oak-shop/oak-shop-1', reason: 'rejected' };
const paid = { type: 'paid', shop: 'oak-shop', at: '2026-03-01T11:00:00.000Z', order: orderWith() };

describe('filters', () => {
  it.each([
    [[], true],
    [['--shop', 'oak-shop'], true],
    [['--shop', 'elm-shop'], false],
    [['--reason', 'rejected'], true],
    [['--reason', 'gave-up', '--reason', 'rejected'], true],
    [['--reason', 'gave-up'], false],
    [['--older-than', '59m'], true],
    [['--older-than', '2h'], false],
    [['--key', 'oak-shop/oak-shop-1'], true],
    [['--key', 'oak-shop/oak-shop-2'], false],
    [['--queue', 'orders-dlq'], true],
    [['--queue', 'orders'], true],
    [['--queue', 'loyalty-main-dlq'], false],
    [['--shop', 'oak-shop', '--reason', 'rejected', '--older-than', '30m'], true],
    [['--shop', 'oak-shop', '--reason', 'gave-up', '--older-than', '30m'], false],
  ])('%j of a letter an hour old: %j', async (args, meant) => {
    expect(matcher(filters(...args), nowMs)(await dead(letter))).toBe(meant);
  });

  it.each([
    [['--key', 'oak-shop/oak-shop-4711'], true],
    [['--reason', 'dead-event'], true],
    [['--shop', 'elm-shop'], false],
  ])('%j of an event: %j', async (args, meant) => {
    expect(matcher(filters(...args), nowMs)(await dead(paid))).toBe(meant);
  });

  it('take ids by how they begin', async () => {
    expect(matcher({ ids: ['abc'] }, nowMs)(await dead(letter))).toBe(true);
    expect(matcher({ ids: ['b'] }, nowMs)(await dead(letter))).toBe(false);
  });

  it('know whether anything was narrowed down', () => {
    expect(isNarrowed(filters())).toBe(false);
    expect(isNarrowed(filters('--shop', 'oak-shop'))).toBe(true);
  });

  it('are named in the audit trail', () => {
    const words = describeFilters(filters('--shop', 'oak-shop', '--reason', 'gave-up', '--older-than', '2h'));
    expect(words).toEqual(['shop oak-shop', 'reason gave-up', 'older than 120 min']);
  });

  it.each([
    ['--older-than', '2'],
    ['--older-than', '-1h'],
    ['--reason', 'gave-upp'],
    ['--key', 'oak-shop'],
  ])('refuse %s %s', (...args) => {
    expect(() => filters(...args)).toThrow(/is invalid/);
  });
});

describe('ids of messages that something is done to', () => {
  it('are so long that no other message begins alike', () => {
    const id = '6f1c2a90-3e1b-4c57-9f38-1d2f6c1b7a55';
    expect([id, id.slice(0, 13), id.slice(0, 8)].map((text) => messageIds(text, undefined))).toEqual([
      [id],
      ['6f1c2a90-3e1b'],
      ['6f1c2a90'],
    ]);
    expect(() => messageIds(id.slice(0, 7), undefined)).toThrow(/8 characters or more/);
    expect(() => messageIds('an id', undefined)).toThrow(/not a message's id/);
  });
});
