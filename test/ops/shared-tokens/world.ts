import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { stages, type Stage } from '../../../infra/stages.ts';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { sharedTokenName, tokenSecrets } from '../../../lib/secrets/thanku-tokens.ts';
import { lookAtToken } from '../../../ops/secrets/thanku-token.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { startSecretsProxy, type SecretsProxy } from '../../support/secrets-proxy.ts';

/** The shared secret that the shops have in common. */
export const name = secretNames.thankuTokens('local', 3);
const shops = Array.from({ length: 400 }, (_, number) => `shop-${number}`);
/** Shops that share one secret. */
export const together = shops.filter((shop) => sharedTokenName('local', shop) === name);
export const [oak = '', elm = '', ash = ''] = together;

export const token = (letter: string) => ({ token: letter.repeat(32) });
/** The name of a shop's own secret. */
export const own = (shop: string) => secretNames.thanku('local', shop);

export interface Operator {
  stage: Stage;
  secrets: SecretsManagerClient;
}

/** The secrets of a stage whose shops share some, and operators who change them. */
export interface World {
  aws: LocalAws;
  proxy: SecretsProxy;
  operator(maxAttempts?: number): Operator;
  /** Whose requests aren't held up. */
  direct(): Operator;
  stored(secret: string): unknown;
  put(shop: string, letter: string, on?: Operator, moveToOwn?: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const aws = await startLocalAws();
  const proxy = await startSecretsProxy(aws.secrets.url);
  const names = Array.from({ length: tokenSecrets }, (_, number) => secretNames.thankuTokens('local', number));
  aws.secrets.create(names.map((secret) => ({ name: secret })));
  const at = (url: string, maxAttempts: number): Operator => ({
    stage: stages.local,
    secrets: new SecretsManagerClient({ ...clientConfig(url, 'eu-central-1'), maxAttempts, retryMode: 'standard' }),
  });
  const operator = (maxAttempts = 3) => at(proxy.url, maxAttempts);
  return {
    aws,
    proxy,
    operator,
    direct: () => at(aws.secrets.url, 3),
    stored: (secret) => JSON.parse(aws.secrets.current(secret) ?? 'null'),
    put: async (shop, letter, on = operator(), moveToOwn = false) =>
      (await lookAtToken(on, shop, moveToOwn)).put(token(letter)),
    async close() {
      await proxy.close();
      await aws.close();
    },
  };
}
