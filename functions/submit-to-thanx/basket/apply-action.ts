import { lastError } from '../../../lib/order/history.ts';
import { scrub } from '../../../lib/partners/scrub.ts';
import type { ThanxSecret } from '../../../lib/secrets/secrets.ts';
import { again, type Verdict } from '../../../lib/queue/consume.ts';
import type { Call, ThanxAction } from '../action.ts';
import { rereadCredential, whoIsRefused } from '../credential.ts';
import {
  deferBasket,
  openCircuitForBasket,
  refuseBasket,
  retryBasket,
  skipBasket,
  type Ended,
  type Held,
} from './moves.ts';

/** The context of a call. */
interface About {
  call: Call;
  /** The credential that the call used. */
  credential: ThanxSecret;
  /** Data that must not be stored with Thanx's words. */
  personal: readonly (string | undefined)[];
  remainingMs: () => number;
}

/** Records a call's outcome and returns when its message comes back. */
export async function applyToBasket(held: Held, action: ThanxAction, about: About): Promise<Verdict | Ended> {
  const { ports, row } = held;
  switch (action.do) {
    case 'defer':
      return await deferBasket(held, action.untilMs);
    case 'retry':
      return await retryBasket(held, action.error);
    case 'find-out':
      // The basket carries our id, so there is nothing to find out.
      return await retryBasket(held, action.error, false);
    case 'open-circuit':
      // Receipts use neither the host of baskets nor the search for members.
      return await openCircuitForBasket(held, action.reason, {
        status: action.status,
        ...(about.call !== 'token' && { secretsOf: row.shop }),
      });
    case 'reread-credential': {
      const reread = await rereadCredential(ports, about.credential);
      if (reread === 'replaced') return again(1);
      return await openCircuitForBasket(held, reread, {
        status: reread === 'unauthorized' ? action.status : undefined,
      });
    }
    case 'ask-scopes':
      return await refusedAccess(held, about, action.status);
    case 'skip':
      // A member who has left can't get points taken back.
      return row.state === 'waiting'
        ? await skipBasket(held, action.reason)
        : await refuseBasket(held, 'not-a-member', lastError({ code: action.reason }, ports.now()));
    case 'reject': {
      const { words } = action.error;
      const error = lastError(action.error, ports.now());
      const scrubbed = words === undefined ? error : { ...error, words: scrub(words, about.personal) };
      return await refuseBasket(held, 'rejected', scrubbed);
    }
  }
}

/** Thanx refused a fresh user token, the merchant's key or the search for members: because of our credential, or of this shop's secrets or scopes. */
async function refusedAccess(held: Held, about: About, status: number): Promise<Verdict | Ended> {
  const answer = await whoIsRefused(held.ports, about.remainingMs);
  switch (answer.who) {
    case 'customer':
      return await openCircuitForBasket(held, 'unauthorized', { status, secretsOf: held.row.shop });
    case 'credential':
      return await openCircuitForBasket(held, answer.reason, { status: answer.status });
    case 'unclear':
      return await retryBasket(held, { code: 'unauthorized', status });
  }
}
