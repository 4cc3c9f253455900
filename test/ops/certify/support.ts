import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Connected } from '../../../lib/partners/connection.ts';
import type { PartnerRequest } from '../../../lib/partners/exchange.ts';
import { limiter } from '../../../lib/permits/limiter.ts';
import { Limits } from '../../../lib/permits/limits.ts';
import type { Permits } from '../../../lib/permits/permits.ts';
import type { GrantsRow, Stored } from '../../../lib/permits/row.ts';
import type { ShopSettings } from '../../../lib/shops/settings.ts';
import { startThanxSandbox } from '../../../local/partners/thanx-sandbox.ts';
import { documentedLimits } from '../../../local/partners/thanx/rate.ts';
import { checkRecording, type Checked, type CheckResult } from '../../../ops/thanx/certify/check.ts';
import { Certifying, runFlows, type FlowResult, type Subject } from '../../../ops/thanx/certify/flows/flow.ts';
import { expectedOf, flowsOf } from '../../../ops/thanx/certify/flows/flows.ts';
import { knownSecrets } from '../../../ops/thanx/certify/known-secrets.ts';
import { recorder } from '../../../ops/thanx/certify/recorder.ts';
import type { RecordedCall } from '../../../ops/thanx/certify/recording.ts';
import { redactor } from '../../../ops/thanx/certify/redact.ts';
import { settingsWith } from '../../lib/order/support.ts';

export type ThanxSettings = NonNullable<ShopSettings['thanx']>;

export const secrets = {
  clientId: 'client-nobody-sees',
  accessToken: 'partner-token-nobody-sees',
  merchantKey: 'merchant-key-nobody-sees',
  member: 'ada.member@oak-customers.example',
  stranger: 'nobody@stranger.example',
  cardNumber: '6006491234567891',
  pin: '8642',
};

export const merchantId = 'm-1';

export const startSandbox = (options: Partial<Parameters<typeof startThanxSandbox>[0]> = {}) =>
  startThanxSandbox({
    port: 0,
    credentials: [
      { clientId: secrets.clientId, accessToken: secrets.accessToken, scopes: ['auth.create', 'users.read'] },
    ],
    merchants: [
      { id: merchantId, name: 'Oak & Ash', handle: 'oak', key: secrets.merchantKey, locationUids: ['oak-street'] },
    ],
    settings: { limits: documentedLimits },
    ...options,
  });

export const thanxSettings = (thanx: object): ThanxSettings => {
  const settings = settingsWith({}, { thanx: { credential: 'main', merchantId, currency: 'EUR', ...thanx } });
  return settings.thanx!;
};

/** The settings of each mode, with everything that it can have. */
export const settingsOf = {
  receipts: () => thanxSettings({ giftCards: { providerId: 'provider-1' } }),
  baskets: () => thanxSettings({ mode: 'baskets', locationUid: 'oak-street', giftCards: { providerId: 'provider-1' } }),
};

/** What the client would send, changed on its way. */
export type Alter = (request: PartnerRequest) => PartnerRequest;

const altered = (connected: Connected, alter: Alter): Connected =>
  connected.kind === 'open'
    ? {
        kind: 'open',
        connection: {
          ...connected.connection,
          exchange: (request, timeoutMs) => connected.connection.exchange(alter(request), timeoutMs),
        },
      }
    : connected;

/** What the client does wrong. */
interface Broken {
  alter?: Alter;
  permits?: Partial<Permits>;
  retryDelayMs?: (attempts: number) => number;
  /** The flows that are run. Default: all. */
  only?: readonly string[];
}

/** Runs all flows of the settings, as the command does. The recording is as it is written. */
export async function certify(
  url: string,
  thanx: ThanxSettings,
  { alter = (request) => request, permits, retryDelayMs, only, ...changes }: Broken & Partial<Subject> = {},
): Promise<{ recording: RecordedCall[]; raw: readonly RecordedCall[]; flows: FlowResult[]; checked: Checked }> {
  const subject: Subject = {
    shop: 'oak-shop',
    thanx,
    secret: { clientId: secrets.clientId, accessToken: secrets.accessToken },
    merchantKey: secrets.merchantKey,
    member: secrets.member,
    stranger: secrets.stranger,
    card: { number: String(Math.random()).slice(2, 14).padEnd(16, '7'), pin: secrets.pin },
    ...changes,
  };
  const record = recorder(Date.now);
  const time = { now: Date.now, sleep: (ms: number) => sleep(Math.max(0, ms)) };
  const on = new Certifying(subject, {
    calls: {
      permits: { ...limiter({ row: rowOf(url), limits: localLimits, random: Math.random, ...time }), ...permits },
      telemetry: { count: () => undefined, error: () => undefined },
      credentialName: 'main',
      partnerTimeoutMs: 2000,
      ...time,
    },
    // The recorder is nearest to the wire here, so that it sees what was changed.
    connect: async () => await connect(url, { timeoutMs: 2000, now: Date.now }),
    recorder: { ...record, record: (...how) => altered(record.record(...how), alter) },
    retryDelayMs: retryDelayMs ?? ((attempts) => 600 * attempts),
    runId: Math.random().toString(36).slice(2),
  });
  const wanted = flowsOf(thanx).filter(({ name }) => only?.includes(name) ?? true);
  const flows = await runFlows(wanted, on, () => undefined);
  const recording = record.calls.map(redactor(knownSecrets(subject)));
  return { recording, raw: record.calls, flows, checked: checkRecording(recording, expectedOf(thanx)) };
}

const localLimits = Limits.parse({
  burst: { requests: 5, windowMs: 1000 },
  sustained: { requests: 2000, windowMs: 900_000 },
  jitterMs: 200,
  lateMs: 200,
  coldStartMs: 0,
});

/** Runs at the same sandbox share its limits. */
const rows = new Map<string, GrantsRow>();

function rowOf(url: string): GrantsRow {
  const row = rows.get(url) ?? rowInMemory();
  rows.set(url, row);
  return row;
}

function rowInMemory(): GrantsRow {
  let stored: Stored | undefined;
  return {
    read: async () => stored,
    write: async (grants, read) => {
      if (read?.version !== stored?.version) return false;
      stored = { grants, version: (read?.version ?? 0) + 1, unknown: {} };
      return true;
    },
  };
}

const runs = new Map<string, ReturnType<typeof certify>>();

/** A correct run of each mode, with everything that it can have. It's made once for all tests, and must not be changed. */
export function correctRun(mode: 'receipts' | 'baskets'): ReturnType<typeof certify> {
  const run = runs.get(mode) ?? runOnce(mode);
  runs.set(mode, run);
  return run;
}

async function runOnce(mode: 'receipts' | 'baskets') {
  const thanx = await startSandbox();
  try {
    return await certify(thanx.url, settingsOf[mode]());
  } finally {
    await thanx.close();
  }
}

/** The checks that aren't passed or without data. */
export const found = ({ checks }: Checked): CheckResult[] =>
  checks.filter(({ result }) => result === 'FAIL' || result === 'WARNING');
