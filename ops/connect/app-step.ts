import { setTimeout as sleep } from 'node:timers/promises';
import { AppSecret, secretNames } from '../../lib/secrets/secrets.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import { changeApp, manifestFolder, writeManifest } from '../app/app-secret.ts';
import { interruptible } from '../cli/interrupt.ts';
import { duration, instantOf } from '../cli/words.ts';
import { gather, type Gathered } from '../connection/gather.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { printSteps, type Connecting } from './connecting.ts';
import { webhookGuide } from './guides.ts';

const lookEveryMs = 1000;

export interface AppDone {
  outcome: 'exist' | 'by-hand';
  secret: 'kept' | 'none';
  gathered: Gathered;
  /** Where the manifest was written. `undefined`: the shop is registered already. */
  manifest: string | undefined;
}

/** Makes the app that the shop installs, and waits until the shop has registered with it: then it has its webhook secret and its credential. */
export async function appStep(on: Connecting, stored: StoredSettings, again: string): Promise<AppDone> {
  const { aws, out, shop, command, options, questions } = on;
  const { app, outcome, name } = await changeApp(aws, command, shop, 'keep');
  if (outcome === 'written') out.done(`written: ${name}`);
  const manifest = app.registered === undefined ? await writeManifest(aws, shop, app, manifestFolder(shop)) : undefined;
  if (manifest !== undefined) {
    out.line(`Written: ${manifest}`);
    out.note('It contains the app’s secret: don’t put it in git, and send it to the merchant safely.');
    const url = `${await aws.apiUrl()}/webhooks/${shop}`;
    printSteps(on, 'How to make Shopware send orders:', webhookGuide('shopware', url));
    const waitMs = options.waitMs ?? (questions.isInteractive ? 600_000 : 0);
    if (waitMs > 0) {
      out.note(`Waiting for the shop to register, up to ${duration(waitMs / 1000)}.`);
      await interruptible(`Stopped waiting. Everything stays as it is. To continue: ${again}`, (signal) =>
        waitForRegistration(on, Date.now() + waitMs, signal),
      );
    }
  }
  const registered = (await appNow(on))?.registered;
  if (registered === undefined) out.note(`The shop hasn’t registered yet. To continue when it has: ${again}`);
  else out.line(`The shop is registered since ${instantOf(registered.at)}: ${registered.url}`);
  const gathered = await gather(aws, stored, Date.now());
  const secret = gathered.facts.hasWebhookSecret ? 'kept' : 'none';
  return { outcome: registered === undefined ? 'by-hand' : 'exist', secret, gathered, manifest };
}

const appNow = ({ aws, shop }: Connecting) =>
  currentSecret(aws.secrets, AppSecret, secretNames.app(aws.stage.name, shop));

async function waitForRegistration(on: Connecting, untilMs: number, signal: AbortSignal): Promise<void> {
  while (Date.now() < untilMs && !signal.aborted) {
    if ((await appNow(on))?.registered !== undefined) return;
    await sleep(lookEveryMs);
  }
}
