import { afterAll, beforeAll, expect, it } from 'vitest';
import { limitStore } from '../../../lib/limit/limit-store.ts';
import { dayAt } from '../../../lib/limit/period.ts';
import { describeUsage, isReached, limitsOfStage } from '../../../ops/status/limits.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { shopFile, thankflow } from '../support.ts';

let aws: LocalAws;
let env: { LOCAL_DIR: string };
beforeAll(async () => {
  aws = await startLocalAws();
  env = { LOCAL_DIR: aws.folder };
});
afterAll(() => aws.close());

const fileWith = (limit: string) => shopFile([['thanku:\n', `thanku:\n  limit: {timeZone: UTC, ${limit}}\n`]]);
const apply = async (limit: string) => await thankflow(['shops', 'apply', await fileWith(limit), '--yes'], { env });

it('shows how much of a limit is given, and refuses one below it, with its place in the file', async () => {
  expect(await apply('perMonth: 100')).toMatchObject({ code: 0 });
  const row = { day: dayAt(Date.now(), 'UTC'), monthUnits: 42, dayUnits: 0, open: [] };
  await limitStore(aws.documents, aws.controlTable)('oak-shop').change(() => ({ row, outcome: undefined }));

  const refused = await apply('perMonth: 41');
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toMatch(/\.yaml:\d+:\d+ {2}41 is less than the 42 units that the shop has already given/);
  const described = async () =>
    (await limitsOfStage(aws, Date.now())).map((one) => [describeUsage(one), isReached(one)]);
  expect(await described()).toEqual([[expect.stringMatching(/^42 of 100 units in \d{4}-\d\d$/), false]]);

  expect(await apply('perMonth: 42')).toMatchObject({ code: 0 });
  expect(await described()).toEqual([[expect.stringMatching(/^42 of 42 units/), true]]);
  expect(await apply('perDay: 5, perMonth: 4')).toMatchObject({
    code: expect.any(Number),
    stderr: expect.stringMatching(/\.yaml:\d+:\d+ {2}is more than `perMonth` \(4\)/),
  });
});
