import * as z from 'zod';
import type { Endpoints } from '../../lib/local-stack/endpoints.ts';

/** What the partners say they were asked for: the demo believes these books, not thankflow. */
const ThankuBooks = z.object({
  created: z.array(
    z.object({ pid: z.string(), impactValue: z.number(), donateeGroup: z.string(), id: z.string(), link: z.string() }),
  ),
  simulated: z.number(),
});
const ThanxBooks = z.object({
  created: z.array(z.object({ id: z.string(), amount: z.number(), user_comments: z.string().nullable() })),
});

export interface Books {
  thankus: z.infer<typeof ThankuBooks>['created'];
  simulated: number;
  receipts: z.infer<typeof ThanxBooks>['created'];
}

export async function readBooks({ thanku, thanx }: Pick<Endpoints, 'thanku' | 'thanx'>): Promise<Books> {
  const [thankus, receipts] = await Promise.all(
    [thanku, thanx].map(async (url) => (await fetch(`${url}/_sandbox/books`)).json()),
  );
  const { created, simulated } = ThankuBooks.parse(thankus);
  return { thankus: created, simulated, receipts: ThanxBooks.parse(receipts).created };
}
