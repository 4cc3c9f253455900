import { afterAll, beforeAll, expect, it } from 'vitest';
import { stages } from '../../../../infra/stages.ts';
import { markErased } from '../../../../lib/store/erased.ts';
import { keys } from '../../../../lib/store/keys.ts';
import { tracesOf } from '../../../../ops/certify/shopify/traces.ts';
import { privacyPorts } from '../../../../ops/privacy/ports.ts';
import { withStage, type StageAws } from '../../../../ops/stage/aws.ts';
import { startLocalAws, type LocalAws } from '../../../support/local-aws.ts';

let local: LocalAws;
beforeAll(async () => {
  local = await startLocalAws();
});
afterAll(() => local.close());

const at = '2026-11-30T02:10:00.000Z';
const sent = (who: string, sinceMs = Date.parse(at)) => ({
  forgedEmail: `forged-${who}@nobody.example`,
  signedEmail: `signed-${who}@nobody.example`,
  sinceMs,
});
const onLocal = <Result>(work: (aws: StageAws) => Promise<Result>) =>
  withStage(stages.local, work, { LOCAL_DIR: local.folder });
const running = new AbortController().signal;

it('finds nothing once the signed request was processed, whatever happened to the shop before', async () => {
  const traces = await onLocal(async (aws) => {
    const { store } = privacyPorts(aws);
    const redact = { shop: 'oak', at: '2026-11-29T02:10:00.000Z', dueKind: 'stuck' as const, dueAt: 0 };
    await store.redactRequests.insert(keys.redactRequest('oak', 'request'), redact);
    await markErased(store, 'oak', { email: sent('nobody').signedEmail }, at);
    return await tracesOf(aws, { shop: 'oak', pid: 'oak-1' }, sent('nobody'), running);
  });
  expect(traces).toEqual([]);
});

it('finds everything that a forged webhook can become', async () => {
  const traces = await onLocal(async (aws) => {
    const { store } = privacyPorts(aws);
    const { forgedEmail, signedEmail } = sent('all');
    const due = { shop: 'elm', at, dueKind: 'stuck' as const, dueAt: 0 };
    for (const email of [forgedEmail, signedEmail]) await markErased(store, 'elm', { email }, at);
    await store.exportRequests.insert(keys.exportRequest('elm', 'request'), { ...due, email: forgedEmail });
    await store.redactRequests.insert(keys.redactRequest('elm', 'request'), due);
    await store.thanku.insert(keys.thanku('elm', 'elm-1'), {
      shop: 'elm',
      pid: 'elm-1',
      orderId: '1',
      state: 'simulated',
      attempts: 0,
      refusals: 0,
      notBefore: 0,
      receipt: 'none',
      createdAt: at,
      updatedAt: at,
    });
    return await tracesOf(aws, { shop: 'elm', pid: 'elm-1' }, sent('all'), running);
  });
  expect(traces?.map((trace) => trace.split(':')[0]).toSorted()).toEqual([
    'customers/data_request',
    'customers/redact',
    'orders/paid',
    'shop/redact',
  ]);
});

it('says nothing of a stage that hasn’t processed the signed request', async () => {
  const stopped = AbortSignal.abort();
  const traces = await onLocal((aws) => tracesOf(aws, { shop: 'ash', pid: 'ash-1' }, sent('waiting'), stopped));
  expect(traces).toBeUndefined();
});
