import { verifiedOutcomes } from '../logs/webhooks.ts';
import { shopsAllRefused } from '../stuck/refused.ts';
import { ago, instantOf, number } from '../cli/words.ts';
import { arrivals, lastWebhookMs, type ShopFacts } from './facts.ts';
import { command, ok, unknown, warning, wrong, type Finding } from './finding.ts';

/** What arrived here, and whether our secret fits. The platforms' APIs never show the secret. */
export function deliveryFindings(facts: ShopFacts, nowMs: number): Finding[] {
  const { deliveries, newestOrderAt } = facts;
  const order =
    newestOrderAt === undefined ? 'There is no order yet.' : `The newest order: ${instantOf(newestOrderAt)}.`;
  if ('problem' in deliveries)
    return [unknown('deliveries-unknown', `The logs can't be read: ${deliveries.problem} ${order}`)];
  const lastMs = lastWebhookMs(facts);
  if (lastMs === undefined) {
    const means = `No webhook arrived in the last day. ${order}`;
    return [
      newestOrderAt === undefined ? warning('never-arrived', means, 'Place a test order.') : unknown('quiet', means),
    ];
  }
  const counts = arrivals(deliveries.outcomes).map(({ outcome, count }) => `${number(count)} ${outcome}`);
  return [
    ok('arrived', `The last webhook arrived ${ago(lastMs, nowMs)}. In the last day: ${counts.join(', ')}. ${order}`),
    // A shop whose webhooks all come as events needs none.
    ...(facts.hasWebhookSecret || facts.eventSources.length === 0 ? [secretFinding(facts, deliveries.outcomes)] : []),
  ];
}

function secretFinding(facts: ShopFacts, outcomes: Parameters<typeof shopsAllRefused>[0]): Finding {
  const { shop, platform, secretPutAtMs = 0 } = facts;
  const [refused] = shopsAllRefused(outcomes, new Map([[shop, String(platform)]]));
  if (refused !== undefined && (refused.last ?? 0) < secretPutAtMs) {
    return unknown(
      'secret-untested',
      'All webhooks were refused, but a new webhook secret has been put since, and none has tested it yet.',
      'Place a test order.',
    );
  }
  if (refused !== undefined) {
    return wrong(
      'secret-wrong',
      `${number(refused.count)} webhooks were refused, and none accepted since: the platform signs with another secret than ours.`,
      ...(platform === 'shopware'
        ? [
            command(facts, `secrets put app --shop ${shop} --register-again`),
            'Then ask the merchant to reinstall the app.',
          ]
        : [command(facts, `secrets put webhook --shop ${shop}`)]),
    );
  }
  const lastOf = (names: readonly string[]) =>
    Math.max(0, ...outcomes.flatMap(({ outcome, last = 0 }) => (names.includes(outcome) ? [last] : [])));
  const [refusedMs, verifiedMs] = [lastOf(['refused']), lastOf(verifiedOutcomes)];
  if (refusedMs > verifiedMs && verifiedMs > 0) {
    return warning(
      'secret-doubtful',
      'The last webhook was refused, after others were verified: somebody forged it, or the platform has another secret now.',
      'Place a test order.',
    );
  }
  return verifiedMs > 0
    ? ok('secret', 'The webhook secret fits: it verified a webhook in the last day.')
    : unknown('secret-untested', 'No signed webhook of the last day has tested the webhook secret.');
}
