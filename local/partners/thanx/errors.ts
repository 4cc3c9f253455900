import type { Reply } from '../reply.ts';
import type { SandboxCall } from '../sandbox-api.ts';

/** Thanx's fifteen error codes, their statuses, and a message in our words. Codes are stable at Thanx, messages aren't. @see https://docs.thanx.com/consumer/usage/errors */
const catalog = {
  BAD_REQUEST: [400, 'The request is not valid.'],
  FORBIDDEN: [403, 'The credential may not do this.'],
  GENERIC_ERROR: [500, 'Something failed at Thanx.'],
  RESOURCE_NOT_FOUND: [404, 'There is no such resource.'],
  AUTHENTICATION_GENERIC: [401, 'The access token is missing, unknown or expired.'],
  USER_EMAIL_INVALID: [400, 'This is not an e-mail address.'],
  USER_PHONE_INVALID: [400, 'This is not a phone number.'],
  USER_NAME_REQUIRED: [400, 'A first and a last name are needed.'],
  REWARD_ALREADY_USED: [400, 'The reward was used before.'],
  REWARD_EXPIRED: [400, 'The reward has expired.'],
  REWARD_INAPPLICABLE: [400, 'The basket lacks an item that the reward needs.'],
  REWARD_FRAUDULENT: [400, 'The member seems to have used this reward before.'],
  CARD_GENERIC: [400, 'The card can’t be registered now.'],
  CARD_INVALID: [400, 'This kind of card is not taken.'],
  POINTS_EXCHANGE_FAILURE: [400, 'The points can’t be exchanged.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ThanxErrorCode = keyof typeof catalog;

const isCode = (code: string): code is ThanxErrorCode => Object.hasOwn(catalog, code);

/** An error of the partner and the consumer API. */
export function thanxError(code: ThanxErrorCode, message: string = catalog[code][1]): Reply {
  return { status: catalog[code][0], body: { error: { code, message } } };
}

/** An error of the Loyalty API. Its code is the status. */
export const loyaltyError = (status: number, message: string): Reply => ({ status, body: { code: status, message } });

export const isLoyaltyCall = ({ path }: Pick<SandboxCall, 'path'>): boolean => path.startsWith('/api/');

/** No code is documented for status 429. */
export const tooManyRequests = (call: SandboxCall): Reply =>
  isLoyaltyCall(call)
    ? loyaltyError(429, 'Too many requests.')
    : { status: 429, body: { error: { message: 'Too many requests.' } } };

/** What faults may name. */
export const thanxErrors = {
  codes: Object.keys(catalog),
  reply: (call: SandboxCall, code: string): Reply => {
    if (!isCode(code)) throw new Error(`${code} is not one of Thanx’s codes`);
    const [status, message] = catalog[code];
    return isLoyaltyCall(call) ? loyaltyError(status, message) : thanxError(code);
  },
};
