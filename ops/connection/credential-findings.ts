import { hidesWebhooks, needsApi } from '../platform/address.ts';
import { unfitness } from '../platform/put.ts';
import type { ShopFacts } from './facts.ts';
import { command, ok, unknown, warning, wrong, type Finding } from './finding.ts';

/** What the credential for the platform's API can do. */
export function credentialFindings(facts: ShopFacts): Finding[] {
  const { credential, shop, platform } = facts;
  const put = command(facts, `secrets put platform --shop ${shop}`);
  switch (credential.kind) {
    case 'impossible':
      return [
        unknown(
          'no-api',
          `thankflow knows no API of ${platform ?? 'the platform'}, so the platform’s side can’t be checked.`,
        ),
      ];
    case 'none':
      return [noCredential(facts, put)];
    case 'unreadable':
      return [wrong('credential-unreadable', `The credential for the platform’s API: ${credential.why}.`, put)];
    case 'examined': {
      const { examined } = credential;
      const problem = unfitness(examined);
      if (!examined.works || problem !== undefined) {
        const code = examined.works ? 'credential-scopes' : `credential-${examined.kind}`;
        const waiting = needsApi(platform) ? ' Webhooks only name orders, so all orders wait until it does.' : '';
        return [wrong(code, `${problem ?? ''}${examined.works ? '' : waiting}`, put)];
      }
      const of = examined.shop === undefined ? '' : ` It belongs to ${examined.shop}.`;
      return [
        ok('credential', `The credential for the platform’s API works.${of}`),
        ...examined.limits.map((limit) => {
          const means = `The credential: ${limit}.`;
          return hidesWebhooks(platform) ? unknown('credential-limit', means) : warning('credential-limit', means);
        }),
      ];
    }
  }
}

function noCredential({ platform, reconciles }: ShopFacts, put: string): Finding {
  const none = 'There is no credential for the platform’s API';
  if (needsApi(platform))
    return wrong(
      'credential-missing',
      `${none}. Webhooks only name orders, so all orders wait until there is one.`,
      put,
    );
  return reconciles
    ? wrong('credential-missing', 'Reconciliation is on, but has no credential for the platform’s API.', put)
    : unknown('credential-none', `${none}, so the platform’s side can’t be checked.`, put);
}
