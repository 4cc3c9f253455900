import { afterAll, expect, it } from 'vitest';
import { shopSecretsControl } from '../../lib/store/control.ts';
import type { StageAws } from '../../ops/stage/aws.ts';
import { stopProblems } from '../../ops/thanx/stops.ts';
import { memoryTables } from '../support/memory-tables.ts';

const tables = memoryTables();
afterAll(() => tables.close());

it.each([
  [{ mode: 'baskets' }, ['the circuit of the merchant key or user token of oak-shop has been open since 2026-03-01']],
  [{ fixedToken: true }, ['the circuit of the user token of oak-shop has been open since 2026-03-01']],
  [{ mode: 'receipts' }, []],
] as const)('`thanx check` of a shop with %j tells of the circuit of its own secrets', async (of, messages) => {
  const { documents, control: controlTable } = tables;
  const hold = { reason: 'unauthorized', since: '2026-03-01T12:00:00.000Z' } as const;
  await shopSecretsControl(documents, controlTable, 'main')('oak-shop').change(() => ({ hold }));
  const aws = { documents, controlTable, stage: { name: 'dev' } } as StageAws;
  const subject = { stage: 'dev', credential: 'main', thanxUrl: 'https://thanx.example', shop: 'oak-shop', ...of };
  const problems = await stopProblems(subject, aws);
  expect(problems.map(({ message }) => message.split('T12')[0])).toEqual(messages);
});

it.each([
  ['baskets', 'real', ['baskets-not-certified']],
  ['baskets', 'simulated', []],
  ['receipts', 'real', []],
] as const)('a shop with %s on a stage whose spend is %s, which is not certified', async (mode, spend, codes) => {
  const { documents, control: controlTable } = tables;
  const aws = { documents, controlTable, stage: { name: 'prod', spend } } as StageAws;
  const subject = { stage: 'prod', credential: 'main', thanxUrl: 'https://thanx.example', shop: 'ash-shop', mode };
  expect((await stopProblems(subject, aws)).map(({ code }) => code)).toEqual(codes);
});
