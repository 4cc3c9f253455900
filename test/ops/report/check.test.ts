import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startThankuSandbox } from '../../../local/partners/thanku-sandbox.ts';
import { checkReport, describeCheck } from '../../../ops/report/check.ts';
import { noFigures, type Units } from '../../../ops/report/figures.ts';
import { askCounter } from '../../../ops/report/thanku-counter.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

/** The answer of a ThankU that says this. */
async function counterOf(body: unknown, status = 200) {
  server = createServer((_, response) =>
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)),
  );
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return await askCounter(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'oak-and-ash', 5000);
}

describe("a wallet's public counter", () => {
  it.each([
    [{ PlantTrees: 12 }, { PlantTrees: 12 }],
    [{ profile: { impact: { plantTrees: '12', CleanOcean: 0.7 } } }, { PlantTrees: 12, CleanOcean: 0.7 }],
    [{ totals: [{ donateeGroup: 'ProtectWildlife', impactValue: 4 }] }, { ProtectWildlife: 4 }],
  ])('is found wherever ThankU has it: %j', async (body, counter) => {
    expect(await counterOf(body)).toEqual({ kind: 'counted', counter });
  });

  it.each([
    [{ error: 'not_found' }, 404, 'ThankU answered 404'],
    ['<!doctype html>', 200, 'in a form that thankflow knows'],
    [{ PlantTrees: -1, CleanOcean: null }, 200, 'in a form that thankflow knows'],
    [[[[[[[[{ PlantTrees: 1 }]]]]]]], 200, 'in a form that thankflow knows'],
    ['null', 200, 'in a form that thankflow knows'],
  ])('is no error if there is none: %j', async (body, status, problem) => {
    expect(await counterOf(body, status)).toEqual({ kind: 'problem', problem: expect.stringContaining(problem) });
  });

  it('is no error if nobody answers', async () => {
    expect(await askCounter('http://127.0.0.1:9', 'oak', 5000)).toEqual({
      kind: 'problem',
      problem: expect.stringContaining("can't reach ThankU"),
    });
  });

  it('is found in the sandbox', async () => {
    const sandbox = await startThankuSandbox({ port: 0 });
    try {
      expect(await askCounter(sandbox.url, 'oak-and-ash', 5000)).toMatchObject({
        counter: { PlantTrees: 0, CleanOcean: 0, ProtectWildlife: 0 },
      });
    } finally {
      await sandbox.close();
    }
  });
});

describe('the check', () => {
  const shop = (name: string, slug: string | undefined, units: Partial<Units>) => ({
    shop: name,
    name: undefined,
    slug,
    total: { ...noFigures(), units: { ...noFigures().units, ...units } },
    days: [],
  });
  const shops = [
    shop('oak', 'oak-and-ash', { trees: 10 }),
    shop('ash', 'oak-and-ash', { trees: 5, plasticGrams: 700 }),
    shop('elm', undefined, { trees: 3 }),
  ];
  const says = (counter: object) => checkReport({ shops }, async () => ({ kind: 'counted', counter }));

  it('compares a wallet with all of its shops', async () => {
    const checked = await says({ PlantTrees: 15, CleanOcean: 0.7 });
    expect(checked).toMatchObject([{ slug: 'oak-and-ash', shops: ['oak', 'ash'], units: { trees: 15 }, lower: [] }]);
    const [compared, why] = describeCheck(checked);
    expect(compared).toContain('15 trees · 0.7 kg of plastic. This report: 15 trees · 0.7 kg of plastic.');
    expect(why).toContain('may differ');
  });

  it('says what ThankU counts too little of', async () => {
    const checked = await says({ PlantTrees: 14, CleanOcean: 1 });
    expect(checked).toMatchObject([{ lower: ['PlantTrees'] }]);
    expect(describeCheck(checked)[1]).toContain('fewer trees than this report (15)');
  });

  it('says nothing of a cause that ThankU does not count', async () => {
    expect(await says({ PlantTrees: 20 })).toMatchObject([{ lower: [] }]);
  });

  it('says why it could not compare, and no more', async () => {
    const checked = await checkReport({ shops }, async () => ({ kind: 'problem', problem: 'ThankU answered 404' }));
    expect(describeCheck(checked)).toEqual(["ThankU's counter of oak-and-ash wasn't compared: ThankU answered 404."]);
  });
});
