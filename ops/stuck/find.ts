import { number } from '../cli/words.ts';
import { stuckCodes } from './codes.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeFailure } from '../cli/failures.ts';
import type { LogsRead, LogFigures } from '../logs/read.ts';
import { Findings, type Finding, type StopFound } from './finding.ts';
import { findStops } from './stops.ts';
import { findLetters, type LookedInto } from './letters.ts';
import { findFailingPartners } from './partners.ts';
import { findNotFetched } from './not-fetched.ts';
import { findQuarantined } from './quarantined.ts';
import { findRefused } from './refused.ts';
import { findOverdue, findStuckRows, type NotRead } from './rows.ts';
import { findUnknownCredentials } from './unknown-credentials.ts';

export interface Stuck {
  /** The most urgent reason first. */
  findings: Finding[];
  stops: StopFound[];
  /** Rows that wait for a person and were not read one by one. */
  notRead?: NotRead;
  /** The dead letter queues that were read. */
  letters?: LookedInto[];
  /** What couldn't be checked, and why. */
  problems: string[];
}

export interface StuckOptions {
  /** How many entries of each reason to keep. */
  keep: number;
  /** How many stuck rows to read one by one. */
  readRows: number;
  /** Where counting ends. */
  countTo: number;
  /** How many messages of each dead letter queue to read, which hides them for a moment. 0 reads none. */
  lookInto: number;
  nowMs: number;
  /** What the functions' logs say. */
  logs: Promise<LogsRead>;
  onRead?: (read: number, of: number) => void;
  /** Ends reading dead letter queues early. Received messages are still put back. */
  signal?: AbortSignal | undefined;
}

export async function findStuck(aws: StageAws, options: StuckOptions): Promise<Stuck> {
  const { keep, countTo, lookInto, nowMs, onRead, signal } = options;
  const findings = new Findings(keep);
  const problems: string[] = [];
  const [notRead, , , stops] = await Promise.all([
    findStuckRows(aws, findings, { read: options.readRows, countTo, ...(onRead && { onRead }) }),
    findOverdue(aws, findings, { read: options.readRows, nowMs }),
    findUnknownCredentials(aws, findings, { read: options.readRows, countTo }),
    findStops(aws, { read: options.readRows }),
    findNotFetched(aws, findings, { read: options.readRows, nowMs }),
    findQuarantined(aws, findings, 10_000),
    findInLogs(aws, findings, options).then((problem) => problem && problems.push(problem)),
    findFailingPartners(aws, findings, nowMs).catch((error: unknown) => {
      problems.push(`the partners' calls were not looked at: ${describeFailure(error, aws.stage.name).message}`);
    }),
  ]);
  // Comes last, so that no other failure keeps messages from being put back.
  const letters = lookInto > 0 ? await findLetters(aws, findings, { max: lookInto, signal }) : undefined;
  for (const { code, ...thing } of stops) findings.add(code, thing);
  return {
    findings: findings.all.toSorted((a, b) => stuckCodes.indexOf(a.code) - stuckCodes.indexOf(b.code)),
    stops,
    ...(notRead && { notRead }),
    ...(letters && { letters }),
    problems,
  };
}

/** Returns why the logs couldn't be read. */
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

/** Adds messages that keep failing, according to the workers' logs. */
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
