import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { tableText, tsvText } from '../../../ops/cli/table.ts';

const head = ['order', 'amount', 'receipt'];
const key = 'my-shop/my-shop-820982911946154501';
const rows = [[key, '40.00 EUR', 'unknown (connection broke (ECONNRESET)), looked for at Thanx by itself']];
const table = (columns: number, of = rows) => tableText(head, of, (name) => name, columns);
const width = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));

describe('a table on a screen', () => {
  it('has a line for each row where there is room', () => {
    expect(table(200)).toBe(
      [
        `order                               amount     receipt`,
        `${'─'.repeat(34)}  ${'─'.repeat(9)}  ${'─'.repeat(70)}`,
        `${key}  40.00 EUR  ${rows[0]?.[2]}`,
      ].join('\n'),
    );
  });

  it('breaks its longest cells between words to fit, and no key', () => {
    expect(width(table(100))).toBeLessThanOrEqual(100);
    expect(table(100)).toContain(key);
    expect(table(100).split('\n')).toHaveLength(4);
  });

  it('has an empty line between rows that have several lines, and only there', () => {
    expect(table(100, [...rows, ...rows])).toContain('\n\n');
    expect(table(200, [...rows, ...rows])).not.toContain('\n\n');
  });

  it('puts one record below the other where they cannot fit', () => {
    expect(table(50)).toBe(
      [
        `order    ${key}`,
        `amount   40.00 EUR`,
        `receipt  unknown (connection broke (ECONNRESET)),`,
        `         looked for at Thanx by itself`,
      ].join('\n'),
    );
    expect(table(50, [...rows, ...rows])).toContain(`itself\n\norder    ${key}`);
  });

  it('leaves a key whole that is wider than the screen, from its first column on', () => {
    expect(table(30)).toContain(`order\n${key}\namount`);
  });

  it('counts no colours, and wide characters twice', () => {
    const green = rows.map((row) => row.map((cell) => `\u001b[32m${cell}\u001b[39m`));
    expect(table(200, green).split('\n')).toHaveLength(3);
    expect(width(table(117, green))).toBe(117);
    const wide = [[key, '40.00 EUR', '支払いが拒否されました'.repeat(6)]];
    for (const columns of [60, 80, 100]) expect(width(table(columns, wide))).toBeLessThanOrEqual(columns);
  });
});

describe('TSV', () => {
  it('has a line for each row, whole values, and nothing that a terminal obeys', () => {
    const since = { shown: '3 h ago', full: '2026-05-01T10:00:00.000Z' };
    expect(
      tsvText([
        [key, since, undefined, '\u001b[31mred\u001b[39m'],
        ['a\tb', 'c\nd', 'e\\f', ''],
      ]),
    ).toBe(
      `${key}\t2026-05-01T10:00:00.000Z\t\t${String.raw`\u001b[31mred\u001b[39m`}\n${String.raw`a\tb`}\t${String.raw`c\nd`}\t${String.raw`e\\f`}\t`,
    );
  });
});
