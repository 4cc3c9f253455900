import { stuckCodes } from '../../lib/stuck/reasons.ts';
import type { StageAws } from '../aws.ts';
import { Findings, type Finding } from './finding.ts';
import { findHeld, type Held } from './held.ts';
import { findLetters, type LookedInto } from './letters.ts';
import { findQuarantined } from './quarantined.ts';
import { findOverdue, findStuckRows, type NotRead } from './rows.ts';
import { findUnknownCredentials } from './unknown-credentials.ts';

/** Everything that will not go further by itself. */
export interface Stuck {
  /** The most urgent reason first. */
  findings: Finding[];
  held: Held[];
  /** Rows that wait for a person and were not read one by one. */
  notRead?: NotRead;
  /** Dead letter queues, where they were looked into. */
  letters?: LookedInto[];
}

export interface StuckOptions {
  /** How many things of each reason to tell of. */
  keep: number;
  /** How many stuck rows to read one by one. */
  readRows: number;
  /** Where counting ends. */
  countTo: number;
  /** How many messages of each dead letter queue to look at; 0: none, as reading them hides them for a moment. */
  lookInto: number;
  nowMs: number;
  onRead?: (read: number, of: number) => void;
  /** Ends looking into dead letter queues early; what was received is put back all the same. */
  signal?: AbortSignal | undefined;
}

export async function findStuck(aws: StageAws, options: StuckOptions): Promise<Stuck> {
  const { keep, countTo, lookInto, nowMs, onRead, signal } = options;
  const findings = new Findings(keep);
  const [notRead, , , held] = await Promise.all([
    findStuckRows(aws, findings, { read: options.readRows, countTo, ...(onRead && { onRead }) }),
    findOverdue(aws, findings, { few: keep, countTo, nowMs }),
    findUnknownCredentials(aws, findings, { read: options.readRows, countTo }),
    findHeld(aws),
    findQuarantined(aws, findings, 10_000),
  ]);
  // Last: nothing that fails meanwhile may keep messages from being put back.
  const letters = lookInto > 0 ? await findLetters(aws, findings, { most: lookInto, signal }) : undefined;
  for (const { code, ...thing } of held) findings.add(code, thing);
  return {
    findings: findings.all.toSorted((a, b) => stuckCodes.indexOf(a.code) - stuckCodes.indexOf(b.code)),
    held,
    ...(notRead && { notRead }),
    ...(letters && { letters }),
  };
}
