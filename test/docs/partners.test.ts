import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/partners.md', import.meta.url), 'utf8');
const marks = [...page.matchAll(/^- \*\*([a-z]+)\*\*: /gm)].map(([, mark = '']) => mark);
const linked = new Set([...page.matchAll(/^\[([a-z-]+)\]: https:/gm)].map(([, name = '']) => name));

/** The tables whose last column is the source, each row as its cells, below the heading of their partner. */
function statements(partner: string): string[][] {
  const part = new RegExp(`^## ${partner}$(.*?)^## `, 'ms').exec(page)?.[1] ?? '';
  const tables = [...part.matchAll(/^\|.*\| source +\|\n\|[ :|-]+\n((?:\|.*\n)+)/gm)].map(([, rows = '']) => rows);
  return tables.flatMap((rows) => rows.trim().split('\n')).map((row) => row.split('|').slice(1, -1));
}
const markOf = (row: string[]) => /^\[?([a-z]+)\b/.exec(row.at(-1)?.trim() ?? '')?.[1];
const linkOf = (row: string[]) => /^\[[a-z]+\]\[([a-z-]+)\]$/.exec(row.at(-1)?.trim() ?? '')?.[1] ?? '';

it.each(['ThankU', 'Thanx'])('each statement about %s has one of the four marks', (partner) => {
  expect(marks).toEqual(['documented', 'crawled', 'observed', 'inferred']);
  const rows = statements(partner);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => !marks.includes(markOf(row) ?? ''))).toEqual([]);
});

it("what Thanx documents names Thanx's page", () => {
  const documented = statements('Thanx').filter((row) => markOf(row) === 'documented');
  expect(documented.filter((row) => !linked.has(linkOf(row)))).toEqual([]);
});

it('each page that is linked as a source is defined, and each defined one is linked', () => {
  const used = new Set([...page.matchAll(/\]\[([a-z-]+)\]/g)].map(([, name = '']) => name));
  expect([...used].toSorted()).toEqual([...linked].toSorted());
});
