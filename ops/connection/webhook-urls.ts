import type { Subscription } from '../../lib/platforms/admin/platform-admin.ts';

/**
 * Where a subscription sends its webhooks:
 * - `here`: to this shop's URL on this stage, or to a partner event source from which the stage takes its events
 * - `elsewhere`: to a URL for this shop ID on another host, such as another stage
 * - `other-shop`: to another shop's URL on this stage
 * - `foreign`: to somebody else
 */
type Target = 'here' | 'elsewhere' | 'other-shop' | 'foreign';

function targetOf(url: string, { webhookUrl, eventSources }: Here): Target {
  // An ARN: arn:aws:events:eu-central-1::event-source/aws.partner/shopify.com/12345/thankflow
  if (eventSources.some((source) => url.endsWith(`:event-source/${source}`))) return 'here';
  const [there, ours] = [URL.parse(url), new URL(webhookUrl)];
  if (there === null) return 'foreign';
  const isOurHost = there.host === ours.host && there.protocol === ours.protocol;
  // Ingest knows no other path, so one with a slash at the end answers 404.
  if (there.href === ours.href) return 'here';
  const isOurPath = there.pathname
    .replace(/\/+$/, '')
    .endsWith(ours.pathname.slice(ours.pathname.indexOf('/webhooks/')));
  if (isOurPath) return 'elsewhere';
  return isOurHost && there.pathname.includes('/webhooks/') ? 'other-shop' : 'foreign';
}

/** Where a stage takes a shop's webhooks. */
interface Here {
  webhookUrl: string;
  eventSources: readonly string[];
}

const placeOf = (url: string) => URL.parse(url)?.href.toLowerCase().replace(/\/+$/, '');

/** Whether this is the same place, in another spelling: where the platform signs the URL, its webhooks are refused. */
export const isSpeltOtherwise = (url: string, webhookUrl: string): boolean =>
  url !== webhookUrl && placeOf(url) === placeOf(webhookUrl);

/** What a shop's subscriptions mean for one stage. */
export interface ComparedSubscriptions {
  /** Topics that nothing active sends here. */
  missing: string[];
  /** Subscriptions that would send here, but don't. */
  paused: Subscription[];
  /** Topics that several subscriptions send here. */
  duplicates: string[];
  /** Subscriptions of needed topics that report failed deliveries. */
  failing: Subscription[];
  here: Subscription[];
  elsewhere: Subscription[];
  otherShop: Subscription[];
}

export function compareSubscriptions(
  subscriptions: readonly Subscription[],
  topics: readonly string[],
  place: Here,
): ComparedSubscriptions {
  const of = Map.groupBy(subscriptions, ({ url }) => targetOf(url, place));
  const here = (of.get('here') ?? []).filter(({ topic }) => topics.includes(topic));
  const active = here.filter(({ state }) => state === 'active');
  const count = (topic: string) => active.filter((one) => one.topic === topic).length;
  const paused = here.filter(({ state, topic }) => state === 'paused' && count(topic) === 0);
  const isPaused = new Set(paused.map(({ topic }) => topic));
  return {
    missing: topics.filter((topic) => count(topic) === 0 && !isPaused.has(topic)),
    paused,
    duplicates: topics.filter((topic) => count(topic) > 1),
    failing: active.filter(({ failures = 0 }) => failures > 0),
    here,
    elsewhere: of.get('elsewhere') ?? [],
    otherShop: of.get('other-shop') ?? [],
  };
}
