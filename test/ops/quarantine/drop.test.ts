import { describe, expect, it } from 'vitest';
import { quarantined } from '../../../lib/quarantine/entry.ts';
import { drop } from '../../../ops/quarantine/drop.ts';
import { rereadSettings } from '../../../ops/quarantine/reread-entry.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { webhook } from '../../support/webhook.ts';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const order = (amount: unknown) =>
  JSON.stringify({
    type: 'order.paid',
    data: { id: '1', amount, currency: 'EUR', paidAt: new Date(nowMs).toISOString() },
  });

/** A quarantine with an order that can be read today, and one that can't. */
function world() {
  const details = { shop: 'oak', platform: 'standard' as const, receivedAtMs: nowMs, reason: 'r', readHeaders: [] };
  const entry = (id: string, body: string) => ({ key: id, entry: quarantined(webhook({}, body), { ...details, id }) });
  const entries = [entry('readable', order('50.00')), entry('unreadable', order(50))];
  const deleted: string[] = [];
  const ports = {
    settings: async () => rereadSettings('oak', settingsWith({}, { shop: 'oak' })),
    cardKeys: async () => undefined,
    cardKey: async () => undefined,
    now: () => nowMs,
    bucket: { delete: async (key: string) => void deleted.push(key) },
  };
  const run = async (options: Parameters<typeof drop>[2]) => {
    const met = await Array.fromAsync(drop(ports, entries, options));
    return met.filter(({ dropped }) => dropped).map(({ id }) => id);
  };
  return { deleted, run };
}

describe('dropping from quarantine', () => {
  it('only says which entries it would delete, unless it is to go', async () => {
    const { deleted, run } = world();
    expect(await run({ go: false, readable: false })).toEqual(['unreadable']);
    expect(deleted).toEqual([]);
  });

  it('keeps what can be read today: it may be an order that can still be thanked', async () => {
    const { deleted, run } = world();
    expect(await run({ go: true, readable: false })).toEqual(['unreadable']);
    expect(deleted).toEqual(['unreadable']);
  });

  it('deletes that too where it was named', async () => {
    const { deleted, run } = world();
    expect(await run({ go: true, readable: true })).toEqual(['readable', 'unreadable']);
    expect(deleted).toEqual(['readable', 'unreadable']);
  });
});
