import { afterAll, beforeAll, expect, it } from 'vitest';
import { decisionHours, printDecisions } from '../../ops/thanx/decisions.ts';
import { decisionsSeen } from '../../lib/store/decision-times.ts';
import { memoryTables } from '../support/memory-tables.ts';
import type { Tables } from '../support/tables.ts';

const hour = 3_600_000;
let tables: Tables;
beforeAll(() => {
  tables = memoryTables();
});
afterAll(() => tables.close());

const printed = (...args: Parameters<typeof printDecisions> extends [unknown, ...infer Rest] ? Rest : never) => {
  const lines: string[] = [];
  printDecisions({ line: (text = '') => void lines.push(text) } as never, ...args);
  return lines;
};
const read = (decidedInHours?: { from: number; to: number }) =>
  decisionHours({ documents: tables.documents, controlTable: tables.control } as never, {
    credential: 'main',
    merchantId: 'm1',
    ...(decidedInHours && { decidedInHours }),
  });

it('says when a merchant’s receipts were decided, and what to write into its settings', async () => {
  expect(await read()).toBeUndefined();
  expect(printed(undefined)).toEqual(['Decisions: none was seen yet. Receipts are polled after 54 and 72 h.']);
  let nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  const seen = decisionsSeen(tables.documents, tables.control, 'main', { ttlMs: 0, now: () => nowMs });
  for (let count = 0; count < 40; count++) {
    nowMs += hour;
    await seen.note('m1', { afterMs: 2 * hour, byMs: 12 * hour });
  }
  expect(printed(await read())).toEqual([
    'Decisions: of the last 40 seen, half within 7 h, nine of ten between 3 and 12 h',
    '  Receipts are polled after 8 h, and again after 12 h: as was learned.',
    '  To fix it in the settings: thanx.decidedInHours: { from: 3, to: 12 }',
  ]);
  expect(printed(await read({ from: 24, to: 72 })).at(-1)).toBe(
    '  Receipts are polled after 54 h, and again after 72 h: as thanx.decidedInHours says.',
  );
});
