import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from '../../sim/mutants/list.ts';
import { planted } from '../../sim/mutants/mutant.ts';

const root = join(import.meta.dirname, '../..');

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s can be planted', (_, mutant) => {
  const text = readFileSync(join(root, mutant.file), 'utf8');
  expect(planted(text, mutant)).not.toBe(text);
  expect(mutant.breaks).toMatch(/\.$/);
});

test('the unit tests that mutants name are there', () => {
  const missing = mutants.flatMap(({ killedBy = [] }) => killedBy).filter((file) => !existsSync(join(root, file)));
  expect(missing).toEqual([]);
});

test('mutants have names of their own', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test('what occurs never or twice cannot be planted', () => {
  const mutant = { name: 'm', file: 'lib/a.ts', search: 'b', replace: 'c', breaks: 'All.' };
  expect(planted('abc', mutant)).toBe('acc');
  expect(() => planted('abba', mutant)).toThrow('mutant m: the text to replace occurs 2 times in lib/a.ts, not once');
  expect(() => planted('a', mutant)).toThrow('0 times');
});
