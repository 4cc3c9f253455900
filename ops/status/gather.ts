import type { Usage } from '../../lib/permits/permits.ts';
import type { StuckCode } from '../stuck/codes.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeFailure } from '../cli/failures.ts';
import { logsReader, type LogsRead } from '../logs/read.ts';
import { findStuck, type Stuck } from '../stuck/find.ts';
import type { StopFound } from '../stuck/finding.ts';
import type { NotRead } from '../stuck/rows.ts';
import { thanxQuestions } from '../thanx/calls.ts';
import { type alarmMail, alarmMails } from './alarm-mail.ts';
import { limitsOfStage, type ShopLimit } from './limits.ts';
import { lossesByShop, type LossesOfStage } from './losses.ts';
import { readMetrics, type Counts, type Metrics } from './metrics.ts';
import { queueLevels, type QueueLevel } from './queues.ts';
import { countTo, countUnsettled, readPerKind, type Unsettled } from './unsettled.ts';

export interface Status {
  queues: QueueLevel[];
  unsettled: Unsettled;
  stuck: { code: StuckCode; count: number; atLeast: boolean }[];
  /** Rows that wait for a person and were not read one by one. */
  notRead?: NotRead;
  held: StopFound[];
  limits: ShopLimit[];
  permits: ({ credential: string } & Usage)[];
  /** `undefined` if CloudWatch didn't answer. `metricsProblem` says why. */
  counted?: { lastHour: Counts; lastDay: Counts };
  metricsProblem?: string;
  /** Webhooks that led to nothing. `undefined` if the functions' logs can't be read. `logsProblem` says why. */
  losses?: LossesOfStage;
  logsProblem?: string;
  /** Whether anybody receives the alarms that page. `undefined` on stage `local`, which has no alarms. */
  alarms?: Awaited<ReturnType<typeof alarmMail>>;
  /** The same of the alarms that can wait. */
  notices?: Awaited<ReturnType<typeof alarmMail>>;
}

/** Returns a function that reads everything that `status` shows. If CloudWatch doesn't answer, only its figures are missing. */
export function statusOf(aws: StageAws): (nowMs: number) => Promise<Status> {
  const look = overviewOf(aws, 0);
  return async (nowMs) => (await look(nowMs)).status;
}

/** How a stage is, and what needs a person. */
export interface Overview {
  atMs: number;
  status: Status;
  stuck: Stuck;
}

/** Returns a function that reads what `status` shows, with the first entries of each reason that something is stuck for. @param keep how many entries */
export function overviewOf(aws: StageAws, keep: number): (nowMs: number) => Promise<Overview> {
  const logs = logsReader(aws);
  return (nowMs) => gather(aws, { nowMs, keep, logs: logs(nowMs) });
}

async function gather(
  aws: StageAws,
  { nowMs, keep, logs }: { nowMs: number; keep: number; logs: Promise<LogsRead> },
): Promise<Overview> {
  const [metrics, unsettled, stuck, permits, read, { alarms, notices }, limits] = await Promise.all([
    metricsOr(aws, nowMs),
    countUnsettled(aws, nowMs),
    findStuck(aws, { keep, readRows: readPerKind, countTo, lookInto: 0, nowMs, logs }),
    Promise.all(aws.stage.thanxCredentials.map((credential) => usage(aws, credential))),
    logs,
    alarmMails(aws),
    limitsOfStage(aws, nowMs),
  ]);
  const { lastHour, lastDay } = metrics;
  const status = {
    queues: await queueLevels(aws, metrics),
    unsettled,
    stuck: stuck.findings.map(({ code, count, atLeast }) => ({ code, count, atLeast })),
    ...(stuck.notRead && { notRead: stuck.notRead }),
    held: stuck.stops,
    limits,
    permits,
    ...(lastHour && lastDay && { counted: { lastHour, lastDay } }),
    ...(metrics.problem !== undefined && { metricsProblem: metrics.problem }),
    ...lossesIn(read),
    ...(alarms !== undefined && { alarms }),
    ...(notices !== undefined && { notices }),
  };
  return { atMs: nowMs, status, stuck };
}

function lossesIn(read: LogsRead): Pick<Status, 'losses' | 'logsProblem'> {
  if ('problem' in read) return { logsProblem: read.problem };
  const { lastHour, lastDay, unknownShops } = read.figures;
  const unknown = unknownShops.map(({ shop, count }) => ({ shop, count }));
  return { losses: { byShop: lossesByShop(lastHour, lastDay), unknownShops: unknown } };
}

type MetricsOrNot = Partial<Pick<Metrics, 'lastHour' | 'lastDay'>> &
  Pick<Metrics, 'oldestSeconds'> & { problem?: string };

async function metricsOr(aws: StageAws, nowMs: number): Promise<MetricsOrNot> {
  try {
    return await readMetrics(aws, nowMs);
  } catch (error) {
    return { oldestSeconds: {}, problem: describeFailure(error, aws.stage.name).message };
  }
}

async function usage(aws: StageAws, credential: string) {
  const { permits } = thanxQuestions({ stage: aws.stage, aws, credential }, () => undefined);
  return { credential, ...(await permits.usage()) };
}
