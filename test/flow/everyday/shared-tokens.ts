import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { sharedTokenName } from '../../../lib/secrets/thanku-tokens.ts';
import { thankflow } from '../../ops/support.ts';
import { see, stack } from './stack.ts';
import { asOperator } from '../support/as-operator.ts';
import { standardOrder } from '../support/payloads.ts';
import { keepSecret } from '../support/people.ts';
import { deliver } from '../support/signed.ts';

const shop = 'sharing';
const own = secretNames.thanku('local', shop);
const shared = sharedTokenName('local', shop);
const newToken = () => `${keepSecret(randomBytes(16).toString('hex'))}\n`;

async function text(name: string): Promise<string | undefined> {
  const found = stack.secrets.send(new GetSecretValueCommand({ SecretId: name }));
  return (await found.catch(() => undefined))?.SecretString;
}
const isShared = async () => (await text(shared))?.includes(`"${shop}"`) ?? false;

async function isThanked(orderId: string): Promise<void> {
  await deliver(
    stack.endpoints().shops.find(({ id }) => id === shop)!,
    standardOrder(orderId),
  );
  await see.settled(shop, `${shop}-${orderId}`);
  expect(await see.thankus(`${shop}-${orderId}`)).toHaveLength(1);
}

it('orders are thanked with the token that the shop has now: its own, a shared one, a newer shared one, its own', async () => {
  const operator = await asOperator(stack.localDir, 'view', 'repair');
  const as = async (args: string[], stdin = '') => {
    const ran = await thankflow(args, { env: { LOCAL_DIR: operator.localDir }, stdin });
    expect([args, ran.code, operator.denied]).toEqual([args, 0, []]);
    return ran;
  };
  const put = ['secrets', 'put', 'thanku', '--shop', shop];

  expect(await isShared()).toBe(false);
  await isThanked('1');
  const ran = await as(['secrets', 'share', '--shop', shop]);
  expect(ran.stdout).toContain(`shared: ${shop} (${shared})`);
  expect(ran.stderr).toContain(`secrets share --shop ${shop} --dry-run --stage local --json`);
  expect(await isShared()).toBe(true);
  await isThanked('2');

  const stale = await text(own);
  await as(put, newToken());
  expect(await text(own)).toBe(stale);
  await isThanked('3');

  await as([...put, '--own'], newToken());
  expect([await isShared(), (await text(own)) === stale]).toEqual([false, false]);
  await isThanked('4');
  await operator.end();
});
