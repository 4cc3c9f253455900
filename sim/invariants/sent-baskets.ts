import * as z from 'zod';
import { controlKeys } from '../../lib/store/control.ts';
import { keys } from '../../lib/store/keys.ts';
import { names } from '../stage.ts';
import type { Departure } from '../partners/network.ts';
import type { World } from '../world.ts';

const Sent = z.object({
  id: z.string(),
  state: z.enum(['billed', 'refunded']),
  subtotal: z.number(),
  location_uid: z.string(),
  order_timestamp: z.string(),
  items: z.array(z.object({ price: z.number() })),
});
const Row = z.object({ attempt: z.object({ id: z.string(), deadAt: z.number() }) });

/** A request about a basket, and what was known when it left. All times are true times, epoch ms. */
export interface SentBasket {
  departure: Departure;
  shop: string;
  pid: string;
  /** Its body. */
  says: z.infer<typeof Sent>;
  /** When its attempt ends according to the basket's row. `undefined`: the row has no attempt. */
  deadAtMs: number | undefined;
  /** When the first worker began that may have sent it. */
  begunMs: number;
  isCertified: boolean;
  /** All earlier ones about the same basket. */
  earlier: readonly SentBasket[];
}

const known = new WeakMap<Departure, SentBasket>();
const sentOf = new WeakMap<World, SentBasket[]>();

/** The last request to Thanx, if it's about a basket. */
export function lastSentBasket(world: World): SentBasket | undefined {
  const departure = world.departures.at(-1);
  if (departure?.path !== '/api/baskets') return undefined;
  const seen = known.get(departure);
  if (seen !== undefined) return seen;
  const says = Sent.parse(JSON.parse(departure.body));
  const [shop = '', pid = ''] = says.id.split('.');
  const { data: row } = Row.safeParse(world.table.get(names.orders, keys.basket(shop, pid)));
  const control = world.table.get(names.control, controlKeys.credential(names.credential));
  const all = sentOf.get(world) ?? [];
  const sent = {
    departure,
    shop,
    pid,
    says,
    deadAtMs: row?.attempt.deadAt,
    begunMs: world.receipts.begunMs(pid),
    isCertified: control?.['basketsCertified'] !== undefined,
    earlier: all.filter((other) => other.says.id === says.id),
  };
  known.set(departure, sent);
  sentOf.set(world, [...all, sent]);
  return sent;
}
