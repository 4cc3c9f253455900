import { afterEach, beforeEach, expect, it } from 'vitest';
import { admin, injectFault } from '../../../support/partner-faults.ts';
import { RawThanx } from '../../../support/raw-thanx.ts';

let thanx: RawThanx;
beforeEach(async () => {
  thanx = new RawThanx();
  await thanx.start();
});
afterEach(() => thanx.stop());

it.each([
  ['BAD_REQUEST', 400],
  ['FORBIDDEN', 403],
  ['GENERIC_ERROR', 500],
  ['RESOURCE_NOT_FOUND', 404],
  ['AUTHENTICATION_GENERIC', 401],
  ['USER_EMAIL_INVALID', 400],
  ['USER_PHONE_INVALID', 400],
  ['USER_NAME_REQUIRED', 400],
  ['REWARD_ALREADY_USED', 400],
  ['REWARD_EXPIRED', 400],
  ['REWARD_INAPPLICABLE', 400],
  ['REWARD_FRAUDULENT', 400],
  ['CARD_GENERIC', 400],
  ['CARD_INVALID', 400],
  ['POINTS_EXCHANGE_FAILURE', 400],
])('answers any call with %s and %i, in the form of its API', async (code, status) => {
  await injectFault(thanx, { fault: 'status', code, times: 2 });
  const message = expect.any(String);
  expect(await thanx.call('GET /receipts', 'any')).toEqual({ status, body: { error: { code, message } } });
  expect(await thanx.basket('any', {})).toEqual({ status, body: { code: status, message } });
});

it.each([
  [{ fault: 'status' }, 'a status or a code'],
  [{ fault: 'status', code: 'PARAM_INVALID' }, 'unknown code: there are BAD_REQUEST, FORBIDDEN'],
])('refuses the fault %j', async (fault, message) => {
  expect(await admin(thanx, 'POST /faults', fault)).toMatchObject({ error: expect.stringContaining(message) });
});

it('takes a status of its own with a code', async () => {
  await injectFault(thanx, { fault: 'status', status: 422, code: 'BAD_REQUEST' });
  expect(await thanx.call('GET /receipts', 'any')).toMatchObject({
    status: 422,
    body: { error: { code: 'BAD_REQUEST' } },
  });
});
