import { describe, expect, it } from 'vitest';
import { nearest } from '../../../lib/nearest.ts';
import { parseShopFile } from '../../../lib/shops/file/parse-yaml.ts';
import { secretsIn } from '../../../lib/shops/file/secret-like.ts';

const problemsOf = (source: string) => {
  const result = parseShopFile(source, 'x');
  return result.ok ? [] : result.problems;
};
const lines = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i));

describe('a file with thousands of mistakes', () => {
  it.each([
    ['unknown names', lines(9000, (i) => `k${i}: 1`)],
    ['one name again and again', lines(9000, () => 'k: 1')],
    ['aliases', lines(9000, () => '<<: *a')],
  ])('%s: the first hundred are told of, and that there are more', (_, source) => {
    const problems = problemsOf(source.join('\n'));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.message).toMatch(/^there are more problems/);
    expect(Math.max(...problems.map(({ message }) => message.length))).toBeLessThan(500);
  });

  it('says nothing of more where there are no more', () => {
    const problems = problemsOf(lines(90, (i) => `k${i}: 1`).join('\n'));
    expect(problems.filter(({ message }) => message.startsWith('unknown name'))).toHaveLength(90);
    expect(problems.some(({ message }) => message.includes('more problems'))).toBe(false);
  });

  it('quotes the beginning of what is long, and none of a secret that the cut would hide', () => {
    const secret = `whsec_${'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'.repeat(3)}`;
    const found = problemsOf(`${'x'.repeat(70)} ${secret}: 1\n${'y'.repeat(1000)}: 1`).map(({ message }) => message);
    expect(found.join('\n')).not.toContain('whsec_');
    expect(found.some((message) => message.includes(`unknown name "${'y'.repeat(80)}…"`))).toBe(true);
  });
});

it('a secret in base64 is found wherever it is, also after characters that could be of it', () => {
  const secret = 'MfKQ9r8GKYqrTwjUPD8I/ZI=';
  expect(secretsIn(`a ${secret}`)).toEqual([{ offset: 2, length: secret.length }]);
  expect(secretsIn(`-${secret}`)).toEqual([{ offset: 1, length: secret.length }]);
  expect(secretsIn(`=${secret}`)).toEqual([{ offset: 1, length: secret.length }]);
});

it('a name that nobody misspelt is compared with no other', () => {
  expect(nearest('PlantTres', ['PlantTrees'])).toBe('PlantTrees');
  expect(nearest('pord', ['prod', 'dev'])).toBe('prod');
  expect(nearest('beta', ['data'])).toBeUndefined();
  expect(nearest('shop-of-anna', ['shop-of-otto'])).toBeUndefined();
  expect(nearest('x'.repeat(101), ['x'.repeat(100)])).toBeUndefined();
});
