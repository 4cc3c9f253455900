import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { settingsKeys } from '../../../lib/shops/stored-settings.ts';
import { settingsStore } from '../../../lib/shops/settings-store.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { settingsWith } from '../order/support.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

it('keeps what a newer version added to the row, in force and in the revision of before', async () => {
  const { documents, settingsTable: TableName } = aws;
  const apply = (holdHours: number) =>
    applySettings(aws, settingsWith({ holdHours }, { shop: 'oak' }), { by: 'ada', now: Date.now });
  const rows = async () => (await aws.all(TableName)).filter(({ pk }) => pk === 'shop#oak');
  await apply(1);
  const added = { fromNewer: { by: ['x'] } };
  const row = (await rows()).find(({ sk }) => sk === 'current');
  await documents.send(new PutCommand({ TableName, Item: { ...row, ...added } }));
  // As if the apply that wrote it had broken off.
  await documents.send(new DeleteCommand({ TableName, Key: settingsKeys.revision('oak', 1) }));

  expect(await apply(2)).toMatchObject({ outcome: 'changed', revision: 2 });
  expect(await rows()).toMatchObject([added, added, added]);
  expect(await settingsStore(documents, TableName).stored('oak')).not.toHaveProperty('fromNewer');
});
