import { afterAll, beforeAll, expect, it } from 'vitest';
import { credentialControl } from '../../lib/store/control.ts';
import { allowBaskets } from '../../local/allow-baskets.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const at = '2026-03-01T12:00:00.000Z';
const sandboxUrl = 'http://127.0.0.1:4001';

it.each([
  ['the built-in sandbox', undefined, sandboxUrl, { at, by: 'the local stack', host: sandboxUrl }],
  ['another server', undefined, undefined, undefined],
  ['another server after the sandbox', { at, by: 'the local stack', host: sandboxUrl }, undefined, undefined],
  [
    'the sandbox at another address',
    { at, by: 'the local stack', host: 'http://127.0.0.1:4000' },
    sandboxUrl,
    { at, by: 'the local stack', host: sandboxUrl },
  ],
  ['a server that somebody has certified', { at, by: 'ada', host: 'h' }, undefined, { at, by: 'ada', host: 'h' }],
])('baskets at %s', async (_, before, url, after) => {
  const control = credentialControl(aws.documents, aws.controlTable, 'main');
  const brake = { reason: 'paused', since: at, by: 'ada' };
  await control.change(() => ({ brake, ...(before && { basketsCertified: before }) }));
  await allowBaskets(aws, ['main'], { sandboxUrl: url, now: () => nowMs });
  const { basketsCertified, brake: kept } = await control.get();
  expect(basketsCertified).toEqual(after);
  expect(kept).toEqual(brake);
});
