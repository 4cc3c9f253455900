import { isDeepStrictEqual } from 'node:util';
import { contract } from '../contract.ts';
import { fieldOf, textOf } from '../json.ts';
import { bearerOf, callsOf, isOk, isUnknown, type Call } from '../traffic.ts';
import { breachOf, each, type Breach, type Findings, type Looked } from './looked.ts';

const { rules } = contract;

/** A token that was issued in the recording, and the call that got it. */
const issuedIn = (calls: readonly Call[]): Map<string, Call> =>
  new Map(
    callsOf(calls, rules.authentication.issuer).flatMap((call): [string, Call][] => {
      const token = isOk(call) ? textOf(call.answer, 'access_token') : undefined;
      return token === undefined ? [] : [[token, call]];
    }),
  );

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
      const issuer = issued.get(bearerOf(call) ?? '');
      if (!isMembers) return issuer === undefined ? undefined : "it was sent with a member's token";
      if (issuer === undefined) return fixedToken ? undefined : 'it was sent with a token that no earlier call got';
      return wasAnswered(issuer, call) ? undefined : 'it was sent before the call that got its token was answered';
    }),
    lookup: lookups(calls, issued),
    'receipt-resend': receiptResends(calls),
  };
}

const wasAnswered = (earlier: Call, call: Call): boolean => (earlier.endedAtMs ?? earlier.sentAtMs) <= call.sentAtMs;

/** Each basket's token was issued for a user who was found before. */
function lookups(calls: readonly Call[], issued: Map<string, Call>): Looked {
  const found = callsOf(calls, rules.lookup.lookup).filter(isOk);
  const baskets = callsOf(calls, rules.lookup.before).filter((call) => issued.has(bearerOf(call) ?? ''));
  return each(baskets, (basket) => {
    const { fields } = issued.get(bearerOf(basket) ?? '') ?? {};
    const isTheirs = (lookup: Call) => {
      const email = textOf(fields, 'email');
      return (
        (email !== undefined && lookup.at.searchParams.get('email') === email) ||
        idsIn(lookup).has(fieldOf(fields, 'user_id'))
      );
    };
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
  return each(receipts, (receipt) => {
    for (const earlier of receipts) {
      if (earlier.number >= receipt.number || !isSameReceipt(earlier, receipt)) continue;
      if (isOk(earlier)) return 'a receipt that Thanx had accepted was sent again';
      const isBetween = ({ number }: Call) => number > earlier.number && number < receipt.number;
      if (isUnknown(earlier) && !looks.some(isBetween))
        return 'a receipt whose outcome was unknown was sent again without looking for it';
    }
    return undefined;
  });
}

function isSameReceipt(one: Call, other: Call): boolean {
  const [marker, same] = [one, other].map(({ fields }) => textOf(fields, 'user_comments'));
  return marker === undefined ? isDeepStrictEqual(one.fields, other.fields) : marker === same;
}

/** Checks the states of each basket, one after the other. */
export function checkBaskets(calls: readonly Call[]): Findings<'basket-order' | 'refund-last' | 'basket-resend'> {
  const baskets = callsOf(calls, rules.lookup.before).filter(({ fields }) => textOf(fields, 'id') !== undefined);
  const order: Breach[] = [];
  const afterRefund: Breach[] = [];
  const resent: Looked = { looked: 0, breaches: [] };
  for (const sent of Map.groupBy(baskets, ({ fields }) => textOf(fields, 'id')).values()) {
    for (const [index, call] of sent.entries()) {
      const state = textOf(call.fields, 'state') ?? '';
      const before = sent[index - 1];
      const was = before && (textOf(before.fields, 'state') ?? '');
      const isKnownState = [was ?? state, state].every((one) => one in rules['basket-order'].next);
      const allowed = was === undefined ? rules['basket-order'].first : (rules['basket-order'].next[was] ?? []);
      if (sent.slice(0, index).some(isRefund) && !isRefund(call))
        afterRefund.push(breachOf(call, `the state \`${state}\` was sent after the basket's refund`));
      else if (isKnownState && !allowed.includes(state))
        order.push(
          breachOf(call, `the state \`${state}\` can't ${was === undefined ? 'be the first' : `follow \`${was}\``}`),
        );
      if (before !== undefined && was === state && !isRefund(call)) {
        resent.looked += 1;
        resent.breaches.push(...wrongResend(before, call));
      }
    }
  }
  return {
    'basket-order': { looked: baskets.length, breaches: order },
    'refund-last': { looked: baskets.filter(isRefund).length, breaches: afterRefund },
    'basket-resend': resent,
  };
}

const isRefund = ({ fields }: Call): boolean => textOf(fields, 'state') === 'refunded';

function wrongResend(first: Call, again: Call): Breach[] {
  if (!isDeepStrictEqual(first.fields, again.fields)) return [breachOf(again, 'it differs from the one before')];
  if (!isOk(first) || again.status === undefined || again.status >= 500 || again.status === 429) return [];
  const [was, is] = [first, again].map(({ answer }) => [textOf(answer, 'id'), textOf(answer, 'state')]);
  return isOk(again) && isDeepStrictEqual(was, is)
    ? []
    : [breachOf(again, 'Thanx answered it in another way than before')];
}
