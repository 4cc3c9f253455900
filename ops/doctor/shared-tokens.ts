import { ThankflowError } from '../../lib/errors.ts';
import { ThankuSecret } from '../../lib/secrets/secrets.ts';
import { unknown, wrong, type Finding } from '../connection/finding.ts';
import { entryOf, sharedTokenName } from '../../lib/secrets/thanku-tokens.ts';
import { isUsable, type SecretFact } from '../secrets/list.ts';
import { readSharedTokens } from '../secrets/shared-tokens.ts';
import type { StageAws } from '../stage/aws.ts';
import type { NeededSecret } from './needed-secrets.ts';

/**
 * Leaves out the ThankU tokens that shops have in secrets that they share. Reads only the shared secrets of shops that have no own one.
 * @returns what is still needed, and a finding for each damaged secret, or if this role may not read secrets
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
  const findings: Finding[] = [];
  let unreadable = 0;
  for (const [name, secrets] of perhaps) {
    if (name === undefined) continue;
    try {
      const tokens = await readSharedTokens(aws, name);
      still.push(...secrets.filter(({ of = '' }) => !ThankuSecret.safeParse(entryOf(tokens, of)).success));
    } catch (error) {
      if (error instanceof ThankflowError && error.code === 'bad-secret') {
        findings.push(wrong('secrets-thanku-shared', `The orders of ${secrets.length} shops wait: ${error.message}`));
        continue;
      }
      // The policy for viewing reads no secret.
      if (!(error instanceof Error && error.name === 'AccessDeniedException')) throw error;
      unreadable += secrets.length;
    }
  }
  if (unreadable > 0)
    findings.push(
      unknown(
        'secrets-thanku-shared',
        `Whether ${unreadable} shops have a ThankU token can’t be checked: they share secrets, which your role may not read.`,
      ),
    );
  return { needed: still, findings };
}
