import type { StageAws } from '../stage/aws.ts';
import { auditTrail, type AuditEntry } from './trail.ts';

export interface NewestEntries {
  entries: AuditEntry[];
  /** There are older ones. */
  more: boolean;
  /** The keys of entries that a newer version wrote. */
  unreadable: string[];
}

/** The newest entries of the audit trail, newest first. */
export async function newestEntries(
  { documents, controlTable }: Pick<StageAws, 'documents' | 'controlTable'>,
  { sinceMs, limit }: { sinceMs: number; limit: number },
): Promise<NewestEntries> {
  const found: NewestEntries = { entries: [], more: false, unreadable: [] };
  const trail = auditTrail(documents, controlTable);
  for await (const entry of trail.list(sinceMs, Date.now(), (key) => void found.unreadable.push(key))) {
    if (found.entries.length === limit) return { ...found, more: true };
    found.entries.push(entry);
  }
  return found;
}

/** `done: retried`. */
export const outcomeOf = ({ outcome, result }: Pick<AuditEntry, 'outcome' | 'result'>): string =>
  outcome === 'begun' ? 'unfinished: still running, or killed' : [outcome, result].filter(Boolean).join(': ');

/** The part of an ARN that names the person: role and session, or user. */
export const nameOf = (who: string): string =>
  who.replace(/^arn:[^:]*:(?:sts|iam)::\d*:(?:assumed-role\/|user\/)?/, '');
