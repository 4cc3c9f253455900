import { afterAll, beforeAll, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { shopControl } from '../../../lib/store/control.ts';
import { chooseShop } from '../../../ops/smoke/choose-shop.ts';
import { readableShop } from '../../../ops/shops/known-shop.ts';
import { testOrder } from '../../../ops/smoke/test-order.ts';
import { withStage } from '../../../ops/stage/aws.ts';
import { shopWith } from '../../flow/support/shops.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

const named = (shop: string) =>
  withStage(stages.local, async (stage) => await testOrder(stage, await readableShop(stage, shop)), {
    LOCAL_DIR: aws.folder,
  });
const chosen = () =>
  withStage(stages.local, async (stage) => (await chooseShop(stage)).shop, { LOCAL_DIR: aws.folder });

async function connected(
  shop: string,
  simulate: boolean,
  { lacksToken = false, platform = 'standard' } = {},
): Promise<void> {
  await applySettings(aws, shopWith(shop, { simulate }, { platform }), { by: 'ada', now: Date.now });
  aws.secrets.create([
    { name: secretNames.webhook('local', shop), value: JSON.stringify({ current: 'a-secret-of-a-platform' }) },
    ...(lacksToken
      ? []
      : [{ name: secretNames.thanku('local', shop), value: JSON.stringify({ token: 'token-of-a-wallet' }) }]),
  ]);
}

it('takes a shop whose orders come through, simulated ones first', async () => {
  await expect(chosen()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('connect') });
  await connected('elm', false, { lacksToken: true });
  await expect(chosen()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('doctor') });
  aws.secrets.replace(secretNames.thanku('local', 'elm'), '{"token":"broken"');
  await connected('fir', true, { platform: 'squarespace' });
  await expect(chosen()).rejects.toMatchObject({ message: expect.stringContaining('a platform without test orders') });
  await connected('oak', false);
  expect(await chosen()).toBe('oak');
  await connected('ash', false);
  expect(await chosen()).toBe('ash');
  await connected('yew', true);
  expect(await chosen()).toBe('yew');
  const pause = { reason: 'ticket 42', by: 'ada', since: new Date().toISOString() };
  await shopControl(aws.documents, aws.controlTable)('yew').change((row) => ({ ...row, thankuBrake: pause }));
  expect(await chosen()).toBe('ash');
});

it('says why a shop that is named can’t be tested', async () => {
  await connected('box', false, { platform: 'squarespace' });
  await expect(named('box')).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('webhooks only name orders'),
  });
});
