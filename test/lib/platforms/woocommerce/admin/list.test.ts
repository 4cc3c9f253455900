import { expect, it } from 'vitest';
import { listWooCommerceOrders } from '../../../../../lib/platforms/woocommerce/admin/list.ts';
import type { Rest } from '../../../../../lib/platforms/woocommerce/admin/rest.ts';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';

const second = 1000;
const hour = 3600 * second;
/** The Sunday on which clocks in Berlin skip the hour from 02:00 to 03:00. */
const night = Date.parse('2026-03-29T00:00:00Z');

/** A shop in Berlin: WordPress reads a time in the skipped hour as one an hour later. */
function shopInBerlin(changedMs: readonly number[]) {
  const asRead = (text: string): number => {
    const ms = Date.parse(`${text}Z`);
    return ms >= night + 2 * hour && ms < night + 3 * hour ? ms + hour : ms;
  };
  const asked: string[] = [];
  const rest: Rest = async ({ path }) => {
    const query = new URL(path, 'https://shop.example').searchParams;
    const [afterMs, beforeMs] = [asRead(query.get('modified_after')!), asRead(query.get('modified_before')!)];
    asked.push(`${query.get('modified_after')!.slice(11)} ${query.get('page')}`);
    const found = changedMs.flatMap((ms, index) => (ms > afterMs && ms < beforeMs ? [orderOf(index + 1, ms)] : []));
    const start = (Number(query.get('page')) - 1) * 100;
    return {
      status: 200,
      headers: { 'x-wp-totalpages': String(Math.ceil(found.length / 100)) },
      body: JSON.stringify(found.slice(start, start + 100)),
    };
  };
  return { asked, list: (...of: [{ fromMs: number; untilMs: number }, string?]) => listPage(rest, ...of) };
}

const listPage = (rest: Rest, span: { fromMs: number; untilMs: number }, after?: string) =>
  listWooCommerceOrders(rest, 'any', span, after, undefined);

const orderOf = (id: number, ms: number) => {
  const time = new Date(ms).toISOString().slice(0, 19);
  const times = { date_created_gmt: time, date_modified_gmt: time, date_paid_gmt: time };
  return { id, number: String(id), status: 'processing', created_via: 'checkout', ...times, refunds: [] };
};

const every = (stepMs: number, fromMs: number, count: number) =>
  Array.from({ length: count }, (_, index) => fromMs + index * stepMs);

it('misses no order of the night in which clocks skip an hour', async () => {
  const { list } = shopInBerlin(every(10 * second, night + 1.5 * hour, 700));
  const { orders } = await listSlice({ list }, { fromMs: night + hour, untilMs: night + 5 * hour }, () => false);
  expect(orders).toHaveLength(700);
});

it('begins each page at the last one’s end on other nights', async () => {
  const { list, asked } = shopInBerlin(every(10 * second, night + 26 * hour, 250));
  await listSlice({ list }, { fromMs: night + 25 * hour, untilMs: night + 29 * hour }, () => false);
  expect(asked).toEqual(['00:59:59 1', '02:16:29 1', '02:32:59 1']);
});
