import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { createWebhooks } from '../connection/create-webhooks.ts';
import { lastWebhookMs } from '../connection/facts.ts';
import { gather, type Gathered } from '../connection/gather.ts';
import { subscribePlan, topicsToCreate } from '../connection/subscribe.ts';
import { compareSubscriptions } from '../connection/webhook-urls.ts';
import { webhookTraits } from '../platform/webhook-traits.ts';
import { printSteps, type Connecting } from './connecting.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import { secretOfPlatform, webhookGuide } from './guides.ts';
import { webhookSecretStep } from './secret-steps.ts';

export interface WebhooksDone {
  /** `by-hand`: a person has to create them, and knows how. */
  outcome: 'exist' | 'created' | 'by-hand';
  secret: 'kept' | 'written' | 'none' | 'not-needed';
  gathered: Gathered;
}

/** Puts the webhook secret, and has the platform send here: through its API, or by a person. */
export async function webhooksStep(
  on: Connecting,
  stored: StoredSettings,
  clientSecret: string | undefined,
): Promise<WebhooksDone> {
  const gathered = await gather(on.aws, stored, Date.now());
  const url = gathered.facts.webhookUrl ?? `<the stage's API>/webhooks/${on.shop}`;
  const { missing, isListed, isUnlisted } = missingOf(gathered);
  const creates = missing.length > 0 && (await agreesToCreate(on, missing, url));
  // Created through the API, now or before: signed with the app's secret (Shopify).
  const isCreated = creates || isListed;
  const exists = isListed || isUnlisted;
  // A platform that makes the secret itself shows it where a person creates the webhooks.
  const isGuideFirst = secretOfPlatform[on.platform] !== undefined && !creates && !(exists && missing.length === 0);
  if (isGuideFirst) printGuide(on, url);
  const { outcome: secret } = await webhookSecretStep(on, {
    clientSecret: isCreated ? clientSecret : undefined,
    isCreated,
    exists,
  });
  if (creates && secret !== 'none') {
    await create(on, stored);
    return { outcome: 'created', secret, gathered };
  }
  if (exists && missing.length === 0) {
    on.out.line(`${platformTitles[on.platform]} has the webhooks.`);
    return { outcome: 'exist', secret, gathered };
  }
  if (!isGuideFirst) printGuide(on, url);
  return { outcome: 'by-hand', secret, gathered };
}

const printGuide = (on: Connecting, url: string): void =>
  printSteps(on, `How to make ${platformTitles[on.platform]} send orders:`, webhookGuide(on.platform, url));

/** What can be created through the API, and whether there is anything for this URL already. */
function missingOf({ facts }: Gathered): { missing: string[]; isListed: boolean; isUnlisted: boolean } {
  const { credential, webhookUrl, eventSources, topics, platform } = facts;
  const subscriptions =
    credential.kind === 'examined' && credential.examined.works ? credential.examined.subscriptions : undefined;
  if (subscriptions === undefined || webhookUrl === undefined)
    return { missing: [], isListed: false, isUnlisted: false };
  const compared = compareSubscriptions(subscriptions, topics, { webhookUrl, eventSources });
  const { here } = compared;
  const { listsOnly, createdByPerson } = webhookTraits(platform);
  // If webhooks arrive that aren't listed, more would only be duplicates.
  const isUnlisted = listsOnly !== undefined && here.length === 0 && lastWebhookMs(facts) !== undefined;
  // Topics can be added to a webhook that exists.
  const isByHand = createdByPerson !== undefined && here.length === 0;
  return {
    missing: isUnlisted || isByHand ? [] : topicsToCreate(compared, platform),
    isListed: here.length > 0,
    isUnlisted,
  };
}

async function agreesToCreate(on: Connecting, missing: readonly string[], url: string): Promise<boolean> {
  const { out, platform, options, questions } = on;
  for (const topic of missing) out.note(`would create: ${topic} → ${url}`);
  const { signingNote } = webhookTraits(platform);
  if (signingNote !== undefined) out.note(signingNote);
  if (options.yes) return true;
  if (questions.isInteractive)
    return await questions.confirm({
      message: missing.length === 1 ? 'Create this webhook now?' : `Create these ${missing.length} webhooks now?`,
      initial: true,
    });
  out.note('Nothing was created: to agree, add --yes.');
  return false;
}

/** Looks again first: the secret is put only now. */
async function create(on: Connecting, stored: StoredSettings): Promise<void> {
  const now = await gather(on.aws, stored, Date.now());
  if (now.admin !== undefined) await createWebhooks(on, now.admin, subscribePlan(now));
}
