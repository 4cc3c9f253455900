import * as z from 'zod';
import type { Stage } from '../../infra/stages.ts';
import { instantIn, queryLogs, type LogAws } from './query.ts';

/** A message that keeps failing and is still in its queue. */
export interface FailingMessage {
  messageId: string;
  /** `shop/pid`, if the message is about an order. */
  order: string | undefined;
  receives: number;
  /** When it last failed, epoch ms. */
  last: number | undefined;
}

const Row = z.object({
  messageId: z.string(),
  order: z.string().optional(),
  level: z.string().optional(),
  receives: z.coerce.number(),
  last: z.string().optional(),
});

/** A failed message always comes back within minutes. */
const backMs = 15 * 60_000;
/** Fewer failures may be chance. The fifth comes after half a minute. */
const minReceives = 5;

const query = `filter ispresent(messageId) and receives >= ${minReceives}
| stats max(receives) as receives, max(@timestamp) as last by messageId, order, level
| sort receives desc
| limit 1000`;

const workers = ({ thanxCredentials }: Stage): string[] => [
  'thank-customer',
  ...thanxCredentials.map((credential) => `submit-to-thanx-${credential}`),
  'notify-shop',
];

/** Returns the messages whose last line in the workers' logs is a failure, most receives first. */
export async function failingMessages(aws: LogAws, nowMs: number): Promise<FailingMessage[]> {
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
