import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvText, reportCsv } from '../../../ops/report/csv.ts';
import { figuresOf, noFigures } from '../../../ops/report/figures.ts';
import { plus } from '../../../ops/report/sum-figures.ts';

describe('CSV', () => {
  it('can be read back, whatever is in a cell', () => {
    const rows = [['a', 'b,"c"', 'line\r\nbreak', '', ' spaced ', 'ü€🌳']];
    expect(parse(csvText(rows), { record_delimiter: '\r\n' })).toEqual(rows);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\r=1'])('is no formula for a spreadsheet: %j', (text) => {
    expect(parse(csvText([[text]]), { record_delimiter: '\r\n' })).toEqual([[`'${text}`]]);
  });

  it('has one row for each shop and day', () => {
    const order = { attempts: 1, receipt: 'created', currency: 'EUR', cause: 'CleanOcean', impact: 3 } as const;
    const figures = [
      figuresOf({ ...order, state: 'posted', use100Grams: true }, { state: 'applied', amount: '12.30' }),
      figuresOf({ ...order, state: 'skipped', reason: '=cmd', refusals: 1 }, { state: 'waiting', amount: '1.00' }),
    ].reduce(plus, noFigures());
    const days = [
      { day: '2026-10-01', ...figures },
      { day: '2026-10-02', ...noFigures() },
    ];
    const text = reportCsv({
      shops: ['oak', 'elm'].map((shop) => ({ shop, name: undefined, slug: undefined, total: figures, days })),
    });
    const rows = parse<Record<string, string>>(text, { columns: true });
    expect(rows.map(({ shop, day }) => `${shop} ${day}`)).toEqual([
      'oak 2026-10-01',
      'oak 2026-10-02',
      'elm 2026-10-01',
      'elm 2026-10-02',
    ]);
    expect(rows[0]).toMatchObject({
      orders: '2',
      thanked: '1',
      plastic_kg: '0.3',
      trees: '0',
      skipped: '1',
      receipts_applied: '1',
      receipt_amounts: 'applied 12.30 EUR; waiting 1.00 EUR',
      skipped_by_reason: "'=cmd 1",
    });
    expect(new Set(rows[1] && Object.values(rows[1]))).toEqual(new Set(['oak', '2026-10-02', '0', '']));
  });
});
