import { ThankflowError } from '../../lib/errors.ts';
import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { AdminRefusal } from '../../lib/platforms/admin/refusal.ts';
import { publishesKeys, webhookTraits } from '../platform/webhook-traits.ts';
import type { Gathered } from './gather.ts';
import { compareSubscriptions, type ComparedSubscriptions } from './webhook-urls.ts';

/** Webhooks to create at a shop's platform. */
export interface SubscribePlan {
  topics: string[];
  url: string;
  /** What the platform is to sign with, where the caller chooses it (WooCommerce). */
  secret: string | undefined;
}

const refuse = (why: string) => new ThankflowError('refused', why);

/** The topics to create. One that is switched off is only switched on where a person can't do it. */
export function topicsToCreate(
  { missing, paused }: ComparedSubscriptions,
  platform: PlatformName | undefined,
): string[] {
  return [...missing, ...(webhookTraits(platform).switchesOn === true ? paused.map(({ topic }) => topic) : [])];
}

/**
 * What has to be created, so that the platform sends all topics here.
 * @throws ThankflowError `refused` if that isn't possible now
 */
export function subscribePlan({ facts, webhookSecret }: Pick<Gathered, 'facts' | 'webhookSecret'>): SubscribePlan {
  const { credential, webhookUrl, eventSources, topics, platform, shop, stage } = facts;
  if (credential.kind !== 'examined')
    throw refuse(
      `creating webhooks needs a credential for the platform's API: ./thankflow secrets put platform --shop ${shop} --stage ${stage}`,
    );
  if (!credential.examined.works)
    throw refuse(`the platform's API doesn't answer as needed: ${credential.examined.why}`);
  const { subscriptions } = credential.examined;
  if (subscriptions === undefined) throw refuse('the credential may not see or create webhooks');
  if (webhookUrl === undefined)
    throw refuse(`the stage's URL is unknown, so no webhook can be created: ${facts.urlProblem ?? ''}`);
  if (webhookSecret === undefined && !publishesKeys(platform))
    throw refuse(`put the webhook secret first: ./thankflow secrets put webhook --shop ${shop} --stage ${stage}`);
  const created = topicsToCreate(compareSubscriptions(subscriptions, topics, { webhookUrl, eventSources }), platform);
  const secret = webhookTraits(platform).takesSecret === true ? webhookSecret?.current : undefined;
  return { topics: created, url: webhookUrl, secret };
}

/**
 * Creates webhooks, one after the other.
 * @param created called after each
 * @throws ThankflowError `refused` if the platform refuses one
 */
export async function subscribe(
  admin: Pick<PlatformAdmin, 'subscribe'>,
  { topics, url, secret }: SubscribePlan,
  created: (topic: string) => void,
): Promise<void> {
  for (const topic of topics) {
    try {
      await admin.subscribe(topic, url, secret);
    } catch (error) {
      if (!(error instanceof AdminRefusal)) throw error;
      throw new ThankflowError('refused', `the webhook ${topic} wasn't created: ${error.message}`, { cause: error });
    }
    created(topic);
  }
}
