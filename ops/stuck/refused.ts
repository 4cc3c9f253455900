import { dayMs } from '../../lib/durations.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { auditTrail } from '../audit/trail.ts';
import type { StageAws } from '../stage/aws.ts';
import type { LogFigures } from '../logs/read.ts';
import { verifiedOutcomes, type Outcome } from '../logs/webhooks.ts';
import { number } from '../cli/words.ts';
import type { Findings } from './finding.ts';

/** How the audit trail names the secret that `connect` puts. No shop has this ID. */
export const webhookSecretPut = 'webhook secret';

/** The outcomes of webhooks whose secret is wrong or missing. */
const refusals: ReadonlySet<string> = new Set(['refused', 'no-secret']);

/** Strangers may send a forged webhook at any time, so after an accepted one, one refusal doesn't mean a wrong secret. */
const minAfterGood = 3;

export interface Refused {
  shop: string;
  count: number;
  first: number | undefined;
  last: number | undefined;
}

/**
 * Returns the shops whose webhooks were all refused since the last verified one, or since the beginning. Ignores unsigned webhooks, which
 * anybody can send.
 * @param platforms the platforms of all shops
 */
export function shopsAllRefused(outcomes: readonly Outcome[], platforms: ReadonlyMap<string, string>): Refused[] {
  const found: Refused[] = [];
  for (const [shop, of] of Map.groupBy(outcomes, (outcome) => outcome.shop)) {
    const platform = platforms.get(shop);
    if (platform === undefined) continue;
    const known = PlatformName.safeParse(platform).data;
    const isUnsigned = known !== undefined && adapters[known].isUnsignedPing !== undefined;
    const verified = isUnsigned ? verifiedOutcomes : [...verifiedOutcomes, 'ping'];
    const bad = of.filter(({ outcome }) => refusals.has(outcome));
    const good = of.filter(({ outcome }) => verified.includes(outcome));
    const count = bad.reduce((sum, one) => sum + one.count, 0);
    const first = sorted(bad.map((one) => one.first))[0];
    const lastGood = sorted(good.map((one) => one.last)).at(-1);
    const isAll = good.length === 0 ? count > 0 : count >= minAfterGood && (first ?? 0) > (lastGood ?? Infinity);
    if (isAll) found.push({ shop, count, first, last: sorted(bad.map((one) => one.last)).at(-1) });
  }
  return found;
}

const sorted = (times: readonly (number | undefined)[]): number[] =>
  times.filter((time) => time !== undefined).toSorted((a, b) => a - b);

/** Adds every shop whose webhooks are all refused. Skips shops with a newer secret, because no webhook has tested it yet. */
export async function findRefused(
  aws: Pick<StageAws, 'stage' | 'documents' | 'settingsTable' | 'controlTable'>,
  findings: Findings,
  { lastHour, lastDay }: LogFigures,
  nowMs: number,
): Promise<void> {
  if (!lastDay.some(({ outcome }) => refusals.has(outcome))) return;
  const shops = await settingsStore(aws.documents, aws.settingsTable).list();
  const platforms = new Map(shops.map(({ shop, raw }) => [shop, String(raw['platform'])]));
  // The last hour reveals refusals that the outcomes of the whole day may hide.
  const of = [lastHour, lastDay].flatMap((outcomes) => shopsAllRefused(outcomes, platforms));
  const refused = new Map(of.map((one) => [one.shop, one]));
  if (refused.size === 0) return;
  const put = await secretsPut(aws, nowMs);
  for (const { shop, count, first, last } of refused.values()) {
    // Functions cache the previous secret for a while.
    if ((put.get(shop) ?? 0) + aws.stage.cacheTtlMs > (last ?? Infinity)) continue;
    const words = `${number(count)} webhooks refused, and none accepted since`;
    findings.add('webhooks-refused', { key: shop, since: first, detail: words });
  }
}

/** Returns when shops' webhook secrets were last put, from the last day of the audit trail. */
export async function secretsPut(
  aws: Pick<StageAws, 'documents' | 'controlTable'>,
  nowMs: number,
): Promise<Map<string, number>> {
  const put = new Map<string, number>();
  const trail = auditTrail(aws.documents, aws.controlTable);
  for await (const { what, about, endedAt, outcome } of trail.list(nowMs - dayMs, nowMs)) {
    const isPut = what === 'secrets put webhook' || (what === 'connect' && about.includes(webhookSecretPut));
    if (!isPut || outcome !== 'done' || endedAt === undefined) continue;
    for (const shop of about) put.set(shop, Math.max(put.get(shop) ?? 0, Date.parse(endedAt)));
  }
  return put;
}
