import { afterAll, beforeAll, expect, it } from 'vitest';
import { shopControl, targetControl } from '../../lib/store/control.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { watchKey } from '../../lib/circuit/watch.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { auditTrail } from '../../ops/audit/trail.ts';
import { settingsWith } from '../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { thankflow } from './support.ts';

let aws: LocalAws;
let count = 0;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

const since = '2026-03-01T12:00:00.000Z';
const run = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: aws.folder } });

/** A shop of the test's own, with the target `erp`. */
async function world() {
  const shop = `oak-${(count += 1)}`;
  const notify = [{ name: 'erp', to: 'webhook', url: 'https://erp.example/thankflow' }];
  const apply = (changes: object) =>
    applySettings(aws, settingsWith({ slug: shop }, { shop, ...changes }), { by: 'ada', now: Date.now });
  await apply({ notify });
  const targets = targetControl(aws.documents, aws.controlTable);
  const { scopeWatches } = orderStore(aws.documents, aws.ordersTable);
  return {
    shop,
    apply,
    control: shopControl(aws.documents, aws.controlTable)(shop),
    target: (name: string) => targets(shop, name),
    open: async (name: string) => {
      const hold = { reason: 'moved' as const, since, probeAt: Date.now() + 900_000 };
      await targets(shop, name).change((state) => ({ ...state, failures: 3, hold }));
    },
    watch: (target: string) => scopeWatches.get(watchKey({ what: 'target', shop, target })),
    audited: async () => {
      const entries = await Array.fromAsync(
        auditTrail(aws.documents, aws.controlTable).list(Date.now() - 3_600_000, Date.now()),
      );
      return entries.flatMap(({ about }) => about).filter((about) => about.startsWith(`${shop} `));
    },
  };
}

it('pauses a shop’s notifications and nothing else, and resumes them', async () => {
  const { shop, control, audited } = await world();
  const paused = await run('pause', '--shop', shop, '--notify', '--why', 'a look');
  expect(paused).toMatchObject({ code: 0, stdout: `done  paused the notifications of ${shop}\n` });
  expect(paused.stderr).toContain(`./thankflow resume --shop ${shop} --notify --stage local`);
  expect(await control.get()).toMatchObject({ notifyBrake: { reason: 'a look' } });
  expect(await control.get()).not.toHaveProperty('thankuBrake');
  expect((await run('shops', 'show', shop)).stdout).toMatch(/# STOPPED: its notifications, paused by .*: a look/);
  const resumed = await run('resume', '--shop', shop, '--notify', '--json');
  expect(JSON.parse(resumed.stdout)).toMatchObject({
    resumed: [{ what: `the notifications of ${shop}`, brake: { reason: 'a look' } }],
    rescheduled: { notifications: 0, failed: 0 },
  });
  expect(await control.get()).not.toHaveProperty('notifyBrake');
  expect(new Set(await audited())).toEqual(new Set([`${shop} notify`]));
});

it('pauses and resumes everything of a shop together', async () => {
  const { shop, control } = await world();
  expect((await run('pause', '--shop', shop, '--why', 'stop')).stdout.split('\n')).toEqual([
    `done  paused the ThankUs of ${shop}`,
    `done  paused the Thanx receipts and gift cards of ${shop}`,
    `done  paused the notifications of ${shop}`,
    '',
  ]);
  expect(Object.keys(await control.get()).filter((key) => key.endsWith('Brake'))).toHaveLength(3);
  await run('resume', '--shop', shop, '--thanku', '--notify');
  expect(Object.keys(await control.get()).filter((key) => key.endsWith('Brake'))).toEqual(['thanxBrake']);
});

it('has a stopped target tried by the next notification, if none waits', async () => {
  const { shop, target, open, audited, watch } = await world();
  await open('erp');
  const resumed = await run('resume', '--shop', shop, '--target', 'erp');
  expect(resumed).toMatchObject({ code: 0 });
  expect(resumed.stdout).toContain(
    `the notifications of ${shop} for erp: circuit open since 2026-03-01 12:00Z (moved)`,
  );
  expect(resumed.stdout).toContain('no notification is waiting, so the next one tries. If "erp" accepts it');
  const { hold } = await target('erp').get();
  expect(hold).toMatchObject({ reason: 'moved', trial: true });
  expect(hold!.probeAt).toBeLessThanOrEqual(Date.now());
  expect(await watch('erp')).toBeUndefined();
  expect(await audited()).toEqual([`${shop} target erp`]);
});

it('leaves a target to its next probe once its secret is generated, because the receiver is to get it first', async () => {
  const { shop, target, open } = await world();
  await open('erp');
  const { probeAt } = (await target('erp').get()).hold!;
  const put = await run('secrets', 'put', 'notify', '--shop', shop, '--target', 'erp');
  expect(put.stderr).toContain(`./thankflow resume --shop ${shop} --target erp --stage local`);
  expect((await target('erp').get()).hold).toMatchObject({ probeAt, trial: true });
});

it('tries each stopped target of a shop whose notifications are resumed', async () => {
  const { shop, open, target } = await world();
  await open('erp');
  const { stdout } = await run('resume', '--shop', shop, '--notify', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    resumed: [{ what: `the notifications of ${shop}` }, { tried: { scope: { what: 'target', target: 'erp' } } }],
    tries: [{ outcome: 'open' }],
  });
  expect((await target('erp').get()).hold).toMatchObject({ trial: true });
});

it('closes the circuit of a target that the settings no longer have', async () => {
  const { shop, target, open, watch } = await world();
  await open('old');
  const { stdout } = await run('resume', '--shop', shop, '--target', 'old');
  expect(stdout).toContain(`closed the circuit of the notifications of ${shop} for old`);
  expect(await target('old').get()).toEqual({});
  expect(await watch('old')).toBeUndefined();
});

it('refuses to try a target while its shop is paused, and says how to go on', async () => {
  const { shop, target, open } = await world();
  await open('erp');
  await run('pause', '--shop', shop, '--why', 'stop');
  const { code, stderr } = await run('resume', '--shop', shop, '--target', 'erp');
  expect(code).not.toBe(0);
  expect(stderr).toContain(`./thankflow resume --shop ${shop} --notify --stage local`);
  expect((await target('erp').get()).hold).not.toHaveProperty('trial');
});

it.each([
  [['--shop', 'SHOP', '--target', 'epr'], 'has no target "epr" (did you mean "erp"?). It has erp.'],
  [['--shop', 'SHOP', '--target', 'erp', '--notify'], '--target <name> goes with --shop <id> only'],
  [['--target', 'erp'], '--target <name> goes with --shop <id> only'],
  [['--credential', 'main', '--notify'], '--thanku, --thanx and --notify need --shop <id>'],
])('is told: %j', async (args, words) => {
  const { shop } = await world();
  const { code, stderr } = await run('resume', ...args.map((word) => (word === 'SHOP' ? shop : word)));
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
