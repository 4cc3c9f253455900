import { unknown, type Finding } from '../connection/finding.ts';
import { entryOf, sharedTokenName } from '../../lib/secrets/thanku-tokens.ts';
import { isUsable, type SecretFact } from '../secrets/list.ts';
import { readSharedTokens } from '../secrets/shared-tokens.ts';
import type { StageAws } from '../stage/aws.ts';
import type { NeededSecret } from './needed-secrets.ts';

/**
 * Leaves out the ThankU tokens that shops have in secrets that they share. Reads only the shared secrets of shops that have no own one.
 * @returns what is still needed, and a finding if this role may not read secrets
 */
export async function withoutShared(
  aws: Pick<StageAws, 'secrets' | 'stage'>,
  needed: readonly NeededSecret[],
  present: ReadonlyMap<string, SecretFact>,
): Promise<{ needed: NeededSecret[]; findings: Finding[] }> {
  const nameFor = ({ kind, name, of }: NeededSecret): string | undefined => {
    if (kind !== 'thanku' || of === undefined || isUsable(present.get(name))) return undefined;
    const shared = sharedTokenName(aws.stage.name, of);
    return isUsable(present.get(shared)) ? shared : undefined;
  };
  const perhaps = Map.groupBy(needed, nameFor);
  const still = [...(perhaps.get(undefined) ?? [])];
  let unreadable = 0;
  for (const [name, secrets] of perhaps) {
    if (name === undefined) continue;
    try {
      const tokens = await readSharedTokens(aws, name);
      still.push(...secrets.filter(({ of = '' }) => entryOf(tokens, of) === undefined));
    } catch (error) {
      // The policy for viewing reads no secret.
      if (!(error instanceof Error && error.name === 'AccessDeniedException')) throw error;
      unreadable += secrets.length;
    }
  }
  const findings =
    unreadable === 0
      ? []
      : [
          unknown(
            'secrets-thanku-shared',
            `Whether ${unreadable} shops have a ThankU token can’t be checked: they share secrets, which your role may not read.`,
          ),
        ];
  return { needed: still, findings };
}
