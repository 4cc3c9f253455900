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

/** The most pages to read of a span. If it has more, a shorter span is tried, because Stripe lists the newest first. */
const maxPages = 10;

/** Stripe's times are whole seconds. */
const minSpanMs = 1000;

/** Events of one span of time, the oldest first. */
export interface EventsOfSpan {
  events: ListedEvent[];
  /** Everything before this is among them, epoch ms. */
  untilMs: number;
  /** How much to try next. */
  nextSpanMs: number;
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
  let length = Math.min(untilMs - fromMs, spanMs);
  for (;;) {
    const { events, isWhole } = await pagesOf(api, types, fromMs, length);
    const oldest = events.at(-1);
    if (isWhole || oldest === undefined) {
      const nextSpanMs = events.length < (maxPages * pageSize) / 2 ? 2 * length : length;
      return { events: events.toReversed(), untilMs: fromMs + length, nextSpanMs };
    }
    // As long as the span of those that were read, or a little shorter, if as much happens at its beginning.
    const readMs = fromMs + length - oldest.created * 1000;
    length = Math.max(minSpanMs, Math.floor(Math.min(0.9 * readMs, length / 2)));
  }
}

/** The newest events of a span: all of them, or as many as are read at most. Of the shortest span, it's always all. */
async function pagesOf(
  api: StripeApi,
  types: readonly string[],
  fromMs: number,
  length: number,
): Promise<{ events: ListedEvent[]; isWhole: boolean }> {
  const span: Query = [
    ...types.map((type) => ['types[]', type] as const),
    ['created[gte]', String(Math.ceil(fromMs / 1000))],
    ['created[lt]', String(Math.ceil((fromMs + length) / 1000))],
    ['limit', String(pageSize)],
  ];
  const events: ListedEvent[] = [];
  const lastPage = length <= minSpanMs ? Infinity : maxPages;
  for (let page = 1; page <= lastPage; page++) {
    const after = events.at(-1)?.id;
    const query: Query = after === undefined ? span : [...span, ['starting_after', after]];
    const { data, has_more: hasMore } = parseAnswer(Page, await api.get('/events', query));
    if (after !== undefined && data.some(({ id }) => id === after))
      throw new AdminRefusal('paging', "Stripe's list of events repeats a page, so it would never end");
    events.push(...data);
    if (!hasMore || data.length === 0) return { events, isWhole: true };
  }
  return { events, isWhole: false };
}
