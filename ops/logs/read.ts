import * as z from 'zod';
import type { Stage } from '../../infra/stages.ts';
import { instantIn, queryLogs, type LogAws } from './query.ts';
import { dayMs, hourMs } from '../../lib/durations.ts';
import { describeFailure } from '../cli/failures.ts';
import { unknownShops, webhookOutcomes, type Outcome } from './webhooks.ts';

/** A message that its function failed on again and again, and that is on its queue still. */
export interface FailingMessage {
  messageId: string;
  /** `shop/pid`, where the message is about an order. */
  order: string | undefined;
  receives: number;
  /** Of its last failure, epoch ms. */
  last: number | undefined;
}

const Row = z.object({
  messageId: z.string(),
  order: z.string().optional(),
  level: z.string().optional(),
  receives: z.coerce.number(),
  last: z.string().optional(),
});

/** A message that fails comes back within minutes, however often it has. */
const backMs = 15 * 60_000;
/** So often, nothing fails by chance: the fifth time comes after half a minute. */
const leastReceives = 5;

const query = `filter ispresent(messageId) and receives >= ${leastReceives}
| stats max(receives) as receives, max(@timestamp) as last by messageId, order, level
| sort receives desc
| limit 1000`;

const workers = ({ thanxCredentials }: Stage): string[] => [
  'thank-customer',
  ...thanxCredentials.map((credential) => `submit-to-thanx-${credential}`),
];

/** The messages whose last line of the workers' logs says that they failed, those received most often first. */
async function failingMessages(aws: LogAws, nowMs: number): Promise<FailingMessage[]> {
  const asked = { functions: workers(aws.stage), query, fromMs: nowMs - backMs, toMs: nowMs };
  const rows = (await queryLogs(aws, asked)).map((row) => {
    const { messageId, order, level, receives, last } = Row.parse(row);
    return { messageId, order, level, receives, last: instantIn(last) };
  });
  return [...Map.groupBy(rows, ({ messageId }) => messageId)].flatMap(([messageId, of]) => {
    const [newest] = of.toSorted((a, b) => (b.last ?? 0) - (a.last ?? 0));
    if (newest?.level !== 'ERROR') return [];
    const order = of.find((one) => one.order !== undefined)?.order;
    return [{ messageId, order, receives: newest.receives, last: newest.last }];
  });
}

/** What the functions' logs say lately, by shop. */
export interface LogFigures {
  lastHour: Outcome[];
  lastDay: Outcome[];
  /** Webhooks of the last day for shops that there are not; the most frequent. */
  unknownShops: Outcome[];
  failing: FailingMessage[];
}

/** `problem`: they can't be read, and why. */
export type LogsRead = { figures: LogFigures } | { problem: string };

/** Reads all of it. Logs that can't be read cost their figures and nothing else. */
export async function readLogs(aws: LogAws, nowMs: number): Promise<LogsRead> {
  try {
    const [lastHour, lastDay, unknown, failing] = await Promise.all([
      webhookOutcomes(aws, nowMs, hourMs),
      webhookOutcomes(aws, nowMs, dayMs),
      unknownShops(aws, nowMs, dayMs),
      failingMessages(aws, nowMs),
    ]);
    return { figures: { lastHour, lastDay, unknownShops: unknown, failing } };
  } catch (error) {
    return { problem: describeFailure(error, aws.stage.name).message };
  }
}

/** So long figures of the logs are shown again instead of being asked for: each query reads a day of them. */
const rememberedMs = 60_000;

/** The same for looks that are repeated. */
export function logsReader(aws: LogAws): (nowMs: number) => Promise<LogsRead> {
  let last: { atMs: number; read: Promise<LogsRead> } | undefined;
  return (nowMs) => {
    if (last === undefined || nowMs - last.atMs >= rememberedMs) last = { atMs: nowMs, read: readLogs(aws, nowMs) };
    return last.read;
  };
}
