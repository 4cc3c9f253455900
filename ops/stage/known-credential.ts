import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';

/** One of the stage's Thanx credentials. Throws `usage` with the nearest one for a name that it does not have. */
export function knownCredential({ name: stage, thanxCredentials }: Stage, credential: string): string {
  if (thanxCredentials.includes(credential)) return credential;
  const meant = didYouMean(credential, thanxCredentials);
  const there = thanxCredentials.join(', ');
  throw new ThankflowError('usage', `stage ${stage} has no Thanx credential "${credential}"${meant}; it has ${there}`);
}
