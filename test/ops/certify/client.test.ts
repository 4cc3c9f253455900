import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckId } from '../../../ops/thanx/certify/contract.ts';
import type { ThanxSandbox } from '../../../local/partners/thanx-sandbox.ts';
import { certify, found, secrets, settingsOf, startSandbox, thanxSettings, type Alter } from './support.ts';

let thanx: ThanxSandbox;
beforeAll(async () => {
  thanx = await startSandbox();
});
afterAll(() => thanx.close());

const receipts = () => thanxSettings({});
const { baskets } = settingsOf;

const onPath =
  (path: string, alter: Alter): Alter =>
  (request) =>
    request.method === 'POST' && request.path === path ? alter(request) : request;
const inBody = (path: string, change: (text: string) => string): Alter =>
  onPath(path, (request) => ({ ...request, body: change(request.body ?? '') }));

describe('a client that does something wrong', () => {
  it.each<[string, CheckId, () => ReturnType<typeof receipts>, Parameters<typeof certify>[2]]>([
    [
      'leaves out a header',
      'header-missing',
      receipts,
      {
        only: ['token', 'receipt'],
        alter: onPath('/receipts', (request) => {
          const { 'user-agent': _, ...headers } = request.headers;
          return { ...request, headers };
        }),
      },
    ],
    [
      'sends amounts as text',
      'field-type',
      receipts,
      { only: ['token', 'receipt'], alter: inBody('/receipts', (text) => text.replace('12.50', '"12.50"')) },
    ],
    [
      'calls the subtotal amount',
      'points-subtotal',
      baskets,
      {
        only: ['look-up', 'partial-refund'],
        alter: inBody('/api/baskets', (text) =>
          text.includes('-part"')
            ? text.replace('"subtotal"', '"amount"').replace(/"payments":\[.*\]/, '"payments":[]')
            : text,
        ),
      },
    ],
    [
      'ignores a 429',
      'pause-after-429',
      receipts,
      { only: ['too-many-requests'], permits: { block: async () => undefined } },
    ],
    ['tries again without a pause', 'pause-after-error', receipts, { only: ['server-errors'], retryDelayMs: () => 0 }],
    [
      'names its client to the Loyalty API',
      'header-forbidden',
      baskets,
      {
        only: ['look-up', 'partial-refund'],
        alter: onPath('/api/baskets', (request) =>
          request.body?.includes('-part"') === true
            ? { ...request, headers: { ...request.headers, 'x-clientid': secrets.clientId } }
            : request,
        ),
      },
    ],
  ])('%s: found by %s, and by no other check', async (_, check, settings, broken) => {
    const { checked } = await certify(thanx.url, settings(), broken);
    expect(found(checked).map((one) => one.check)).toEqual([check]);
    expect(checked.outcome).toBe('failed');
  });
});
