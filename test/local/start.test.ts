import { PlatformName } from '../../lib/shops/platform-name.ts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readEndpoints } from '../../lib/local-stack/endpoints.ts';
import { eventually } from '../flow/support/eventually.ts';
import { ask, form } from '../ops/console/support.ts';

const root = join(import.meta.dirname, '../..');

const children: ChildProcess[] = [];

/** `npm start` in a process of its own, and all it says. */
function start(
  localDir: string,
  { port = 0, args = [] as string[], env = {}, command = [process.execPath, 'local/start.ts'] } = {},
) {
  const [program = '', ...first] = command;
  const child = spawn(program, [...first, ...args], {
    cwd: root,
    env: { ...process.env, LOCAL_DIR: localDir, PORT: String(port), ...env },
  });
  children.push(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, said }));
  });
  return { child, exited, said: () => said };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A browser that has connected to a console and hasn't asked yet. @param said how the console's address is printed */
async function halfARequest({ said }: ReturnType<typeof start>, printed: RegExp): Promise<Socket> {
  await eventually(() => printed.test(said()));
  const socket = connect(Number(new URL(printed.exec(said())?.[1] ?? '').port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined).write('GET / HTTP/1.1\r\n');
  return socket;
}

describe('npm start', () => {
  let folder: string;
  let secrets: string[];
  /** The first start, which makes the template. It runs until it is killed. */
  let first: ReturnType<typeof start>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thankflow-start-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) if (child !== first.child) child.kill('SIGKILL');
  });
  afterAll(async () => {
    first.child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const ready = async (running: ReturnType<typeof start>) => {
    await eventually(() => running.said().includes('thankflow is running'));
    return readEndpoints(folder);
  };

  it('runs the stage', async () => {
    // What was made from other files is not believed.
    await mkdir(join(folder, 'cdk'));
    await writeFile(join(folder, 'cdk', 'manifest.json'), '{"artifacts":{}}');
    await writeFile(join(folder, 'synthesized-from'), 'other files');
    first = start(folder);
    const endpoints = await ready(first);
    expect(Object.keys(endpoints.functions).sort()).toEqual([
      'thankflow-local-fetch-order',
      'thankflow-local-handshake',
      'thankflow-local-housekeeping',
      'thankflow-local-ingest',
      'thankflow-local-notify-shop',
      'thankflow-local-order-status',
      'thankflow-local-receive-purchase',
      'thankflow-local-reconcile',
      'thankflow-local-submit-to-thanx-main',
      'thankflow-local-thank-customer',
      'thankflow-local-thanks-page',
    ]);
    expect(endpoints.shops.map(({ platform }) => platform).sort()).toEqual(PlatformName.options.toSorted());
    expect(first.said()).toContain(endpoints.shops[0]?.webhookUrl);
    secrets = endpoints.shops.map(({ webhookSecret }) => webhookSecret);
  });

  it('serves its console, which sends an order and follows it to its link', async () => {
    const [, address = ''] = /Console +(\S+)\n +API /.exec(first.said()) ?? [];
    const { origin } = new URL(address);
    const opened = await ask(address);
    const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
    await eventually(() => first.said().includes('for another browser'));
    expect(first.said().match(/\/\?token=/g)).toHaveLength(2);

    const sent = await ask(`${origin}/send`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: form(['shop', 'demo-shopify'], ['name', 'Grace Hopper']),
    });
    const read = async (path: string) => (await ask(origin + path, { headers: { cookie } })).text;
    const job = String(sent.headers['location']);
    await eventually(async () => (await read(job)).includes('See the order'));
    const [link = ''] = /http[^"]*\/you\/[^"]*/.exec(await read(job)) ?? [];
    expect(await (await fetch(link)).text()).toContain('Grace');
    const [, order = ''] = /href="(\/orders\/demo-shopify\/[^"]+)"/.exec(await read(job)) ?? [];
    expect(await read(order)).toContain('demo-shopify');
    await eventually(() => first.said().includes('receipt submitted'));
    expect(await read('/send')).toMatch(/receipt submitted[^]*2 trees →[^]*200 demo-shopify paid/);
    expect(first.said() + (await read(job))).not.toContain('Grace');
  });

  it('serves a console on its own, which Ctrl-C stops although a browser is connected', async () => {
    const alone = start(folder, { command: [process.execPath, 'ops/thankflow.ts', 'console'] });
    const socket = await halfARequest(alone, /stage local: (\S+)/);
    alone.child.kill('SIGINT');
    expect(await alone.exited).toMatchObject({ code: 130, said: expect.stringContaining('Stopping the console.') });
    socket.destroy();
  });

  it('refuses a second start in its place, and takes its workers with it when it is killed', async () => {
    const { api, functions } = readEndpoints(folder);
    const second = await start(folder).exited;
    expect(second).toMatchObject({ code: 1, said: expect.stringContaining('already runs on') });
    const busy = await start(`${folder}-2`, { port: Number(new URL(api).port) }).exited;
    expect(busy).toMatchObject({ code: 1, said: expect.stringContaining('is already in use') });
    expect(busy.said.trim().split('\n')).toHaveLength(1);
    await rm(`${folder}-2`, { recursive: true, force: true });

    const pids = Object.values(functions).flat();
    // That of ingest; the others start when there is work for them.
    expect(pids.length).toBeGreaterThanOrEqual(1);
    first.child.kill('SIGKILL');
    await first.exited;
    await eventually(() => pids.filter(isAlive).length === 0);
  });

  it('starts again on what a killed one left, and leaves nothing running when npm is asked to stop it', async () => {
    const made = async () => (await stat(join(folder, 'cdk', 'manifest.json'))).mtimeMs;
    const madeBefore = await made();
    const running = start(folder, { command: ['npm', 'start'] });
    const { shops, functions } = await ready(running);
    // Made from the same files, the template is taken as it is.
    expect(await made()).toBe(madeBefore);
    expect(shops.map(({ webhookSecret }) => webhookSecret)).toEqual(secrets);
    const socket = await halfARequest(running, /Console +(\S+)/);
    running.child.kill('SIGTERM');
    // npm passes on what the terminal has already sent.
    running.child.kill('SIGTERM');
    await running.exited;
    socket.destroy();
    await eventually(() => Object.values(functions).flat().filter(isAlive).length === 0);
    expect(existsSync(join(folder, 'endpoints.json'))).toBe(false);
  });

  it('deletes nothing in a folder that is not its own', async () => {
    const foreign = await mkdtemp(join(tmpdir(), 'thankflow-foreign-'));
    await writeFile(join(foreign, 'thesis.txt'), 'years of work');
    const { code, said } = await start(foreign, { args: ['--fresh'] }).exited;
    expect([code, said]).toEqual([1, expect.stringContaining("doesn't look like a data folder")]);
    expect(existsSync(join(foreign, 'thesis.txt'))).toBe(true);
    await rm(foreign, { recursive: true });
  });

  it.each([
    [{ PORT: 'http' }, 'PORT must be a number'],
    [{ THANKU_URL: 'nowhere' }, 'THANKU_URL must be a URL'],
  ])('says in one line what is wrong with %o', async (env, message) => {
    const { code, said } = await start(folder, { env }).exited;
    expect(code).toBe(1);
    expect(said.trim()).toMatch(new RegExp(`^${message}.*$`));
  });
});
