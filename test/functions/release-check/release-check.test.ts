import { describe, expect, it } from 'vitest';
import { checks } from '../../../functions/release-check/checks.ts';
import { works, type ReleaseCheckPorts } from '../../../functions/release-check/release-check.ts';
import { functionNames } from '../../../infra/bundle.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

type Answer = Awaited<ReturnType<ReleaseCheckPorts['invoke']>>;
const answered = (body: unknown): Answer => ({ kind: 'answered', body: JSON.stringify(body) });

/** A version that gives these answers, one for each call; the last one again and again. */
async function check(name: string, ...answers: Answer[]) {
  const asked: { version: string; event: unknown }[] = [];
  let sleptMs = 0;
  const telemetry = recordedTelemetry();
  const good = await works(
    { name, version: `arn:${name}:2` },
    {
      invoke: async (version, payload) => {
        asked.push({ version, event: JSON.parse(payload) });
        return answers[Math.min(asked.length, answers.length) - 1]!;
      },
      sleep: async (ms) => void (sleptMs += ms),
      telemetry,
    },
  );
  return { good, asked, sleptMs, lines: telemetry.lines };
}

describe('a new version', () => {
  it.each([
    ['ingest', { statusCode: 404, body: '' }],
    ['ingest', { statusCode: 401, body: '' }],
    ['thanks-page', { statusCode: 404, body: '<p>' }],
    ['thank-customer', { batchItemFailures: [] }],
    ['housekeeping', null],
  ])('of %s that answers %o gets its traffic', async (name, answer) => {
    const { good, asked, lines } = await check(name, answered(answer));
    expect(good).toBe(true);
    expect(asked.map(({ version }) => version)).toEqual([`arn:${name}:2`]);
    expect(lines.map(({ level }) => level)).toEqual(['info']);
  });

  it.each<[string, Answer]>([
    ['ingest', answered({ statusCode: 503, body: '' })],
    ['ingest', answered({ statusCode: 200, body: '' })],
    ['ingest', answered(null)],
    ['thank-customer', answered({ batchItemFailures: [{ itemIdentifier: 'a' }] })],
    ['submit-to-thanx', { kind: 'crashed', body: '{"errorType":"Runtime.ExitError"}' }],
    ['housekeeping', answered({ errorMessage: 'no' })],
    ['order-status', { kind: 'answered', body: 'not JSON' }],
    ['somebody-new', answered(null)],
  ])('of %s that does %o does not, and the log says so', async (name, answer) => {
    const { good, lines } = await check(name, answer);
    expect(good).toBe(false);
    expect(lines).toMatchObject([{ level: 'error', fields: { name, reason: expect.any(String) } }]);
  });

  it('waits while a function that runs alone is running', async () => {
    const { good, asked, sleptMs } = await check('reconcile', { kind: 'busy' }, { kind: 'busy' }, answered(null));
    expect({ good, asked: asked.length, sleptMs }).toEqual({ good: true, asked: 3, sleptMs: 20_000 });
  });

  it('does not wait for ever, and longer than the longest run', async () => {
    const { good, sleptMs } = await check('reconcile', { kind: 'busy' });
    expect(good).toBe(false);
    expect(sleptMs).toBeGreaterThanOrEqual(240_000);
    expect(sleptMs).toBeLessThan(600_000);
  });
});

it('every function can be asked, but the one that asks', async () => {
  expect(Object.keys(checks).toSorted()).toEqual((await functionNames()).filter((name) => name !== 'release-check'));
});
