import { isDeepStrictEqual } from 'node:util';
import { contract } from '../contract.ts';
import { fieldOf, textOf } from '../json.ts';
import { bearerOf, callsOf, isOk, isUnknown, type Call } from '../traffic.ts';
import { breachOf, each, type Breach, type Findings, type Looked } from './looked.ts';

const { rules } = contract;

/** The tokens that were issued in the recording, and the calls that got them. Thanx may issue one again. */
const issuedIn = (calls: readonly Call[]): Map<string | undefined, Call[]> =>
  Map.groupBy(callsOf(calls, rules.authentication.issuer).filter(isOk), ({ answer }) => textOf(answer, 'access_token'));

/** Checks that tokens and users are there before they are needed. @param fixedToken the shop's receipts use a token that isn't issued by a call */
export function checkOrder(
  calls: readonly Call[],
  { fixedToken }: { fixedToken: boolean },
): Findings<'authentication' | 'lookup' | 'receipt-resend'> {
  const issued = issuedIn(calls);
  const authenticated = calls.filter((call) => call.known !== undefined && bearerOf(call) !== undefined);
  return {
    authentication: each(authenticated, (call) => {
      const isMembers = call.known?.api.bearer === 'member';
      const issuers = issued.get(bearerOf(call));
      if (!isMembers) return issuers === undefined ? undefined : "it was sent with a member's token";
      if (issuers === undefined) return fixedToken ? undefined : 'it was sent with a token that no earlier call got';
      const answered = issuers.filter((issuer) => wasAnswered(issuer, call));
      if (answered.length === 0) return 'it was sent before the call that got its token was answered';
      return answered.every((issuer) => isExpired(issuer, call)) ? 'its token had expired' : undefined;
    }),
    lookup: lookups(calls, issued),
    'receipt-resend': receiptResends(calls),
  };
}

const wasAnswered = (earlier: Call, call: Call): boolean => (earlier.endedAtMs ?? earlier.sentAtMs) <= call.sentAtMs;

/** Thanx's documentation has both names. Without either, nobody knows. */
function isExpired(issuer: Call, call: Call): boolean {
  const { endedAtMs = issuer.sentAtMs, answer } = issuer;
  const seconds = fieldOf(answer, 'expires_in') ?? fieldOf(answer, 'expires');
  return typeof seconds === 'number' && call.sentAtMs > endedAtMs + seconds * 1000;
}

/** Each basket's token was issued for a user who was found before. */
function lookups(calls: readonly Call[], issued: Map<string | undefined, Call[]>): Looked {
  const found = callsOf(calls, rules.lookup.lookup).filter(isOk);
  const baskets = callsOf(calls, rules.lookup.before).filter((call) => issued.has(bearerOf(call)));
  return each(baskets, (basket) => {
    const isTheirs = (lookup: Call) =>
      (issued.get(bearerOf(basket)) ?? []).some(({ fields }) => {
        const email = textOf(fields, 'email');
        return (
          (email !== undefined && lookup.at.searchParams.get('email') === email) ||
          idsIn(lookup).has(fieldOf(fields, 'user_id'))
        );
      });
    const isFound = found.some((lookup) => wasAnswered(lookup, basket) && isTheirs(lookup));
    return isFound ? undefined : 'its user was not looked up before';
  });
}

const idsIn = ({ answer }: Call): Set<unknown> => {
  const users = fieldOf(answer, 'users');
  return new Set(Array.isArray(users) ? users.map((user) => fieldOf(user, 'id')) : []);
};

/** Receipts aren't idempotent: one whose outcome is unknown is looked for first, and one that was accepted is never sent again. */
function receiptResends(calls: readonly Call[]): Looked {
  const { sent, looked } = rules['receipt-resend'];
  const receipts = callsOf(calls, sent);
  const looks = callsOf(calls, looked).filter(isOk);
  const sameAs = Map.groupBy(receipts, whichReceipt);
  return each(receipts, (receipt) => {
    for (const earlier of sameAs.get(whichReceipt(receipt)) ?? []) {
      if (earlier.number >= receipt.number) continue;
      if (isOk(earlier)) return 'a receipt that Thanx had accepted was sent again';
      const isBetween = ({ number }: Call) => number > earlier.number && number < receipt.number;
      if (isUnknown(earlier) && !looks.some(isBetween))
        return 'a receipt whose outcome was unknown was sent again without looking for it';
    }
    return undefined;
  });
}

/** Its marker, or all of it. */
const whichReceipt = ({ fields }: Call): string => textOf(fields, 'user_comments') ?? JSON.stringify(fields);

/** Checks the states of each basket, one after the other. */
export function checkBaskets(
  calls: readonly Call[],
): Findings<'basket-order' | 'refund-last' | 'refund-basket' | 'basket-resend'> {
  const baskets = callsOf(calls, rules.lookup.before).filter(({ fields }) => textOf(fields, 'id') !== undefined);
  const order: Breach[] = [];
  const afterRefund: Breach[] = [];
  const refunds: Looked = { looked: 0, breaches: [] };
  const resent: Looked = { looked: 0, breaches: [] };
  for (const sent of Map.groupBy(baskets, ({ fields }) => textOf(fields, 'id')).values()) {
    for (const [index, call] of sent.entries()) {
      const state = textOf(call.fields, 'state') ?? '';
      const before = sent[index - 1];
      const was = before && (textOf(before.fields, 'state') ?? '');
      const isKnownState = [was ?? state, state].every((one) => Object.hasOwn(rules['basket-order'].next, one));
      const allowed = was === undefined ? rules['basket-order'].first : (rules['basket-order'].next[was] ?? []);
      if (sent.slice(0, index).some(isRefund) && !isRefund(call))
        afterRefund.push(breachOf(call, `the state \`${state}\` was sent after the basket's refund`));
      else if (isKnownState && !allowed.includes(state))
        order.push(
          breachOf(call, `the state \`${state}\` can't ${was === undefined ? 'be the first' : `follow \`${was}\``}`),
        );
      const billed = sent.slice(0, index).find((earlier) => !isRefund(earlier));
      if (billed !== undefined && isRefund(call)) {
        refunds.looked += 1;
        refunds.breaches.push(...wrongRefund(billed, call));
      }
      if (before !== undefined && was === state && !isRefund(call)) {
        resent.looked += 1;
        resent.breaches.push(...wrongResend(before, call));
      }
    }
  }
  return {
    'basket-order': { looked: baskets.length, breaches: order },
    'refund-last': { looked: baskets.filter(isRefund).length, breaches: afterRefund },
    'refund-basket': refunds,
    'basket-resend': resent,
  };
}

const isRefund = ({ fields }: Call): boolean => textOf(fields, 'state') === 'refunded';

function wrongRefund(billed: Call, refund: Call): Breach[] {
  const [was, is] = [billed, refund].map(({ fields }) => fieldOf(fields, 'subtotal'));
  if (typeof was === 'number' && typeof is === 'number' && is > was)
    return [breachOf(refund, 'its `subtotal` is more than what was billed')];
  const other = ['location_uid', 'order_timestamp'].find((name) => {
    const [before, now] = [billed, refund].map(({ fields }) => textOf(fields, name));
    return before !== undefined && now !== undefined && before !== now;
  });
  return other === undefined ? [] : [breachOf(refund, `its \`${other}\` is another than when it was billed`)];
}

function wrongResend(first: Call, again: Call): Breach[] {
  if (!isDeepStrictEqual(first.fields, again.fields)) return [breachOf(again, 'it differs from the one before')];
  if (!isOk(first) || again.status === undefined || again.status >= 500 || again.status === 429) return [];
  const [was, is] = [first, again].map(({ answer }) => [textOf(answer, 'id'), textOf(answer, 'state')]);
  return isOk(again) && isDeepStrictEqual(was, is)
    ? []
    : [breachOf(again, 'Thanx answered it in another way than before')];
}
