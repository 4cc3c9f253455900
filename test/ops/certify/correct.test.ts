import { describe, expect, it } from 'vitest';
import { checkRecording } from '../../../ops/thanx/certify/check.ts';
import { expectedOf } from '../../../ops/thanx/certify/flows/flows.ts';
import { readRecording, writeRecording } from '../../../ops/thanx/certify/recording.ts';
import { redactor } from '../../../ops/thanx/certify/redact.ts';
import { certify, correctRun, found, merchantId, secrets, settingsOf, startSandbox, thanxSettings } from './support.ts';

/** The checks for which there can be no call. */
const withoutData = {
  receipts: ['points-subtotal', 'lookup', 'basket-order', 'refund-last', 'basket-resend'],
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

  it('says what was not called', async () => {
    const { recording } = await correctRun('receipts');
    const without = recording.filter(({ url, method }) => method !== 'GET' || !url.includes('/receipts'));
    const checked = checkRecording(without, expectedOf(settingsOf.receipts()));
    expect(checked.outcome).toBe('incomplete');
    const incomplete = checked.endpoints.filter(({ result }) => result === 'INCOMPLETE');
    expect(incomplete.map(({ name }) => name)).toEqual(['GET /receipts']);
  });
});
