import { jsonOrUndefined } from '../../lib/json.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { standingOf } from '../../lib/order/standing.ts';
import type { Fact } from '../cli/facts.ts';
import { jsonText } from '../cli/terminal.ts';
import { ago, instant } from '../cli/words.ts';
import { orderOutcome, orderOutcomes, type OrderOutcome } from '../orders/outcome.ts';
import { rowsSoFar } from '../orders/wait.ts';
import { actionOf, replayActions, unlessBroken, type ReplayAction, type ReplayPorts } from './action.ts';
import type { Dead } from './dead.ts';

/** What the rows say about a dead letter now. */
export interface Inspected {
  nowMs: number;
  /** What replaying it would do. */
  action: ReplayAction;
  detail?: string | undefined;
  orders: OrderStanding[];
}

export interface OrderStanding {
  /** `shop/pid`. */
  key: string;
  became: OrderOutcome;
  reason: string | undefined;
  /** The partner's last answer. */
  words: string | undefined;
}

/** Changes nothing, and receives nothing. */
export async function inspectDead(ports: ReplayPorts, dead: Dead): Promise<Inspected> {
  const nowMs = ports.now();
  const options = { startedAt: Number.POSITIVE_INFINITY, refreeze: false, asFrozen: false };
  const { action, detail } = await unlessBroken(() => actionOf(ports, dead, options));
  return { nowMs, action, detail, orders: action === 'broken' ? [] : await standings(ports, dead) };
}

async function standings(ports: ReplayPorts, { orders }: Dead): Promise<OrderStanding[]> {
  return await Promise.all(
    orders.map(async (order) => {
      const rows = await rowsSoFar(ports, order);
      const { whole } = standingOf(rows, undefined, ports.now());
      const words = rows.thanku?.lastError?.words ?? (rows.receipt ?? rows.basket)?.lastError?.words;
      return { key: keyText(order), became: orderOutcome(whole), reason: whole.reason, words };
    }),
  );
}

/** What people are told about a dead letter, line by line. */
export function describeDead(
  { sentAt, receives, message }: Dead,
  { nowMs, action, detail, orders }: Inspected,
): Fact[] {
  const { reason: why } = message;
  return [
    { name: 'reason', text: `${why}${message.kind === 'unreadable' ? `: ${message.why}` : ''}` },
    { name: 'sent', text: `${instant(sentAt)}, ${ago(sentAt, nowMs)}` },
    // SQS can't take back a receive.
    { name: 'received', text: `${receives} ${receives === 1 ? 'time' : 'times'}, including now` },
    ...orders.flatMap(({ key, became, reason, words }): Fact[] => [
      {
        name: 'order',
        text: `${key}: ${orderOutcomes[became]}${reason === undefined || reason === why ? '' : ` (${reason})`}`,
        order: key,
      },
      ...(words === undefined ? [] : [{ name: '', text: `the partner’s answer: ${words}` }]),
    ]),
    { name: 'replay', text: `${replayActions[action].would}${detail === undefined ? '' : `: ${detail}`}` },
  ];
}

/**
 * What a dead letter says, as JSON even if it isn't JSON, so that its control characters are escaped. `undefined` for letters, which contain only their
 * reason and their order's key.
 */
export const bodyText = ({ message, body }: Dead): string | undefined =>
  message.kind === 'letter' || message.kind === 'notice' ? undefined : jsonText(jsonOrUndefined(body) ?? body, 2);

/** Whether its body has a customer's data. */
export const isPersonal = ({ kind }: Dead['message']): boolean => kind === 'event' || kind === 'unreadable';
