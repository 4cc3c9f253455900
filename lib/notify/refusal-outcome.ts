import { AdminRefusal } from '../platforms/admin/refusal.ts';
import type { Outcome } from './notification.ts';

/**
 * What it means for a notification that a call was refused.
 * @throws any other error: it's a mistake of ours
 */
export function refusalOutcome(error: unknown): Exclude<Outcome, { kind: 'delivered' | 'no-order' }> {
  if (!(error instanceof AdminRefusal)) throw error;
  const why = { code: error.kind, words: error.message };
  switch (error.kind) {
    case 'no-credential':
    case 'unauthorized':
    case 'scope':
      return { kind: 'stop', reason: 'unauthorized', ...why };
    case 'version':
      return { kind: 'stop', reason: 'moved', ...why };
    case 'rejected':
      return { kind: 'refused', ...why };
    case 'throttled':
      return { kind: 'retry', afterMs: error.retryAfterMs, ...why };
    case 'clock':
    case 'paging':
    case 'unavailable':
    case 'outdated':
    case 'unreadable':
      return { kind: 'retry', ...why };
  }
}

/** The target's secret is a credential for another platform. @param needed the platform's name */
export const otherPlatform = (needed: string): Outcome => ({
  kind: 'stop',
  reason: 'unauthorized',
  code: 'no-credential',
  words: `expected a credential for ${needed}`,
});
