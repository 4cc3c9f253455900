import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { TargetSecret } from '../../lib/notify/secret.ts';
import type { NotifyTarget, TargetKind } from '../../lib/shops/notify-settings.ts';
import { askHidden } from '../cli/ask.ts';
import type { Output } from '../cli/output.ts';
import { instantOf } from '../cli/words.ts';
import { askCredential } from '../platform/credential.ts';
import type { StageAws } from '../stage/aws.ts';
import { checkSigningSecret, newSigningSecret, signingEntry } from './entries.ts';
import { mayWrite, type MayWrite } from './may-write.ts';

export interface EntryOptions {
  shop: string;
  enter: boolean;
  replaceNow: boolean;
  keepPrevious: boolean;
  url?: string | undefined;
  unchecked: boolean;
}

/** What was entered or generated for a target. */
export interface NewEntry {
  /** `undefined`: nothing changes. */
  entry: TargetSecret | undefined;
  /** The signing secret, if nobody has seen it yet. */
  generated?: string;
  /** Of a platform's credential. */
  checked?: MayWrite;
}

/** @throws `usage` for an option that says nothing about this kind of target */
export function refuseForeignOptions(to: TargetKind, options: EntryOptions): void {
  const isWebhook = to === 'webhook';
  const isPlatform = !isWebhook && to !== 'klaviyo';
  const ofWebhooks = {
    '--enter': options.enter,
    '--replace-now': options.replaceNow,
    '--keep-previous': options.keepPrevious,
  };
  const ofPlatforms = { '--url': options.url !== undefined, '--unchecked': options.unchecked };
  const foreign = { ...(!isWebhook && ofWebhooks), ...(!isPlatform && ofPlatforms) };
  const wrong = Object.entries(foreign).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
  if (wrong.length > 0) throw new ThankflowError('usage', `${wrong.join(', ')}: not for a target that is a ${to}`);
}

/** Asks for a target's secret, or generates it. @throws `bad-secret`, `usage` or `refused`, without what was entered */
export async function newEntry(
  aws: StageAws,
  { name, to }: NotifyTarget,
  before: TargetSecret | undefined,
  options: EntryOptions,
): Promise<NewEntry> {
  switch (to) {
    case 'webhook': {
      const [entered] = options.enter ? await askHidden([`Signing secret of ${name} (whsec_…)`]) : [];
      if (entered !== undefined) checkSigningSecret(entered);
      const fresh = entered ?? newSigningSecret();
      const how = options.replaceNow ? 'replace-now' : options.keepPrevious ? 'keep-previous' : 'usual';
      const entry = signingEntry(before?.to === 'webhook' ? before : undefined, fresh, how, Date.now());
      return { entry, ...(entered === undefined && { generated: fresh }) };
    }
    case 'klaviyo': {
      const [apiKey = ''] = await askHidden([`Private API key of ${name} (pk_…)`]);
      return { entry: klaviyoEntry(apiKey) };
    }
    case 'shopify-metafield':
    case 'woocommerce-meta':
    case 'woocommerce-note': {
      const of = to === 'shopify-metafield' ? 'shopify' : 'woocommerce';
      const platform = await askCredential(of, options.shop, options.url, aws.sandboxes);
      const checked = await mayWrite(platform);
      if (!checked.may && !options.unchecked)
        throw new ThankflowError('refused', [
          `The credential may not change orders: ${checked.why}. Nothing was written.`,
          'Fix it and repeat the command. To write the credential anyway, add --unchecked.',
        ]);
      return { entry: { to, platform }, checked };
    }
  }
}

/** @see https://developers.klaviyo.com/en/docs/authenticate_ */
function klaviyoEntry(apiKey: string): TargetSecret {
  const entry = TargetSecret.safeParse({ to: 'klaviyo', apiKey });
  if (entry.success && apiKey.startsWith('pk_')) return entry.data;
  throw new ThankflowError(
    'bad-secret',
    'expected a private API key, which begins with pk_: Klaviyo → Settings → API keys. The public one (six characters) may not write events. Nothing was written.',
  );
}

/** Says what the secret does from now on, and what to do with it. */
export function printEntry(out: Output, stage: Stage, { generated, checked }: NewEntry, entry: TargetSecret): void {
  if (generated !== undefined) {
    out.line('The signing secret, which is shown only now. Give it to the receiver:');
    out.block(generated, '  ');
  }
  if (checked?.may === false) out.note(`warning: it may not change orders: ${checked.why}`);
  if (checked?.may === true)
    out.line(`It may change orders.${checked.shop === undefined ? '' : ` It belongs to ${checked.shop}.`}`);
  if (entry.to === 'klaviyo')
    out.line('Klaviyo has no way to check its rights without writing: the first order shows whether it works.');
  out.line(`Takes effect within ${stage.cacheTtlMs / 1000} s.`);
  if (entry.to === 'webhook' && entry.previous !== undefined)
    out.line(
      `Webhooks are signed with the previous secret as well until ${instantOf(entry.previous.expiresAt)}. Change it at the receiver by then.`,
    );
}
