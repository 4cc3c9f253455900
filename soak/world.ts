import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stages } from '../infra/stages.ts';
import { parseSecret, secretsManager } from '../lib/secrets/read.ts';
import { secretNames, ThankuSecret, ThanxSecret, WebhookSecret } from '../lib/secrets/secrets.ts';
import { withStage, type StageAws } from '../ops/stage/aws.ts';
import { startSoakPartners, type Partners } from './partners.ts';
import { until } from './patience.ts';
import { settingsFile, soakShops } from './shops.ts';
import { SoakStack } from './stack.ts';
import { thankflow, type Ran } from './thankflow.ts';

/** How things stand with a shop. */
export interface LiveShop {
  webhookUrl: string;
  /** What its platform signs with now. */
  webhookSecret: string;
  /** Of its ThankU wallet. */
  token: string;
  /** Of its settings, the newest. */
  version: number;
}

/** All that faults, senders and operators have to do with. */
export interface SoakWorld {
  folder: string;
  stack: SoakStack;
  partners: Partners;
  shops: ReadonlyMap<string, LiveShop>;
  credential: { clientId: string; accessToken: string };
  /** Runs a command until it succeeds, as people do: the stack may be down. */
  operate(args: readonly string[], stdin?: string): Promise<Ran>;
  /** Works with the stack's tables and queues, past all faults. */
  withAws<Result>(work: (aws: StageAws) => Promise<Result>): Promise<Result>;
}

const secretTimeoutMs = 10_000;

export const liveShop = ({ shops }: Pick<SoakWorld, 'shops'>, shop: string): LiveShop => {
  const standing = shops.get(shop);
  if (standing === undefined) throw new Error(`there is no shop ${shop}`);
  return standing;
};

/** Writes a shop's settings of this version where `shops apply` finds them. */
export async function writeSettings(folder: string, shop: string, version: number): Promise<string> {
  const path = join(folder, 'settings', `${shop}.yaml`);
  await mkdir(join(folder, 'settings'), { recursive: true });
  await writeFile(path, settingsFile(shop, version));
  return path;
}

/**
 * Starts partners and stack, and connects the shops: version 1 of their settings is in force.
 * @param visibilitySeconds of the queues; default: the template's
 */
export async function startSoakWorld(folder: string, visibilitySeconds?: number): Promise<SoakWorld> {
  const partners = await startSoakPartners();
  const stack = new SoakStack({
    folder,
    thankuUrl: partners.thanku,
    thanxUrl: partners.thanx,
    ...(visibilitySeconds !== undefined && { visibilitySeconds }),
  });
  const withAws: SoakWorld['withAws'] = async (work) => {
    await stack.endpoints();
    return await withStage(stages.local, work, { LOCAL_DIR: folder });
  };
  const operate: SoakWorld['operate'] = (args, stdin) =>
    until(args.join(' '), async () => {
      await stack.endpoints();
      const ran = await thankflow(folder, args, stdin);
      // 3: done, but something is left for a person, who looks again anyway.
      if (ran.code !== 0 && ran.code !== 3) throw new Error(`thankflow ${args.join(' ')}: ${ran.code}\n${ran.stderr}`);
      return ran;
    });
  await stack.start();
  const files = await Promise.all(soakShops.map(({ id }) => writeSettings(folder, id, 1)));
  await operate(['shops', 'apply', '--yes', ...files]);

  const { api } = await stack.endpoints();
  const { shops, credential } = await withAws((aws) => readSecrets(aws, api));
  for (const { id, slug } of soakShops) {
    await partners.admin(partners.thanku, 'PUT /tokens', { [slug]: liveShop({ shops }, id).token });
  }
  await partners.admin(partners.thanx, 'PUT /credentials', credential);
  return { folder, stack, partners, shops, credential, operate, withAws };
}

/** The random secrets that the local stack made for its shops: the partners and the platforms have to know them. */
async function readSecrets({ secrets }: StageAws, api: string) {
  const read = secretsManager(secrets, secretTimeoutMs);
  const secretOf = async (name: string) => (await read(name)) ?? '';
  const standings = soakShops.map(async ({ id }): Promise<[string, LiveShop]> => {
    const [webhook, thanku] = [secretNames.webhook('local', id), secretNames.thanku('local', id)];
    const { current } = parseSecret(WebhookSecret, webhook, await secretOf(webhook));
    const { token } = parseSecret(ThankuSecret, thanku, await secretOf(thanku));
    return [id, { webhookUrl: `${api}/webhooks/${id}`, webhookSecret: current, token, version: 1 }];
  });
  const thanx = secretNames.thanx('local', 'main');
  return {
    shops: new Map(await Promise.all(standings)),
    credential: parseSecret(ThanxSecret, thanx, await secretOf(thanx)),
  };
}
