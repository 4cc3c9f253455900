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

/** What changes about a shop during a soak. */
export interface LiveShop {
  webhookUrl: string;
  /** With which its platform signs now. */
  webhookSecret: string;
  /** Of its ThankU wallet. */
  token: string;
  /** The newest version of its settings. */
  version: number;
}

/** The stack, the partners and the shops of a soak. */
export interface SoakWorld {
  folder: string;
  stack: SoakStack;
  partners: Partners;
  shops: ReadonlyMap<string, LiveShop>;
  credential: { clientId: string; accessToken: string };
  /** Runs a command until it succeeds, because the stack may be down. */
  operate(args: readonly string[], stdin?: string): Promise<Ran>;
  /** Uses the stack's tables and queues directly, without the faults. */
  withAws<Result>(work: (aws: StageAws) => Promise<Result>): Promise<Result>;
}

const secretTimeoutMs = 10_000;

export const liveShop = ({ shops }: Pick<SoakWorld, 'shops'>, shop: string): LiveShop => {
  const standing = shops.get(shop);
  if (standing === undefined) throw new Error(`there is no shop ${shop}`);
  return standing;
};

/** Writes this version of a shop's settings into a file, and returns its path. */
export async function writeSettings(folder: string, shop: string, version: number): Promise<string> {
  const path = join(folder, 'settings', `${shop}.yaml`);
  await mkdir(join(folder, 'settings'), { recursive: true });
  await writeFile(path, settingsFile(shop, version));
  return path;
}

/**
 * Starts the partners and the stack, and applies version 1 of the shops' settings.
 * @param visibilitySeconds the queues' visibility timeout. Default: the template's
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
      // 3: done, but something is left for a person. The soak runs `stuck` again anyway.
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

/** The secrets that the local stack generated for its shops. The partners and the platforms have to know them. */
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
