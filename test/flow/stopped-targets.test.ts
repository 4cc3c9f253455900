import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { targetControl } from '../../lib/store/control.ts';
import { keys } from '../../lib/store/keys.ts';
import { thankflow } from '../ops/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { standardOrder } from './support/payloads.ts';
import { person } from './support/people.ts';
import { controlTable } from './support/runbook-stage.ts';
import { shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';

/** A shop's own system, which answers what it's told to. */
async function startErp() {
  const state = { status: 204, received: [] as string[] };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      state.received.push(`${String(request.headers['webhook-id'])} ${state.status}`);
      response.writeHead(state.status).end();
    });
  });
  await new Promise<void>((listens) => void server.listen(0, '127.0.0.1', listens));
  const { port } = server.address() as AddressInfo;
  return {
    state,
    url: `http://127.0.0.1:${port}/thankflow`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}

let erp: Awaited<ReturnType<typeof startErp>>;
let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  erp = await startErp();
  const notify = [{ name: 'erp', to: 'webhook', url: erp.url, events: ['order.thanked'] }];
  stack = await startFlowStack({ shops: ['oak', 'elm'].map((shop) => shopWith(shop, {}, { notify })) });
  see = observe(stack);
});
afterAll(async () => {
  await stack?.stop();
  await erp.close();
});

const cli = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: stack.localDir } });
const ada = person();
const order = (shop: string, orderId: string) =>
  deliver(
    stack.endpoints().shops.find(({ id }) => id === shop)!,
    standardOrder(orderId, ada, {}),
  );
const control = (shop: string) => targetControl(stack.documents, controlTable)(shop, 'erp').get();
const delivery = async (shop: string, orderId: string) =>
  (await see.store.notices.get(keys.notices(shop, `${shop}-${orderId}`)))?.deliveries[0];
const deliveryIs = (shop: string, orderId: string, isSo: object) =>
  eventually(async () => expect(await delivery(shop, orderId)).toMatchObject(isSo));
const stuck = async () => JSON.parse((await cli('stuck', '--json')).stdout) as { stuck: unknown[] };

describe('a shop’s own system that fails', () => {
  const ids = Array.from({ length: 11 }, (_, index) => String(index + 1));

  it('is stopped after ten failures in a row, and named with its last answer; customers are thanked', async () => {
    erp.state.status = 503;
    for (const id of ids) await order('oak', id);
    for (const id of ids) await see.settled('oak', `oak-${id}`);
    await eventually(async () => expect(await control('oak')).toMatchObject({ hold: { reason: 'failures' } }));
    await see.quiet();
    await order('oak', '12');
    await deliveryIs('oak', '12', { state: 'waiting', waitsFor: 'hold', attempts: 0 });
    expect(await stuck()).toMatchObject({
      stuck: [
        {
          code: 'target-held-failures',
          things: [{ key: 'oak/erp', detail: expect.stringMatching(/^failures; failed 1\d times, last 503 /) }],
        },
      ],
    });
    expect((await cli('status')).stdout).toMatch(/Stopped\n {2}oak\/erp: target-held-failures, failures; /);
    await stack.invokeHousekeeping();
    expect(await stack.logs()).toContain('"NotifyTargetsHeld":1');
    expect(await stack.logs()).toContain('"ShopsHeld":0');
  });

  it('is tried once by resume, which says that it was refused', async () => {
    const before = erp.state.received.length;
    const { code, stdout, stderr } = await cli('resume', '--shop', 'oak', '--target', 'erp');
    expect(stdout).toContain('The circuit stays open: "erp" did not accept the notification that tried.');
    expect(stderr).toContain('./thankflow stuck --stage local');
    expect(code).toBe(3);
    await see.quiet();
    expect(erp.state.received.slice(before)).toEqual([expect.stringMatching(/^evt_.* 503$/)]);
  });

  it('is tried again once it works, and what waits follows', async () => {
    erp.state.status = 204;
    const { code, stdout } = await cli('resume', '--shop', 'oak', '--target', 'erp');
    expect(stdout).toContain('"erp" accepted one notification: the circuit is closed.');
    expect(code).toBe(0);
    expect(await control('oak')).toEqual({});
    await eventually(
      async () => {
        await stack.invokeHousekeeping();
        return (await delivery('oak', '12'))?.state === 'delivered';
      },
      { everyMs: 500 },
    );
    expect(await stuck()).toMatchObject({ stuck: [] });
  });
});

describe('a shop whose notifications an operator has paused', () => {
  it('thanks its customers, and tells nothing until it is resumed', async () => {
    await cli('pause', '--shop', 'elm', '--notify', '--why', 'the shop moves its system');
    const before = erp.state.received.length;
    await order('elm', '1');
    await see.posted('elm', 'elm-1');
    await deliveryIs('elm', '1', { state: 'waiting', waitsFor: 'brake', attempts: 0 });
    await stack.invokeHousekeeping();
    await see.quiet();
    expect(erp.state.received).toHaveLength(before);
    const { stdout } = await cli('resume', '--shop', 'elm', '--notify');
    expect(stdout).toContain("rescheduled to now: 1 order's notifications");
    await deliveryIs('elm', '1', { state: 'delivered' });
    expect(erp.state.received).toHaveLength(before + 1);
  });
});

describe('a stopped target that is removed from the settings', () => {
  it('is stopped no more, and what waits for it is skipped', async () => {
    erp.state.status = 410;
    await order('elm', '2');
    await eventually(async () => expect(await control('elm')).toMatchObject({ hold: { reason: 'moved' } }));
    await deliveryIs('elm', '2', { waitsFor: 'hold', attempts: expect.any(Number) });
    expect((await cli('shops', 'show', 'elm')).stdout).toMatch(/# STOPPED: its notifications for erp, circuit open/);
    const file = join(stack.localDir, 'elm.yaml');
    await writeFile(file, stringify(shopWith('elm')));
    expect((await cli('shops', 'apply', '--yes', file)).code).toBe(0);
    expect(await control('elm')).toEqual({});
    await eventually(
      async () => {
        await stack.invokeHousekeeping();
        return (await delivery('elm', '2'))?.state === 'skipped';
      },
      { everyMs: 500 },
    );
    expect(await delivery('elm', '2')).toMatchObject({ reason: 'target-removed' });
    // The other shop's target may have met the 410, too, with what it tries again.
    expect(JSON.stringify(await stuck())).not.toContain('elm/erp');
  });
});
