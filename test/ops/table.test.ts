import { describe, expect, it } from 'vitest';
import { tableText } from '../../ops/table.ts';

const head = ['order', 'amount', 'receipt'];
const key = 'my-shop/my-shop-820982911946154501';
const rows = [[key, '40.00 EUR', 'unknown (connection broke (ECONNRESET)), looked for at Thanx by itself']];
const table = (columns?: number) => tableText(head, rows, (cell) => cell, columns);
const width = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('a table', () => {
  it('is as wide as it gets in files and pipes, and where there is room', () => {
    expect(width(table())).toBe(123);
    expect(table(123)).toBe(table());
  });

  it('breaks its longest cells between words to fit the terminal', () => {
    expect(width(table(100))).toBe(100);
    expect(table(100)).toContain(key);
    expect(table(100).replace(/[^\w():]+/g, '')).toContain('unknown(connectionbroke(ECONNRESET))lookedfor');
  });

  it('breaks no key, and nothing where it would be too wide all the same', () => {
    expect(table(65)).toContain(key);
    expect(table(60)).toBe(table());
  });

  it('does not count colours', () => {
    const green = rows.map((row) => row.map((cell) => `\u001b[32m${cell}\u001b[39m`));
    expect(tableText(head, green, (cell) => cell, 123)).not.toContain('├');
  });

  it('has lines between rows only where rows have several', () => {
    const two = [...rows, ...rows];
    expect(tableText(head, two, (cell) => cell, undefined)).not.toContain('├');
    expect(tableText(head, two, (cell) => cell, 80)).toContain('├');
  });
});
