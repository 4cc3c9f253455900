import { ThankflowError } from '../../lib/errors.ts';
import { type Dead, orderIdOf } from './dead.ts';
import type { DeadQueue } from './queues.ts';
import { searchDead, type Searched, type SearchPorts } from './search.ts';
import * as z from 'zod';
import { jsonOrUndefined } from '../../lib/json.ts';
import { OrderEvent } from '../../lib/order/event.ts';
import type { ReplayPorts } from './action.ts';

const wholeIdLength = 36;
const maxNamed = 5;

/**
 * Finds the one dead letter whose id begins so, and leaves it where it is.
 * Throws `not-found` if there is none, `usage` if there are several.
 */
export async function findDead(
  ports: SearchPorts,
  queues: readonly DeadQueue[],
  id: string,
  signal: AbortSignal,
): Promise<{ dead: Dead; searched: Searched }> {
  const found: Dead[] = [];
  const searched = await searchDead(
    ports,
    queues,
    { ids: [id] },
    async (dead) => {
      if (found.length < maxNamed) found.push(dead);
      return id.length === wholeIdLength ? 'stop' : 'keep';
    },
    { nowMs: Date.now(), signal },
  );
  const [dead, ...others] = found;
  if (dead === undefined) throw new ThankflowError('not-found', whyNotFound(id, searched));
  if (others.length > 0) {
    throw new ThankflowError('usage', `several ids begin with ${id}: ${found.map((one) => one.id).join(', ')}`);
  }
  return { dead, searched };
}

function whyNotFound(id: string, { heldByOthers }: Pick<Searched, 'heldByOthers'>): string {
  return heldByOthers > 0
    ? `there is no visible dead letter ${id}, but another command holds about ${heldByOthers}. They come back within an hour. Repeat this then.`
    : `there is no dead letter ${id}. It was replayed or dropped, or is older than 14 days. \`dlq list\` shows all.`;
}

/** A dead event in a file, for somebody to correct: what it says, and which message it is. */
const EventFile = z.strictObject({ id: z.guid(), queue: z.string(), event: z.unknown() });
export type EventFile = z.infer<typeof EventFile>;

/** The file for a dead event. @throws `refused` for anything else */
export function eventFileText({ id, queue, body, message }: Dead): string {
  refuseOthers(message);
  const event = message.kind === 'event' ? message.event : (jsonOrUndefined(body) ?? body);
  return `${JSON.stringify({ id, queue: queue.name, event } satisfies EventFile, undefined, 2)}\n`;
}

/** A letter or a wake-up stands for rows that are there. */
function refuseOthers({ kind }: Dead['message']): void {
  if (kind === 'event' || kind === 'unreadable') return;
  const is =
    kind === 'letter' ? 'letter of an order that is claimed: `orders refreeze` makes a new request' : 'wake-up';
  throw new ThankflowError('refused', `only whole events can be corrected, and this is a ${is}`);
}

/** @throws `refused` for a text that is no such file; its error does not quote the text, which is personal */
export const readEventFile = (text: string): EventFile =>
  checked(
    EventFile,
    jsonOrUndefined(text),
    'it is not a file of `dlq show --output`, or not complete JSON (`jq .` says where):',
  );

/**
 * A corrected event, checked against the message that it replaces. Shop, type and order id must be the same: with others it
 * would be another order, and the one it came for would be lost. @throws `refused` with what is wrong and where
 */
export function checkEvent(event: unknown, { message }: Dead): OrderEvent {
  refuseOthers(message);
  const edited = checked(OrderEvent, event, 'it is not an event:');
  if (message.kind === 'event') {
    const before = message.event;
    const moved = [
      ...(edited.type === before.type ? [] : ['type']),
      ...(edited.shop === before.shop ? [] : ['shop']),
      ...(orderIdOf(edited) === orderIdOf(before) ? [] : ['the order id']),
    ];
    if (moved.length > 0) throw new ThankflowError('refused', `${moved.join(' and ')} must stay as it was`);
  }
  return edited;
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown, otherwise: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'its root'}: ${issue.message}`);
  throw new ThankflowError('refused', [otherwise, ...problems]);
}

/**
 * Puts an edited event on its work queue, then removes the original, which is in the DLQ until then.
 * @throws `not-found`, with nothing sent, if somebody has replayed or dropped it meanwhile
 */
export async function sendCorrected(
  ports: Pick<ReplayPorts, 'send' | 'now' | 'sqs' | 'settings'>,
  { id, queue }: Dead,
  edited: OrderEvent,
): Promise<void> {
  const sent = new AbortController();
  const searched = await searchDead(
    ports,
    [queue],
    { ids: [id] },
    async () => {
      await ports.send(queue.source.url, edited);
      sent.abort();
      return 'remove';
    },
    { nowMs: ports.now(), signal: sent.signal },
  );
  if (!sent.signal.aborted) throw new ThankflowError('not-found', `nothing was sent: ${whyNotFound(id, searched)}`);
}
