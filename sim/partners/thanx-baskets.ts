import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { merchantKey } from '../stage.ts';
import type { PartnerAnswer } from './network.ts';

const amount = z.number().nonnegative();
const instant = z.iso.datetime({ offset: true });
/** As documented. Anything else is refused. */
const Body = z.strictObject({
  id: z.string(),
  state: z.enum(['billed', 'refunded']),
  order_timestamp: instant,
  location_uid: z.string(),
  items: z.array(z.strictObject({ id: z.string(), name: z.string(), price: amount })).min(1),
  subtotal: amount,
  payments: z.array(
    z.strictObject({ issuer: z.string(), last4: z.string().optional(), amount, authorized_at: instant }),
  ),
});
type Body = z.infer<typeof Body>;

/** A basket in Thanx's books. The member has points for `billed` minus `refunded`. All amounts are in cents. */
export interface BookedBasket {
  /** `shop.pid` */
  id: string;
  user: string;
  /** `undefined`: only a refund has arrived. */
  billed: number | undefined;
  refunded: number;
  content: Omit<Body, 'state' | 'subtotal' | 'payments'>;
  /** Refunds don't repeat them: nothing of a card is kept for so long. */
  payments: Body['payments'] | undefined;
}

/** A request about a basket that arrived with valid headers. */
export interface BasketPost {
  id: string;
  state: Body['state'];
  cents: number;
  /** Whether it changed the member's points. */
  hasEffect: boolean;
}

/** What a request needs besides its body. */
interface Sender {
  /** Of the member's token. `undefined`: the token is unknown or too old. */
  user: string | undefined;
  /** The merchant's key. */
  key: string | undefined;
}

const json = (status: number, body: object): PartnerAnswer => ({ status, body: JSON.stringify(body) });
const refusal = (code: number): PartnerAnswer => json(code, { code, message: 'refused' });

/** The pid in the ID of a basket. */
const pidOfBasket = (id: string): string => id.slice(id.indexOf('.') + 1);

const Named = z.object({ id: z.string() });
/** `shop/pid` of a request's body. */
export const markerOfBasket = (body: string): string => Named.parse(JSON.parse(body)).id.replace('.', '/');

/**
 * Thanx's baskets. The same request may come any number of times. Everything that thankflow must never send is noted, and has no effect.
 * @param isRefused whether it refuses the basket of a pid now
 */
export function thanxBaskets(isRefused: (pid: string) => boolean) {
  const baskets = new Map<string, BookedBasket>();
  const posts: BasketPost[] = [];
  const breaches: string[] = [];

  /** Why a request must never have been sent. */
  function breachOf(
    { id, state, subtotal, payments, ...content }: Body,
    user: string,
    known: BookedBasket | undefined,
  ) {
    if (known === undefined) return undefined;
    const cents = centsOf(subtotal);
    if (known.user !== user) return `${id} is of ${known.user}, and ${user} was named`;
    if (!isDeepStrictEqual(known.content, { id, ...content })) return `${id} came with other content`;
    if (state === 'billed' && known.payments !== undefined && !isDeepStrictEqual(known.payments, payments))
      return `${id} came with other payments`;
    if (state === 'refunded' && cents < known.refunded)
      return `${cents} cents of ${id} are refunded, after ${known.refunded}`;
    if (state === 'refunded' && known.billed !== undefined && cents > known.billed)
      return `${cents} cents of ${id} are refunded, of ${known.billed}`;
    if (state === 'billed' && known.refunded > 0) return `${id} was billed after it was refunded`;
    return state === 'billed' && known.billed !== undefined && cents !== known.billed
      ? `${id} was billed with ${cents} cents, after ${known.billed}`
      : undefined;
  }

  function book(body: Body, user: string): boolean {
    const { id, state, subtotal, payments, ...content } = body;
    const cents = centsOf(subtotal);
    const known = baskets.get(id);
    const breach = breachOf(body, user, known);
    if (breach !== undefined) {
      breaches.push(breach);
      return false;
    }
    const basket = known ?? {
      id,
      user,
      billed: undefined,
      refunded: 0,
      content: { id, ...content },
      payments: undefined,
    };
    const next = state === 'billed' ? { ...basket, billed: cents, payments } : { ...basket, refunded: cents };
    baskets.set(id, next);
    return next.billed !== known?.billed || next.refunded !== basket.refunded;
  }

  return {
    baskets,
    posts,
    /** What was sent although it must never be sent. */
    breaches,
    /** `POST /api/baskets` */
    arrives(text: string, { user, key }: Sender, isRejected: boolean): PartnerAnswer {
      if (user === undefined || key !== merchantKey) return refusal(401);
      const read = Body.safeParse(JSON.parse(text));
      if (!read.success) {
        breaches.push(`a basket is not as documented: ${z.prettifyError(read.error)}`);
        return refusal(400);
      }
      const { id, state, subtotal } = read.data;
      if (isRejected || isRefused(pidOfBasket(id))) return refusal(400);
      const hasEffect = book(read.data, user);
      posts.push({ id, state, cents: centsOf(subtotal), hasEffect });
      return json(201, { id, state });
    },
  };
}

export type BookedBaskets = ReturnType<typeof thanxBaskets>;

const centsOf = (euros: number): number => Math.round(euros * 100);
