import { stages } from '../../../infra/stages.ts';
import type { Finding } from '../../../ops/connection/finding.ts';
import { accountFindings } from '../../../ops/doctor/account.ts';
import { eventSourceFinding } from '../../../ops/doctor/event-sources.ts';
import { alarmAddressFindings } from '../../../ops/doctor/alarm-address.ts';
import { bootstrapFindings } from '../../../ops/doctor/bootstrap.ts';
import { clockFindings } from '../../../ops/doctor/clock.ts';
import { concurrencyFindings } from '../../../ops/doctor/concurrency.ts';
import { neededSecrets } from '../../../ops/doctor/needed-secrets.ts';
import { secretFindings } from '../../../ops/doctor/secrets.ts';
import { settingsFindings } from '../../../ops/doctor/settings.ts';
import { stackFindings } from '../../../ops/doctor/stacks.ts';
import { versionFindings } from '../../../ops/doctor/versions.ts';

const stage = 'prod';
const code = `${'6a42fdfdb5d71bc4'.repeat(4)}.zip`;
const bucket = 'cdk-hnb659fds-assets-111122223333-eu-central-1';
const region = 'eu-central-1';
const deployedAtMs = Date.parse('2026-11-20T12:00:00Z');
const alias = { name: 'live', version: '7', sha256: 'a', also: '10 % to version 8' };
const actual = {
  sha256: 'a',
  changedAtMs: deployedAtMs + 3_600_000,
  state: 'Active',
  lastUpdate: 'Successful',
  reserved: 0,
  aliases: [alias],
};
const names = ['ingest', 'thank-customer', 'submit-to-thanx-main', 'submit-to-thanx-second'];
const deployed = names.map((name, index) => ({
  name: `thankflow-prod-${name}`,
  code: index > 1 ? code : `${index}-${code}`,
  bucket,
  reserved: 3,
  deployedAtMs,
  actual: index === 0 ? { ...actual, sha256: `${index}` } : { ...actual, sha256: `${index}`, aliases: [] },
}));
const raw = { thanx: { credential: 'main', members: 'token', giftCards: {} }, reconcile: {} };
const shops = ['a-shop-with-a-very-long-name', ...'bcdefgh'.split('')].map((shop) => ({ shop, raw }));
const applied = { raw, revision: 3, appliedAt: '2026-11-20T12:00:00.000Z', by: 'somebody@example.com' };
const stack = (part: string, status: string) => ({ name: `thankflow-prod-${part}`, status, outputs: {} });

/** What `doctor` says of a stage with which nearly everything is wrong. */
export const worst: Finding[] = [
  ...accountFindings(stages.prod, { account: '111122223333', region }),
  ...clockFindings(3_600_000),
  ...bootstrapFindings({ found: undefined, needed: 6, wasDeployed: false, stage }),
  ...bootstrapFindings({ found: undefined, needed: 6, wasDeployed: true, stage }),
  ...['ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_IN_PROGRESS', 'DELETE_FAILED'].flatMap((status) =>
    stackFindings({ data: stack('data', status), app: undefined }, { stage: stages.prod, isAfter: false }),
  ),
  ...concurrencyFindings({ region, limit: 10, unreserved: 10, reservedNow: 0, needed: 85 }),
  ...concurrencyFindings({ region, limit: 10, unreserved: 10, reservedNow: 0, needed: 0 }),
  ...versionFindings({ stage, isAfter: false, wanted: [], deployed }),
  ...versionFindings({
    stage,
    isAfter: true,
    wanted: deployed,
    deployed: [],
  }),
  ...secretFindings(stage, neededSecrets(stages.prod, shops), new Map()),
  ...settingsFindings(
    stage,
    [
      {
        shop: 'a-shop-with-a-very-long-name',
        ...applied,
        unknown: ['thanku.maxPerMonth', 'the value of thanku.cause'],
      },
    ],
    new Set(),
  ),
  ...['PENDING', 'DELETED', undefined].map((state) =>
    eventSourceFinding('aws.partner/shopify.com/12345/thankflow', state),
  ),
  ...alarmAddressFindings(stages.prod, { alarms: { confirmed: 0, pending: 1 }, notices: { confirmed: 0, pending: 0 } }),
];
