import type { Subscription } from '../../lib/platforms/admin/platform-admin.ts';
import { webhookTraits } from '../platform/webhook-traits.ts';
import { lastWebhookMs, type ShopFacts } from './facts.ts';
import { command, ok, unknown, warning, wrong, type Finding } from './finding.ts';
import { signsUrl } from '../../lib/shops/signed-url.ts';
import { compareSubscriptions, isSpeltOtherwise } from './webhook-urls.ts';

const topicsOf = (subscriptions: readonly Subscription[]): string =>
  [...new Set(subscriptions.map(({ topic }) => topic))].join(', ');

/** What somebody has to type, where the platform signs it. */
function signedUrlFindings(facts: ShopFacts): Finding[] {
  const { credential, platform, webhookUrl } = facts;
  if (!signsUrl(platform) || webhookUrl === undefined) return [];
  const exactly = `The platform signs the URL that its webhook was given. It must be exactly ${webhookUrl}`;
  const subscriptions =
    credential.kind === 'examined' && credential.examined.works ? credential.examined.subscriptions : undefined;
  if (subscriptions === undefined) return [unknown('signed-url', `${exactly}, which can’t be checked from here.`)];
  const others = new Set(subscriptions.filter(({ url }) => isSpeltOtherwise(url, webhookUrl)).map(({ url }) => url));
  return [...others].map((url) =>
    wrong(
      'signed-url',
      `${exactly}. It is ${url} there, so all its webhooks are refused.`,
      'Change it at the platform. Or, if it must stay like that, write it as `webhookUrl` into the settings and apply them.',
    ),
  );
}

/** What the platform says about its webhooks. */
export function webhookFindings(facts: ShopFacts): Finding[] {
  const { credential, webhookUrl, eventSources, topics, shop, platform } = facts;
  if (credential.kind !== 'examined' || !credential.examined.works) return signedUrlFindings(facts);
  const { subscriptions } = credential.examined;
  if (subscriptions === undefined) return signedUrlFindings(facts);
  if (webhookUrl === undefined) {
    const means = `The stage’s URL is unknown, so the platform’s webhooks can’t be compared: ${facts.urlProblem ?? ''}`;
    return [unknown('webhook-url-unknown', means)];
  }
  const found = compareSubscriptions(subscriptions, topics, { webhookUrl, eventSources });
  const fix = command(facts, `shops check ${shop} --fix`);
  const findings = signedUrlFindings(facts);
  const active = found.here.filter(({ state }) => state === 'active');
  if (active.length > 0) findings.push(ok('webhooks', `The platform sends here: ${topicsOf(active)}.`));
  if (found.missing.length > 0) findings.push(missingFinding(facts, found.missing, found.here.length === 0, fix));
  for (const { topic } of found.paused)
    findings.push(
      wrong(
        'webhook-paused',
        `The platform has switched off ${topic}: somebody paused it, or deliveries failed. Orders are lost meanwhile.`,
        webhookTraits(platform).switchesOn === true
          ? fix
          : (webhookTraits(platform).switchOn ?? 'Switch it on again at the platform.'),
        facts.reconciles
          ? 'Reconciliation queues the orders in between.'
          : `Then queue the orders in between: ${command(facts, `reconcile --shop ${shop} --since WHEN`)}`,
      ),
    );
  for (const { topic, failures } of found.failing)
    findings.push(warning('webhook-failing', `The last ${failures} deliveries of ${topic} failed.`));
  for (const topic of found.duplicates)
    findings.push(
      warning(
        'webhook-duplicate',
        `Several webhooks send ${topic} here. That does no harm: each order is thanked once.`,
        'Delete all but one at the platform.',
      ),
    );
  for (const { topic, url } of found.elsewhere)
    findings.push(
      warning(
        'webhook-elsewhere',
        `${topic} is sent to another stage or host, for the same shop ID: ${url}`,
        'If that is another stage, and both spend real money, orders are thanked twice: delete one of them at the platform.',
      ),
    );
  for (const { topic, url } of found.otherShop)
    findings.push(
      warning(
        'webhook-other-shop',
        `${topic} is sent to another shop ID of this stage: ${url}`,
        'Check which is right.',
      ),
    );
  return findings;
}

function missingFinding(facts: ShopFacts, missing: string[], isNone: boolean, fix: string): Finding {
  const { listsOnly, createdByPerson } = webhookTraits(facts.platform);
  if (listsOnly === undefined || !isNone)
    return wrong(
      'webhook-missing',
      `No webhook sends ${missing.join(', ')} to ${facts.webhookUrl ?? ''}: what they report is lost.`,
      (isNone ? createdByPerson : undefined) ?? fix,
    );
  return lastWebhookMs(facts) === undefined
    ? wrong('webhook-none', `${listsOnly}. No webhook arrived in the last day either.`, fix)
    : unknown('webhook-unlisted', `${listsOnly}. Webhooks do arrive, so they are probably there.`);
}
