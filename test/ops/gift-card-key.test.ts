import { afterAll, beforeAll, expect, it } from 'vitest';
import { CardKeysSecret, PublicCardKey } from '../../lib/sealing/card-keys.ts';
import { sealCard } from '../../lib/sealing/seal.ts';
import { openCard } from '../../lib/sealing/open.ts';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { thankflow } from './support.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

const put = (...options: string[]) =>
  thankflow(['secrets', 'put', 'gift-card-key', ...options], { env: { LOCAL_DIR: aws.folder } });
const secret = () => CardKeysSecret.parse(JSON.parse(aws.secrets.current(secretNames.giftCardKey('local')) ?? 'null'));
const publicKey = () => publicKeyStore(aws.documents, aws.settingsTable).get();

it('makes a pair, shows nothing of it, and keeps the older ones when it is made anew', async () => {
  const first = await put();
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('done  written: thankflow/local/gift-card-key'),
  });
  const [made] = secret().keys;
  expect(await publicKey()).toEqual(PublicCardKey.parse(made));
  const card = { number: '6006491234567890', pin: '8173' };
  const { jwe } = await sealCard(card, PublicCardKey.parse(made));

  const second = await put('--json');
  expect(JSON.parse(second.stdout)).toEqual({
    stage: 'local',
    name: 'thankflow/local/gift-card-key',
    outcome: 'written',
    keys: 2,
  });
  expect(secret().keys[1]).toEqual(made);
  expect((await publicKey())?.kid).toBe(secret().keys[0]?.kid);
  expect(await openCard(jwe, secret())).toEqual({ kind: 'opened', card });
  for (const { d } of secret().keys) expect(JSON.stringify([first, second])).not.toContain(d);
});

it('writes over no secret that it cannot read', async () => {
  const other = await startLocalAws();
  const name = secretNames.giftCardKey('local');
  other.secrets.create([{ name, value: 'older keys, but damaged' }]);
  const ran = await thankflow(['secrets', 'put', 'gift-card-key'], { env: { LOCAL_DIR: other.folder } });
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(name) });
  expect(ran.stderr).not.toContain('damaged');
  expect(other.secrets.current(name)).toBe('older keys, but damaged');
  expect(await publicKeyStore(other.documents, other.settingsTable).get()).toBeUndefined();
  await other.close();
});
