import type { Subject } from './flows/flow.ts';
import type { KnownSecret, SecretKind } from './redact.ts';

/** The credentials and personal data of a run, which no file may contain. */
export function knownSecrets({ secret, fixedToken, merchantKey, member, stranger, card }: Subject): KnownSecret[] {
  const all: [SecretKind, string | undefined][] = [
    ['token', secret.accessToken],
    ['client-id', secret.clientId],
    ['token', fixedToken],
    ['merchant-key', merchantKey],
    ['email', member],
    ['email', stranger],
    ['card-number', card?.number],
    ['pin', card?.pin],
  ];
  return all.flatMap(([kind, value]) => (value === undefined ? [] : [{ kind, value }]));
}
