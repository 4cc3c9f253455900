import { number } from '../cli/words.ts';
import { stuckCodes } from './reasons.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeFailure } from '../cli/failures.ts';
import type { LogsRead, LogFigures } from '../logs/read.ts';
import { Findings, type Finding, type Held } from './finding.ts';
import { findHeld } from './held.ts';
import { findLetters, type LookedInto } from './letters.ts';
import { findFailingPartners } from './partners.ts';
import { findUnknownCredentials } from './newer-settings.ts';
import { findRefused } from './refused.ts';
import { findOverdue, findStuckRows, type NotRead } from './rows.ts';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import * as z from 'zod';

/** Everything that will not go further by itself. */
export interface Stuck {
  /** The most urgent reason first. */
  findings: Finding[];
  held: Held[];
  /** Rows that wait for a person and were not read one by one. */
  notRead?: NotRead;
  /** Dead letter queues, where they were looked into. */
  letters?: LookedInto[];
  /** What could not be looked at, and why. */
  problems: string[];
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
  /** What the functions' logs say. */
  logs: Promise<LogsRead>;
  onRead?: (read: number, of: number) => void;
  /** Ends looking into dead letter queues early; what was received is put back all the same. */
  signal?: AbortSignal | undefined;
}

export async function findStuck(aws: StageAws, options: StuckOptions): Promise<Stuck> {
  const { keep, countTo, lookInto, nowMs, onRead, signal } = options;
  const findings = new Findings(keep);
  const problems: string[] = [];
  const [notRead, , , held] = await Promise.all([
    findStuckRows(aws, findings, { read: options.readRows, countTo, ...(onRead && { onRead }) }),
    findOverdue(aws, findings, { read: options.readRows, nowMs }),
    findUnknownCredentials(aws, findings, { read: options.readRows, countTo }),
    findHeld(aws, { read: options.readRows }),
    findQuarantined(aws, findings, 10_000),
    findInLogs(aws, findings, options).then((problem) => problem && problems.push(problem)),
    findFailingPartners(aws, findings, nowMs).catch((error: unknown) => {
      problems.push(`the partners' calls were not looked at: ${describeFailure(error, aws.stage.name).message}`);
    }),
  ]);
  // Last: nothing that fails meanwhile may keep messages from being put back.
  const letters = lookInto > 0 ? await findLetters(aws, findings, { most: lookInto, signal }) : undefined;
  for (const { code, ...thing } of held) findings.add(code, thing);
  return {
    findings: findings.all.toSorted((a, b) => stuckCodes.indexOf(a.code) - stuckCodes.indexOf(b.code)),
    held,
    ...(notRead && { notRead }),
    ...(letters && { letters }),
    problems,
  };
}

/** Returns why the logs could not be looked at. */
async function findInLogs(
  aws: StageAws,
  findings: Findings,
  { logs, nowMs }: Pick<StuckOptions, 'logs' | 'nowMs'>,
): Promise<string | undefined> {
  const read = await logs;
  if ('problem' in read) return `the functions' logs were not looked at: ${read.problem}`;
  findFailing(findings, read.figures);
  await findRefused(aws, findings, read.figures, nowMs);
  return undefined;
}

/** The messages that fail again and again, as the workers' logs say. */
function findFailing(findings: Findings, { failing }: LogFigures): void {
  for (const { messageId, order, receives, last } of failing) {
    const about = order === undefined ? '' : `${order}, `;
    findings.add('message-failing', {
      key: messageId,
      since: last,
      detail: `${about}received ${number(receives)} times`,
    });
  }
}

const Objects = z.array(z.object({ Key: z.string(), LastModified: z.date().optional() }));

/** What lies in quarantine; counting ends at `countTo`. */
async function findQuarantined(aws: StageAws, findings: Findings, countTo: number): Promise<void> {
  const Bucket = await aws.quarantineBucket();
  let seen = 0;
  for await (const { Contents = [], IsTruncated = false } of paginateListObjectsV2(
    { client: await aws.s3() },
    { Bucket },
  )) {
    for (const { Key, LastModified } of Objects.parse(Contents)) {
      // `my-shop/2026-11-20/<id>.json`
      const [shop, , id = Key] = Key.replace(/\.json$/, '').split('/');
      findings.add('quarantined', { key: id, since: LastModified?.getTime(), detail: shop });
    }
    seen += Contents.length;
    if (seen < countTo || !IsTruncated) continue;
    findings.of('quarantined').atLeast = true;
    return;
  }
}
