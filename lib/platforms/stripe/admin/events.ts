import * as z from 'zod';
import { AdminRefusal } from '../../admin/refusal.ts';
import { stripeId } from '../fields.ts';
import { parseAnswer, type Query, type StripeApi } from './api.ts';

/**
 * Events are kept as they are, because the reader parses them.
 * @see https://docs.stripe.com/api/events/list
 */
const Page = z.object({
  data: z.array(
    z.looseObject({
      id: stripeId,
      type: z.string(),
      created: z.number().int().min(0),
      data: z.looseObject({ object: z.looseObject({}) }),
    }),
  ),
  has_more: z.boolean(),
});
/** An event as its webhook has it. */
export type ListedEvent = z.infer<typeof Page>['data'][number];

const pageSize = 100;

/** So many pages are read of a span. If there are more, the span is halved, because Stripe lists the newest first. */
const maxPages = 10;

/** Events of one span of time, the oldest first. */
export interface EventsOfSpan {
  events: ListedEvent[];
  /** Everything before this is among them, epoch ms. */
  untilMs: number;
}

/**
 * Lists the events of these types, of a whole span or of its beginning.
 * @param spanMs how much to try first
 */
export async function listEvents(
  api: StripeApi,
  types: readonly string[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
  spanMs: number,
): Promise<EventsOfSpan> {
  let until = Math.min(untilMs, fromMs + spanMs);
  for (;;) {
    const events = await pagesOf(api, types, { fromMs, untilMs: until }, until - fromMs <= 1000);
    if (events !== undefined) return { events: events.toReversed(), untilMs: until };
    // Stripe's times are whole seconds.
    until = fromMs + Math.max(1000, Math.floor((until - fromMs) / 2));
  }
}

/** @returns `undefined`: there are too many */
async function pagesOf(
  api: StripeApi,
  types: readonly string[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
  takeAll: boolean,
): Promise<ListedEvent[] | undefined> {
  const span: Query = [
    ...types.map((type) => ['types[]', type] as const),
    ['created[gte]', String(Math.ceil(fromMs / 1000))],
    ['created[lt]', String(Math.ceil(untilMs / 1000))],
    ['limit', String(pageSize)],
  ];
  const events: ListedEvent[] = [];
  for (let page = 1; ; page++) {
    const after = events.at(-1)?.id;
    const query: Query = after === undefined ? span : [...span, ['starting_after', after]];
    const { data, has_more: hasMore } = parseAnswer(Page, await api.get('/events', query));
    if (after !== undefined && data.some(({ id }) => id === after))
      throw new AdminRefusal('paging', "Stripe's list of events repeats a page, so it would never end");
    events.push(...data);
    if (!hasMore || data.length === 0) return events;
    if (page === maxPages && !takeAll) return undefined;
  }
}
