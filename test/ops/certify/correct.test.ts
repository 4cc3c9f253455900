import { describe, expect, it } from 'vitest';
import { checkRecording } from '../../../ops/thanx/certify/check.ts';
import { expectedOf } from '../../../ops/thanx/certify/flows/flows.ts';
import { readRecording, writeRecording, type RecordedCall } from '../../../ops/thanx/certify/recording.ts';
import { redactor } from '../../../ops/thanx/certify/redact.ts';
import { atMs, is, moved, sentAgain, type Any } from './plant.ts';
import { certify, correctRun, found, merchantId, secrets, settingsOf, startSandbox, thanxSettings } from './support.ts';

/** The checks for which there can be no call. */
const withoutData = {
  receipts: ['points-subtotal', 'lookup', 'basket-order', 'refund-last', 'refund-basket', 'basket-resend'],
  baskets: ['receipt-resend'],
};

const nobody = { credentials: [], merchants: [], webhooks: [] };
const fixedMember = {
  token: 'fixed-token-nobody-sees',
  clientId: secrets.clientId,
  userId: 'user-1',
  merchantId,
};

describe('the correct code', () => {
  it.each(['receipts', 'baskets'] as const)('passes with %s and gift cards, without a false alarm', async (mode) => {
    const { flows, checked, recording } = await correctRun(mode);
    expect(flows.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(found(checked)).toEqual([]);
    expect(checked.outcome).toBe('passed');
    const unproved = checked.checks.filter(({ result }) => result === 'INSUFFICIENT DATA').map(({ check }) => check);
    expect(unproved).toEqual(withoutData[mode]);

    const again = readRecording(writeRecording(recording), 'recording.jsonl').map(redactor());
    expect(again).toEqual(recording);
    expect(checkRecording(again, expectedOf(settingsOf[mode]()))).toEqual(checked);
  });

  it('passes with one fixed user token, which no call gets', async () => {
    const thanx = await startSandbox({ accounts: async () => ({ ...nobody, members: [fixedMember] }) });
    const { token: fixedToken } = fixedMember;
    const { flows, checked } = await certify(thanx.url, thanxSettings({ members: 'token' }), { fixedToken });
    await thanx.close();
    expect(flows.map(({ flow, problem }) => problem ?? flow)).toEqual([
      'preflight',
      'receipt',
      'rejected-receipt',
      'too-many-requests',
      'server-errors',
    ]);
    expect(found(checked)).toEqual([]);
    expect(checked.outcome).toBe('passed');
  });

  const check = (mode: 'receipts' | 'baskets', calls: RecordedCall[]) =>
    found(checkRecording(calls, expectedOf(settingsOf[mode]())));
  const lastMs = (calls: readonly RecordedCall[]) => Math.max(...calls.map(atMs));

  it('may get the same token twice', async () => {
    const { recording } = await correctRun('receipts');
    const again = sentAgain(is('POST /partner/oauth/token'), 60_000);
    expect(check('receipts', again(structuredClone(recording)))).toEqual([]);
  });

  it('may ask the same about another member, while Thanx has errors', async () => {
    const { recording } = await correctRun('receipts');
    const startMs = lastMs(recording) + 60_000;
    const like = (route: string, atMillis: number, change: (call: Any) => void) => {
      const call = moved(recording.find(is(route))!, atMillis);
      change(call);
      return call;
    };
    const token = like('POST /partner/oauth/token', startMs, (call) => {
      call.body.email = 'redacted-9@redacted.example';
      call.answer.access_token = 'redacted-token-99';
    });
    const failed = like('GET /receipts', startMs + 5000, (call) => (call.status = 503));
    const other = like('GET /receipts', startMs + 5100, ({ headers }) => {
      headers.authorization = 'Bearer redacted-token-99';
    });
    expect(check('receipts', [...recording, token, failed, other])).toEqual([]);
  });

  it('may ask for more about members', async () => {
    const { recording } = await correctRun('baskets');
    const more = '&updated_after=2026-03-01T12:00:00Z&include_loyalty_attributes=true';
    const again = sentAgain(is('GET /partner/users'), 60_000, (call) => (call.url += more));
    expect(check('baskets', again(structuredClone(recording)))).toEqual([]);
  });

  it('may void a basket that has no id yet', async () => {
    const { recording } = await correctRun('baskets');
    const startMs = lastMs(recording) + 60_000;
    const baskets = [{ state: 'checkout' }, { state: 'placed', id: 'x.y' }, { state: 'voided', id: 'x.y' }];
    const calls = baskets.map((changes, index) => {
      const call: Any = moved(recording.find(is('POST /api/baskets'))!, startMs + index * 5000);
      delete call.body.id;
      Object.assign(call.body, changes);
      return call;
    });
    expect(check('baskets', [...recording, ...calls])).toEqual([]);
  });

  it('says what was not called', async () => {
    const { recording } = await correctRun('receipts');
    const without = recording.filter(({ url, method }) => method !== 'GET' || !url.includes('/receipts'));
    const checked = checkRecording(without, expectedOf(settingsOf.receipts()));
    expect(checked.outcome).toBe('incomplete');
    const incomplete = checked.endpoints.filter(({ result }) => result === 'INCOMPLETE');
    expect(incomplete.map(({ name }) => name)).toEqual(['GET /receipts']);
  });
});
