import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { parseSecret } from '../../lib/secrets/read.ts';
import { AppSecret, secretNames } from '../../lib/secrets/secrets.ts';
import { lookAtSecret, replaceSecret, textOf } from '../../lib/secrets/writer.ts';
import { audited } from '../audit/audited.ts';
import type { StageAws } from '../stage/aws.ts';
import { shopwareManifest } from './manifest.ts';

/** The app's name in its manifest. Shopware also wants it as the name of the folder. */
const appName = 'Thankflow';

/**
 * - `keep`: what is there stays; without any, one is made
 * - `register-again`: the shop may register once more without its webhook secret
 * - `new-secret`: a new secret, so that the manifest that somebody may have is void. The shop may register with it, too
 */
export type AppChange = 'keep' | 'register-again' | 'new-secret';

/** Makes the secret of a shop's app, or changes it. Audited, and by compare and set. */
export async function changeApp(
  aws: StageAws,
  command: Command,
  shop: string,
  change: AppChange,
): Promise<{ name: string; app: AppSecret; outcome: 'kept' | 'written' }> {
  const name = secretNames.app(aws.stage.name, shop);
  const seen = await lookAtSecret(aws.secrets, name);
  const text = await textOf(aws.secrets, seen);
  const before = text === undefined ? undefined : parseSecret(AppSecret, name, text);
  if (before !== undefined && change === 'keep') return { name, app: before, outcome: 'kept' };
  const secret = before === undefined || change === 'new-secret' ? randomBytes(32).toString('hex') : before.secret;
  const app: AppSecret = { name: before?.name ?? appName, secret };
  await audited(aws, command, { about: [shop, `app secret: ${change}`] }, () =>
    replaceSecret(aws.secrets, seen, app, tagsOf(aws.stage)),
  );
  return { name, app, outcome: 'written' };
}

/**
 * Writes the manifest to `<folder>/Thankflow/manifest.xml`, readable only for its owner.
 * @throws ThankflowError `usage` if it can't be written
 */
export async function writeManifest(aws: StageAws, shop: string, app: AppSecret, folder: string): Promise<string> {
  const directory = join(folder, app.name);
  const file = join(directory, 'manifest.xml');
  const text = shopwareManifest(shop, app, await aws.apiUrl());
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(file, text, { mode: 0o600 });
  } catch (cause) {
    throw new ThankflowError('usage', `can't write ${file}`, { cause });
  }
  return file;
}

/** Where a shop's manifest is written, unless a person says otherwise. */
export const manifestFolder = (shop: string): string => `${shop}-app`;
