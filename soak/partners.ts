import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import { Thanku } from '../local/partners/thanku-postpaid.ts';

const Where = z.object({ thanku: z.url(), thanx: z.url() });

const Calls = z.object({ open: z.number(), faulty: z.number() });
const ThankuBooks = z.object({ created: z.array(Thanku) });
const Receipt = z.object({
  id: z.string(),
  amount: z.number(),
  merchant_id: z.string(),
  user_comments: z.string().nullable(),
});
const Windows = z.array(z.object({ requests: z.number(), windowMs: z.number(), highest: z.number() }));
const Rate = z.record(z.string(), z.object({ windows: Windows, refused: z.number() }));
const ThanxBooks = z.object({ created: z.array(Receipt), rate: Rate });

/** ThankU and Thanx, as sandboxes that outlive the stack. */
export interface Partners {
  thanku: string;
  thanx: string;
  /** An admin call of a sandbox: `admin(partners.thanku, 'PUT /tokens', {})`. */
  admin(partner: string, route: string, body?: unknown): Promise<unknown>;
  books(): Promise<{
    thankus: z.infer<typeof ThankuBooks>['created'];
    receipts: z.infer<typeof ThanxBooks>['created'];
    rate: z.infer<typeof Rate>;
  }>;
  /** How many calls are not answered yet, and how many met a fault. */
  calls(): Promise<z.infer<typeof Calls>>;
  close(): void;
}

const admin: Partners['admin'] = async (partner, route, body) => {
  const [method = 'GET', path = ''] = route.split(' ');
  const response = await fetch(`${partner}/_sandbox${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return await response.json();
};

export async function startSoakPartners(): Promise<Partners> {
  const child = fork(join(import.meta.dirname, 'partners-process.ts'));
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the partners did not start');
    }),
  ]);
  const { thanku, thanx } = Where.parse(message);
  return {
    thanku,
    thanx,
    admin,
    async books() {
      const [ofThanku, ofThanx] = await Promise.all([thanku, thanx].map((partner) => admin(partner, 'GET /books')));
      const { created: thankus } = ThankuBooks.parse(ofThanku);
      const { created: receipts, rate } = ThanxBooks.parse(ofThanx);
      return { thankus, receipts, rate };
    },
    async calls() {
      const counts = await Promise.all([thanku, thanx].map((partner) => admin(partner, 'GET /calls')));
      const [ofThanku, ofThanx] = z.tuple([Calls, Calls]).parse(counts);
      return { open: ofThanku.open + ofThanx.open, faulty: ofThanku.faulty + ofThanx.faulty };
    },
    close: () => child.disconnect(),
  };
}
