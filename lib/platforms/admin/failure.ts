import { lackOf } from '../../secrets/lacking.ts';
import { AdminRefusal, type RefusalKind } from './refusal.ts';

export interface Failure {
  kind: RefusalKind;
  /** For a person; contains nothing personal or secret. */
  detail: string;
  retryAfterMs?: number | undefined;
}

/** What an error says about the platform or its credential; `undefined` for any other error. */
export function failureIn(error: unknown): Failure | undefined {
  if (error instanceof AdminRefusal)
    return { kind: error.kind, detail: error.message, retryAfterMs: error.retryAfterMs };
  return lackOf(error) === undefined
    ? undefined
    : { kind: 'no-credential', detail: 'the credential is missing or can’t be read' };
}

/** What can't get better without a person. The others are tried again for some hours first. */
export const needsPerson = ({ kind }: Pick<Failure, 'kind'>): boolean =>
  kind !== 'throttled' && kind !== 'unavailable' && kind !== 'outdated';
