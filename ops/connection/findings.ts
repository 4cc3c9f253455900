import { ago, duration, instantOf } from '../cli/words.ts';
import { unfitness } from '../platform/put.ts';
import { publishesKeys, webhookTraits } from '../platform/webhook-traits.ts';
import { credentialFindings } from './credential-findings.ts';
import { deliveryFindings } from './delivery-findings.ts';
import type { ShopFacts } from './facts.ts';
import { command, ok, unknown, warning, wrong, type Finding } from './finding.ts';
import { notifyFindings } from './notify-findings.ts';
import { webhookFindings } from './webhook-findings.ts';

/** Everything that there is to say about a shop's connection, in the order in which a person would look. */
export const findingsOf = (facts: ShopFacts, nowMs: number): Finding[] => [
  settingsFinding(facts),
  ...secretFindings(facts),
  ...credentialFindings(facts),
  ...webhookFindings(facts),
  ...deliveryFindings(facts, nowMs),
  ...reconcileFindings(facts, nowMs),
  ...notifyFindings(facts),
  ...facts.problems.map(({ reason, since, detail }) =>
    wrong(
      `problem-${reason}`,
      `${reason}, since ${instantOf(since)}: ${detail}`,
      command(facts, `stuck --reason ${reason}`),
    ),
  ),
];

function settingsFinding(facts: ShopFacts): Finding {
  const { shop, settings, revision } = facts;
  switch (settings) {
    case 'in-effect':
      return ok('settings', `The settings of ${shop} are in effect, revision ${revision}.`);
    case 'removed':
      return wrong(
        'settings-removed',
        `${shop} is removed: its new orders wait.`,
        command(facts, `shops rollback ${shop}`),
      );
    case 'newer':
      return wrong(
        'settings-newer',
        'A newer version applied the settings, and this one can’t read all of them.',
        command(facts, 'stuck --reason settings-newer'),
      );
  }
}

function secretFindings(facts: ShopFacts): Finding[] {
  const { shop, platform, hasThankuToken, hasWebhookSecret, eventSources } = facts;
  return [
    hasThankuToken
      ? ok('thanku-token', 'The token of the ThankU wallet is stored.')
      : wrong(
          'thanku-token-missing',
          'The token of the ThankU wallet is missing: no order can be thanked.',
          command(facts, `secrets put thanku --shop ${shop}`),
        ),
    ...(hasWebhookSecret || publishesKeys(platform) || eventSources.length > 0
      ? []
      : [
          wrong(
            'webhook-secret-missing',
            'The webhook secret is missing: webhooks are answered 503.',
            webhookTraits(platform).registers === true
              ? `The shop gets it when it installs the app: ${command(facts, `connect ${platform ?? ''} --shop ${shop}`)}`
              : command(facts, `secrets put webhook --shop ${shop}`),
          ),
        ]),
  ];
}

function reconcileFindings(facts: ShopFacts, nowMs: number): Finding[] {
  const { credential, reconciles, reconcileState: state, shop } = facts;
  if (credential.kind === 'impossible') return [];
  if (!reconciles) {
    return [
      warning(
        'reconcile-off',
        'Reconciliation is off: if the platform loses a webhook, nobody notices.',
        'Add `reconcile: {}` to the settings and apply them.',
      ),
    ];
  }
  if (state === undefined) {
    return [
      wrong(
        'reconcile-not-started',
        'The settings switch reconciliation on, but it was never started.',
        `Apply the settings of ${shop} again.`,
      ),
    ];
  }
  const { failing, last, since, cursorMs } = state;
  const pass =
    last === undefined
      ? 'No pass has ended yet.'
      : `All changes until ${instantOf(new Date(cursorMs).toISOString())} are compared. The last pass was ${ago(Date.parse(last.at), nowMs)}: ${last.listed} orders listed, ${last.queued} queued.`;
  const on = ok('reconcile-on', `Reconciliation has been on since ${instantOf(since)}. ${pass}`);
  if (failing === undefined) return [on];
  const isAboutCredential = credential.kind === 'examined' && unfitness(credential.examined) !== undefined;
  const failingFor = duration((nowMs - Date.parse(failing.since)) / 1000);
  return [
    on,
    credential.kind === 'examined' && !isAboutCredential
      ? unknown(
          'reconcile-failing',
          `Reconciliation has failed for ${failingFor}: ${failing.detail}. The credential works now, so the next pass may succeed.`,
        )
      : wrong(
          'reconcile-failing',
          `Reconciliation has failed for ${failingFor}: ${failing.detail}.`,
          command(facts, `secrets put platform --shop ${shop}`),
        ),
  ];
}
