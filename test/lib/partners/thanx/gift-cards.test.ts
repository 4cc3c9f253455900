import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listGiftCards } from '../../../../lib/partners/thanx/list-gift-cards.ts';
import { addGiftCard } from '../../../../lib/partners/thanx/add-gift-card.ts';
import { createToken } from '../../../../lib/partners/thanx/create-token.ts';
import type { ThanxSandbox } from '../../../../local/partners/thanx-sandbox.ts';
import { admin, injectFault } from '../../../support/partner-faults.ts';
import { credential, open, startRoomyThanx, timing } from '../../../support/thanx-client.ts';

let sandbox: ThanxSandbox;
let bearer: string;
let count = 0;
const pin = '918273645564738';
const nextNumber = () => `60064917${String(20_000_001 + ++count)}`;

beforeAll(async () => {
  sandbox = await startRoomyThanx();
  const call = { credential, merchantId: 'm-1', email: 'member@example.com' };
  const created = await createToken(await open(sandbox.url), call, timing());
  if (created.kind !== 'ok') throw new Error(created.kind);
  bearer = created.value.accessToken;
});
afterAll(() => sandbox.close());
afterEach(() => admin(sandbox, 'DELETE /faults'));

const whose = () => ({ clientId: credential.clientId, bearer });
const add = async (number: string) =>
  addGiftCard(await open(sandbox.url), { ...whose(), providerId: 'p1', card: { number, pin } }, timing());
const list = async (page = 1) => listGiftCards(await open(sandbox.url), { ...whose(), page }, timing());
const answers = (status: number, body: unknown) =>
  injectFault(sandbox, { fault: 'status', status, path: '/gift_cards', body: JSON.stringify(body), times: 1 });

describe('addGiftCard', () => {
  it('adds a card, and nothing of its number and PIN survives', async () => {
    const number = nextNumber();
    const outcome = await add(number);
    expect(outcome).toEqual({
      kind: 'ok',
      value: {
        kind: 'added',
        card: {
          id: expect.any(String),
          providerId: 'p1',
          last4: number.slice(-4),
          balance: '50',
          cardState: 'active',
          createdAt: expect.any(String),
        },
      },
    });
    expect(await add(number)).toEqual({ kind: 'ok', value: { kind: 'there-already', status: 400 } });
    expect(JSON.stringify([outcome, await list()])).not.toContain(number);
  });

  it.each([
    ['its words', { code: 'CARD_INVALID' }, 'CARD_INVALID'],
    ['its code too, if that is an echo', { code: 'card_NUMBER_invalid' }, undefined],
    ['a PIN for a code', { code: pin }, undefined],
  ])('keeps the code of a refusal and not %s', async (_, error, code) => {
    const number = nextNumber();
    const echoed = JSON.parse(JSON.stringify({ error }).replace('NUMBER', number)) as object;
    await answers(400, { ...echoed, error_description: `bad card ${number} with ${pin}` });
    expect(await add(number)).toEqual({ kind: 'rejected', status: 400, words: '', ...(code && { code }) });
  });

  it.each([
    { error: { code: 'GIFT_CARD_ALREADY_EXISTS', message: 'no' } },
    { error: { code: 'BAD_REQUEST', message: 'Card number has already been taken' } },
    { error: 'duplicate_card' },
  ])('knows that a card is there by what Thanx may say: %o', async (body) => {
    await answers(400, body);
    expect(await add(nextNumber())).toMatchObject({ kind: 'ok', value: { kind: 'there-already' } });
  });

  it.each([
    ['a connection broken after it acted', { fault: 'reset-after' }],
    ['an answer without an id', { fault: 'no-id' }],
    ['a 500', { fault: 'status', status: 500 }],
  ])('says unknown of %s', async (_, fault) => {
    await injectFault(sandbox, { ...fault, path: '/gift_cards', times: 1 });
    expect(await add(nextNumber())).toMatchObject({ kind: 'unknown' });
  });
});

describe('listGiftCards', () => {
  it.each([
    ['total_pages', { total_pages: 2 }, [true, false]],
    ['total_page', { total_page: 2 }, [true, false]],
    ['no pagination', undefined, [false, false]],
  ])('knows its last page by %s', async (_, pagination, more) => {
    const card = {
      id: 7,
      card_number: '6006491799990000',
      pin,
      last4: 42,
      balance: null,
      state: 'new',
      expires_at: null,
    };
    for (const [index, expected] of more.entries()) {
      await answers(200, { gift_cards: [card], pagination });
      const page = await list(index + 1);
      expect(page).toEqual({ kind: 'ok', value: { cards: [{ id: '7', last4: '0042' }], more: expected } });
    }
  });

  it('keeps no words of a refusal', async () => {
    await answers(400, { error: { code: 'BAD_REQUEST', message: pin } });
    expect(await list()).toEqual({ kind: 'rejected', status: 400, code: 'BAD_REQUEST', words: '' });
  });
});
