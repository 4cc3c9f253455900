import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import { readBooks, type PartnerBooks } from '../local/partners/books.ts';

const Urls = z.object({ thanku: z.url(), thanx: z.url() });
const Calls = z.object({ open: z.number(), faulty: z.number() });

/** ThankU and Thanx: sandboxes that outlive the stack. */
export interface Partners {
  thanku: string;
  thanx: string;
  /** An admin call of a sandbox: `admin(partners.thanku, 'PUT /tokens', {})`. */
  admin(partner: string, route: string, body?: unknown): Promise<unknown>;
  books(): Promise<PartnerBooks>;
  /** How many calls aren't answered yet, and how many met a fault. */
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
  const urls = Urls.parse(message);
  return {
    ...urls,
    admin,
    books: () => readBooks(urls),
    async calls() {
      const counts = await Promise.all(Object.values(urls).map((partner) => admin(partner, 'GET /calls')));
      const [ofThanku, ofThanx] = z.tuple([Calls, Calls]).parse(counts);
      return { open: ofThanku.open + ofThanx.open, faulty: ofThanku.faulty + ofThanx.faulty };
    },
    close: () => child.disconnect(),
  };
}
