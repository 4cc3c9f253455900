import * as z from 'zod';
import { Thanku } from './thanku.ts';
import { Basket, BasketBreach } from './thanx/basket-book.ts';
import { Receipt } from './thanx/state.ts';

const ThankuAnswer = z.object({ created: z.array(Thanku), simulated: z.number() });

const Windows = z.array(z.object({ requests: z.number(), windowMs: z.number(), highest: z.number() }));
const ThanxAnswer = z.object({
  created: z.array(Receipt.pick({ id: true, amount: true, merchant_id: true, user_comments: true })),
  baskets: z.array(
    Basket.pick({ id: true, merchantId: true, state: true, refunded: true }).extend({
      /** As billed. */
      subtotal: z.number().optional(),
      points: z.number(),
    }),
  ),
  breaches: z.array(BasketBreach),
  /** By client ID: the highest number of calls in a window of each length. */
  rate: z.record(z.string(), z.object({ windows: Windows })),
});

/** Everything that the sandboxes were asked for. */
export interface PartnerBooks {
  thankus: z.infer<typeof ThankuAnswer>['created'];
  simulated: number;
  receipts: z.infer<typeof ThanxAnswer>['created'];
  baskets: z.infer<typeof ThanxAnswer>['baskets'];
  /** Requests about baskets that must never be sent. */
  breaches: BasketBreach[];
  rate: z.infer<typeof ThanxAnswer>['rate'];
}

/** @param urls of the sandboxes */
export async function readBooks(urls: { thanku: string; thanx: string }): Promise<PartnerBooks> {
  const [ofThanku, ofThanx] = await Promise.all(
    [urls.thanku, urls.thanx].map(async (url) => (await fetch(`${url}/_sandbox/books`)).json()),
  );
  const { created: thankus, simulated } = ThankuAnswer.parse(ofThanku);
  const { created: receipts, ...rest } = ThanxAnswer.parse(ofThanx);
  return { thankus, simulated, receipts, ...rest };
}
