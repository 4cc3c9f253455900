import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { startThanxSandbox, type ThanxSandbox } from '../../local/partners/thanx-sandbox.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { thankflow } from './support.ts';

const accessToken = 'partner-token-that-nobody-may-see';
let aws: LocalAws;
let thanx: ThanxSandbox;
beforeAll(async () => {
  const credentials = [{ clientId: 'client-1', accessToken }];
  thanx = await startThanxSandbox({ port: 0, credentials, merchants: [{ id: 'm-1', name: 'Oak', handle: 'oak' }] });
  aws = await startLocalAws({ thanx: thanx.url });
  aws.secrets.replace(secretNames.thanx('local', 'main'), JSON.stringify({ clientId: 'client-1', accessToken }));
});
afterAll(() => Promise.all([aws.close(), thanx.close()]));

const run = (args: string[], stdin = '') => thankflow(args, { env: { LOCAL_DIR: aws.folder }, stdin });
const stored = (name: string): unknown => JSON.parse(aws.secrets.current(name) ?? 'null');
const check = (...args: string[]) => run(['thanx', 'check', '--credential', 'main', ...args]);

describe('a purchase webhook', () => {
  const name = secretNames.thanxWebhook('local', 'main');
  const [one, other] = ['f19ce124-48e4-45fb-b39b-4f9e3e1d4b1b', '0c7f6a1e-77d0-4f55-8f39-3c1d1f0a9b11'];
  const put = (text: string, ...options: string[]) =>
    run(['secrets', 'put', 'thanx-webhook', '--credential', 'main', ...options], text);

  it('is off before: `thanx check` says so, and how to put its secret', async () => {
    expect((await check()).stdout).toMatch(
      /Purchase webhook: http.*\/thanx\/main\n.*Off: .*secrets put thanx-webhook --credential main/,
    );
  });

  it('writes it, rotates it like a webhook secret, and says which address Thanx is given', async () => {
    const first = await put(`${one}\n`);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/address to give to Thanx: http.*\/thanx\/main/),
    });
    expect(first.stdout + first.stderr).not.toContain(one);
    expect(stored(name)).toEqual({ current: one });
    expect(await put(one)).toMatchObject({ code: 0, stdout: expect.stringMatching(/unchanged[^]*\/thanx\/main/) });
    const second = await put(other, '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({
      outcome: 'written',
      url: expect.stringMatching(/\/thanx\/main$/),
    });
    expect(stored(name)).toMatchObject({ current: other, previous: { secret: one } });
    expect(await put('another-secret-of-thanx')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--keep-previous'),
    });
    await put('another-secret-of-thanx', '--drop-previous', '--previous-hours', '0');
    expect(stored(name)).toEqual({ current: 'another-secret-of-thanx' });
  });

  it.each(['short', 'with a space in the middle'])('refuses "%s", and writes nothing', async (text) => {
    const before = stored(name);
    expect(await put(text)).toMatchObject({ code: 1 });
    expect(stored(name)).toEqual(before);
  });

  it('knows the stage’s credentials', async () => {
    const ran = await run(['secrets', 'put', 'thanx-webhook', '--credential', 'mian'], one);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "main"') });
  });

  it('is on once its secret is there: `thanx check` says so, and where it is', async () => {
    aws.secrets.replace(name, JSON.stringify({ current: one }));
    const on = JSON.parse((await check('--json')).stdout) as unknown;
    expect(on).toMatchObject({
      ok: true,
      purchaseWebhook: { url: expect.stringMatching(/\/thanx\/main$/), isOn: true },
    });
  });
});
