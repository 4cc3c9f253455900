import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { thankflow } from '../../ops/support.ts';

/** Expects that the local stack meets Shopify's requirements, that nobody has to do anything after the check, and that it fits a terminal. */
export async function expectCertified(localDir: string): Promise<void> {
  const certify = (args: readonly string[], columns?: number) =>
    thankflow(['certify', 'shopify', '--shop', ...args], {
      env: { LOCAL_DIR: localDir },
      ...(columns !== undefined && { columns }),
    });
  const ran = await certify(['demo-shopify', '--json']);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const { outcome, answers, checks } = JSON.parse(ran.stdout) as Record<'answers' | 'checks', object[]> & {
    outcome: string;
  };
  expect(answers).toHaveLength(13);
  expect(checks).toMatchObject([
    { check: 'wrong-hmac', result: 'PASS', looked: 4 },
    { check: 'no-hmac', result: 'PASS', looked: 4 },
    { check: 'changed-body', result: 'PASS', looked: 4 },
    { check: 'nothing-queued', result: 'PASS', looked: 12 },
    { check: 'signed', result: 'PASS', looked: 1 },
    { check: 'in-time', result: 'PASS', looked: 13 },
    { check: 'https', result: 'INSUFFICIENT DATA', looked: 0 },
  ]);
  expect(outcome).toBe('passed');
  const requests = await thankflow(['privacy', 'list', '--shop', 'demo-shopify', '--json'], {
    env: { LOCAL_DIR: localDir },
  });
  expect(JSON.parse(requests.stdout)).toMatchObject({ requests: [] });

  const { code, stdout } = await certify(['demo-shopify'], 80);
  expect({ code, last: stripVTControlCharacters(stdout).trimEnd().split('\n').at(-1) }).toEqual({
    code: 0,
    last: 'Passed: everything that could be checked is as Shopify requires it.',
  });
  for (const line of stripVTControlCharacters(stdout).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(await certify(['demo-standard'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("these are Shopify's requirements: name a Shopify shop. Nothing was sent."),
  });
}
