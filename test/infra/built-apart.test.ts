import { expect, it } from 'vitest';
import { entriesApart } from '../../infra/built-apart.ts';

/** Otherwise the same sources would now and then be another bundle: a release of nothing, and a stage that `doctor` calls outdated. */
it('what is built apart has the same order, however it was found', () => {
  const found = [
    ['sso', '/sso.js'],
    ['imds', '/imds.js'],
  ] as const;
  const built = [found, found.toReversed()].map((one) => JSON.stringify(entriesApart(new Map(one))));
  expect(built[0]).toBe(built[1]);
});
