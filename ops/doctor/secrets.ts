import type { Stage } from '../../infra/stages.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { ok, warning, wrong, type Finding } from '../connection/finding.ts';
import { isUsable, listSecrets, type SecretFact } from '../secrets/list.ts';
import type { Check } from './check.ts';
import { neededSecrets, type NeededSecret, type SecretKind } from './needed-secrets.ts';
import { withoutShared } from './shared-tokens.ts';

export const secretsCheck: Check = {
  code: 'secrets',
  needsStage: true,
  async findings({ stage, aws }) {
    const [shops, present] = await Promise.all([
      settingsStore(aws.documents, aws.settingsTable).list(),
      listSecrets(aws.secrets, stage.name),
    ]);
    const inUse = shops.filter(({ removed }) => removed === undefined);
    const all = [...neededSecrets(stage, inUse), ...webhookSecrets(stage, present)];
    // Functions read shared secrets only if the stage says so.
    const { needed, findings } = stage.shareThankuTokens
      ? await withoutShared(aws, all, present)
      : { needed: all, findings: [] };
    return [...findings, ...secretFindings(stage.name, needed, present)];
  },
};

/** The secrets of Thanx's purchase webhooks that somebody has put. */
export const webhookSecrets = (
  { name: stage, thanxCredentials }: Pick<Stage, 'name' | 'thanxCredentials'>,
  present: ReadonlyMap<string, SecretFact>,
): NeededSecret[] =>
  thanxCredentials
    .map((of) => ({ kind: 'thanx-webhook' as const, name: secretNames.thanxWebhook(stage, of), of }))
    .filter(({ name }) => present.has(name));

interface Kind {
  label: string;
  /** What happens without it. */
  means: string;
  /** The command that puts it. Without one, `todo` says what to do. */
  command?: (of: string) => string;
  todo?: readonly string[];
  /** A deployment has to wait for it. A shop that is being connected stops nobody else's. */
  stops: boolean;
}

const kinds: Record<SecretKind, Kind> = {
  'customer-key': {
    label: 'customer key',
    means: 'no order is claimed',
    todo: ['Restore it, and don’t create a new one: docs/operating.md, “The customer key”'],
    stops: true,
  },
  'link-secret': {
    label: 'link secret',
    means: 'customers’ pages can’t be shown',
    todo: [
      'If this is the first version with pages, deploying creates it. Otherwise: docs/operating.md, “The link secret”',
    ],
    stops: false,
  },
  'gift-card-key': {
    label: 'gift card key',
    means: 'gift cards are lost',
    command: () => 'secrets put gift-card-key',
    stops: true,
  },
  thanx: {
    label: 'Thanx credential',
    means: 'receipts and baskets wait',
    command: (credential) => `secrets put thanx --credential ${credential}`,
    stops: true,
  },
  'thanx-webhook': {
    label: 'secret of Thanx’s purchase webhook',
    means: 'purchases are refused, and receipts are polled as without them',
    command: (credential) => `secrets put thanx-webhook --credential ${credential}`,
    stops: false,
  },
  webhook: {
    label: 'webhook secret',
    means: 'webhooks are answered 503',
    command: (shop) => `secrets put webhook --shop ${shop}`,
    stops: false,
  },
  registration: {
    label: 'webhook secret, which a shop gets when it installs the app,',
    means: 'webhooks are answered 503',
    command: (shop) => `connect shopware --shop ${shop}`,
    stops: false,
  },
  thanku: {
    label: 'ThankU token',
    means: 'orders wait',
    command: (shop) => `secrets put thanku --shop ${shop}`,
    stops: false,
  },
  'thanx-user': {
    label: 'Thanx user token',
    means: 'receipts and baskets wait',
    command: (shop) => `secrets put thanx-user --shop ${shop}`,
    stops: false,
  },
  'thanx-merchant': {
    label: 'Thanx merchant key',
    means: 'baskets and their refunds wait',
    command: (shop) => `secrets put thanx-merchant --shop ${shop}`,
    stops: false,
  },
  fetching: {
    label: 'credential for the platform’s API',
    means: 'webhooks only name orders, so none can be fetched, and all wait',
    command: (shop) => `secrets put platform --shop ${shop}`,
    stops: false,
  },
  platform: {
    label: 'credential for the platform’s API',
    means: 'orders whose webhooks are lost aren’t found',
    command: (shop) => `secrets put platform --shop ${shop}`,
    stops: false,
  },
  notify: {
    label: 'secret of the shop’s own systems',
    means: 'their notifications wait',
    // Which says for each target how to put its part of the secret.
    command: (shop) => `shops check ${shop}`,
    stops: false,
  },
};

/** Shops that are named in a finding. */
const maxNamed = 5;

export function secretFindings(
  stage: string,
  needed: readonly NeededSecret[],
  present: ReadonlyMap<string, SecretFact>,
): Finding[] {
  const lacking = needed.filter(({ name }) => !isUsable(present.get(name)));
  const findings = [...Map.groupBy(lacking, ({ kind }) => kind)].map(([kind, secrets]) => {
    const { label, means, command, todo = [], stops } = kinds[kind];
    const owners = secrets.flatMap(({ of }) => of ?? []);
    const more = owners.length > maxNamed ? ` and ${owners.length - maxNamed} more` : '';
    const whose = owners.length === 0 ? '' : ` for ${owners.slice(0, maxNamed).join(', ')}${more}`;
    const deleted = secrets.find(({ name }) => present.get(name)?.isDeleted);
    const what = deleted === undefined ? 'is missing' : 'is scheduled for deletion, or missing';
    const [owner = ''] = owners;
    const steps =
      deleted !== undefined
        ? [`aws secretsmanager restore-secret --secret-id ${deleted.name}`]
        : command === undefined
          ? todo
          : [`./thankflow ${command(owner)} --stage ${stage}`];
    return (stops ? wrong : warning)(`secrets-${kind}`, `The ${label} ${what}${whose}: ${means}.`, ...steps);
  });
  return findings.length > 0
    ? findings
    : [ok('secrets', `All ${needed.length} secrets that the stage and its shops need have a value.`)];
}
