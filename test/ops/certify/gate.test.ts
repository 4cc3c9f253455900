import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { credentialControl } from '../../../lib/store/control.ts';
import { refusedBaskets } from '../../../ops/shops/refused-baskets.ts';
import { checkRecording } from '../../../ops/thanx/certify/check.ts';
import { expectedOf } from '../../../ops/thanx/certify/flows/flows.ts';
import { gateOf } from '../../../ops/thanx/certify/gate.ts';
import type { RecordedCall } from '../../../ops/thanx/certify/recording.ts';
import { refuseProduction } from '../../../ops/thanx/certify/subject.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { thrownBy } from '../../support/thrown-by.ts';
import { all, edit, is, without, type Any, type Plant } from './plant.ts';
import { correctRun, settingsOf } from './support.ts';

const sandbox = 'https://api.thanxsandbox.com';
const loyaltySandbox = 'https://loyalty.thanxsandbox.com';

let recording: RecordedCall[] = [];
beforeAll(async () => {
  ({ recording } = await correctRun('baskets'));
});

/** As if it had been recorded at other hosts. */
const at =
  (api: string, loyalty: string): Plant =>
  (calls) =>
    calls.map((call) => {
      const { pathname, search } = new URL(call.url);
      return { ...call, url: (pathname.startsWith('/api/') ? loyalty : api) + pathname + search };
    });

const gate = (plant: Plant, isLocal = false) => {
  const planted = plant(structuredClone(recording));
  return gateOf(planted, checkRecording(planted, expectedOf(settingsOf.baskets())), { isLocal });
};

describe('what lets a credential send baskets', () => {
  /** The nth basket of a flow: billed, billed again, refunded. */
  const nth = (number: number, flow = 'basket-twice') => {
    let seen = 0;
    return (call: RecordedCall) => is('POST /api/baskets', flow)(call) && (seen += 1) === number;
  };
  const isSecondBilled = () => nth(2);
  const atSandbox =
    (plant: Plant): Plant =>
    (calls) =>
      at(sandbox, loyaltySandbox)(plant(calls));
  const refused = (call: Any) => {
    call.status = 400;
    call.answer = { code: 400, message: 'No.' };
  };
  const unanswered = (call: Any) => {
    for (const part of ['status', 'answer', 'answerHeaders']) delete call[part];
  };
  const madeUp = (call: Any) => (call.simulated = true);
  it('a recording that has passed at Thanx’s own sandbox, with a basket sent twice', () => {
    expect(gate(at(sandbox, loyaltySandbox))).toEqual({ host: 'loyalty.thanxsandbox.com' });
  });

  it('for a stage that calls this machine, one made here', () => {
    expect(gate((calls) => calls, true)).toEqual({ host: expect.stringMatching(/^127\.0\.0\.1:/) });
  });

  it.each<[string, Plant, string]>([
    ['one made here', (calls) => calls, 'not at Thanx'],
    ['one made at production', at('https://api.thanx.com', 'https://loyalty.thanx.com'), 'not at Thanx'],
    ['tokens from here, baskets from the sandbox', at('http://127.0.0.1:1', loyaltySandbox), 'not at Thanx'],
    [
      'no basket sent twice',
      (calls) => at(sandbox, loyaltySandbox)(without(isSecondBilled())(calls)),
      'no basket was sent twice',
    ],
    ['a second basket without an answer', atSandbox(edit(nth(2), unanswered)), 'did not accept the basket of call'],
    ['a second basket that failed', atSandbox(edit(nth(2), (call) => (call.status = 503))), 'did not accept'],
    ['a first basket that Thanx refused', atSandbox(edit(nth(1), refused)), 'no basket was sent twice'],
    ['a refund that Thanx refused', atSandbox(edit(nth(2, 'partial-refund'), refused)), 'did not accept'],
    [
      'a wrong basket that Thanx accepted',
      atSandbox(edit(nth(1, 'rejected-basket'), (call) => (call.status = 201))),
      'Thanx accepted the basket of call',
    ],
    ['answers that thankflow made up', atSandbox(all(edit(nth(1), madeUp), edit(nth(2), madeUp))), 'sent twice'],
    [
      'a mistake',
      (calls) =>
        at(sandbox, loyaltySandbox)(edit(is('GET /partner/users'), (call) => delete call.headers.accept)(calls)),
      'has not passed',
    ],
    [
      'no look-up called',
      (calls) => at(sandbox, loyaltySandbox)(without(is('GET /gift_cards'))(calls)),
      'has not passed',
    ],
  ])('not %s', (_, plant, why) => {
    expect(gate(plant)).toEqual({ why: expect.stringContaining(why) });
  });
});

describe('a stage that calls production', () => {
  const urls = { thanxUrl: sandbox, thanxLoyaltyUrl: loyaltySandbox };
  it.each([{ thanxUrl: 'https://api.thanx.com' }, { thanxLoyaltyUrl: 'https://loyalty.thanx.com' }])(
    'is refused, and told what to do: %j',
    async (production) => {
      const refuse = async () => refuseProduction({ stage: { name: 'prod' }, ...urls, ...production }, 'oak-shop');
      const refused = await thrownBy(ThankflowError, refuse());
      expect(refused).toMatchObject({ code: 'refused', message: expect.stringContaining('Nothing was sent.') });
      expect(refused).toMatchObject({
        message: expect.stringContaining('certify --shop oak-shop --stage prod --from certification/recording.jsonl'),
      });
    },
  );

  it('a sandbox is not refused', () => {
    expect(() => refuseProduction({ stage: { name: 'dev' }, ...urls }, 'oak-shop')).not.toThrow();
  });
});

describe('shops apply', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());
  const settings = settingsWith({}, { thanx: settingsOf.baskets() });
  const on = (stage: { name: string; spend: 'real' | 'simulated' }) => refusedBaskets(settings, { ...aws, stage });

  it('refuses baskets on a stage that spends money until the credential is certified', async () => {
    const [problem] = await on(stages.prod);
    expect(problem).toMatchObject({
      path: ['thanx', 'mode'],
      message: expect.stringContaining('thanx certify --shop'),
    });
    expect(await on(stages.dev)).toEqual([]);
    expect(await on(stages.local)).toEqual([]);
    expect(await refusedBaskets(settingsWith({}, {}), { ...aws, stage: stages.prod })).toEqual([]);
    const basketsCertified = { at: '2026-03-01T12:00:00.000Z', by: 'ada', host: 'loyalty.thanxsandbox.com' };
    await credentialControl(aws.documents, aws.controlTable, 'main').change((row) => ({ ...row, basketsCertified }));
    expect(await on(stages.prod)).toEqual([]);
  });
});
