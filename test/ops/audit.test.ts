import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditTrail, type AuditEntry } from '../../ops/audit/trail.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { shopFile, thankflow } from './support.ts';

let aws: LocalAws;
let env: Record<string, string>;
beforeAll(async () => {
  aws = await startLocalAws();
  env = { LOCAL_DIR: aws.folder };
});
afterAll(() => aws.close());

const entries = async (...args: string[]): Promise<AuditEntry[]> => {
  const { stdout } = await thankflow(['audit', ...args, '--json'], { env });
  return (JSON.parse(stdout) as { entries: AuditEntry[] }).entries;
};

describe('audit', () => {
  it('says that there is nothing yet', async () => {
    const ran = await thankflow(['audit'], { env });
    expect(ran).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('No command has changed') as string,
    });
  });

  it('has every changing command: who, when, what, why, and what came of it', async () => {
    await thankflow(['shops', 'apply', await shopFile(), '--why', 'first settings'], { env });
    await thankflow(['secrets', 'put', 'thanku', '--shop', 'oak-shop'], {
      env,
      stdin: 'token-0123456789abcdef0123456789\n',
    });
    await thankflow(['secrets', 'put', 'webhook', '--shop', 'oak-shop'], {
      env,
      stdin: 'd2ViaG9vay1zZWNyZXQtMDEyMzQ1Njc4OQ\n',
    });
    await thankflow(['secrets', 'put', 'thanx', '--credential', 'main'], {
      env,
      stdin: 'client-id-01234\naccess-token-0123456789\n',
    });
    await thankflow(['secrets', 'put', 'gift-card-key'], { env });
    await thankflow(['pause', '--shop', 'oak-shop', '--thanku', '--why', 'wrong message'], { env });
    const found = await entries();
    expect(found.map(({ what, about, reason, outcome }) => [what, about.join(), reason, outcome])).toEqual([
      ['pause', 'oak-shop thanku', 'wrong message', 'done'],
      ['secrets put gift-card-key', 'gift-card-key', undefined, 'done'],
      ['secrets put thanx', 'credential main', undefined, 'done'],
      ['secrets put webhook', 'oak-shop', undefined, 'done'],
      ['secrets put thanku', 'oak-shop', undefined, 'done'],
      ['shops apply', 'oak-shop', 'first settings', 'done'],
    ]);
    expect(found.at(-1)).toMatchObject({
      who: expect.stringMatching(/^local:./) as string,
      result: 'oak-shop created: revision 1',
    });
    expect(JSON.stringify(await aws.all(aws.controlTable))).not.toMatch(/token-0123|d2ViaG9v|client-id-01234/);
  });

  it('shows a command that never ended', async () => {
    const trail = auditTrail(aws.documents, aws.controlTable);
    const arn = 'arn:aws:sts::000000000000:assumed-role/Operator/grace@example.com';
    const at = new Date().toISOString();
    const entry = {
      id: crypto.randomUUID(),
      at,
      who: arn,
      what: 'dlq replay',
      about: ['orders-dlq'],
      outcome: 'begun' as const,
    };
    await trail.begin(entry);
    const ran = await thankflow(['audit'], { env });
    expect(ran.stdout).toContain('Operator/grace@example.com');
    expect(ran.stdout).toContain('unfinished: still running, or killed');
  });

  it('goes back as far as it is told, also over months, and says when there is more', async () => {
    const trail = auditTrail(aws.documents, aws.controlTable);
    const dayMs = 24 * 3600 * 1000;
    for (const days of [40, 400]) {
      const at = new Date(Date.now() - days * dayMs).toISOString();
      await trail.begin({
        id: crypto.randomUUID(),
        at,
        who: 'local:old',
        what: `${days} days`,
        about: [],
        outcome: 'done',
      });
    }
    const old = async (...args: string[]) =>
      (await entries(...args)).filter(({ who }) => who === 'local:old').map(({ what }) => what);
    expect(await old()).toEqual([]);
    expect(await old('--since', '50d')).toEqual(['40 days']);
    expect(await old('--since', '100w')).toEqual(['40 days', '400 days']);
    const limited = await thankflow(['audit', '--limit', '2'], { env });
    expect(limited.stderr).toContain('There are older entries');
  });

  it.each([
    [['--since', 'yesterday'], 'expected an age'],
    [['--limit', '0'], 'expected a whole number from 1'],
  ])('%j ends with 2', async (args, message) => {
    const ran = await thankflow(['audit', ...args], { env });
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
  });
});
