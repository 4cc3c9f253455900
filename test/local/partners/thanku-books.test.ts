import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startThankuSandbox, type ThankuSandbox } from '../../../local/partners/thanku-sandbox.ts';
import { admin } from '../../support/partner-faults.ts';
import { postThanku, token, valid } from './post-thanku.ts';

/** What the sandbox adds to it. */
const answered = {
  id: 'id',
  link: 'http://127.0.0.1/thanks/id',
  certificateNum: '1',
  certificateLink: 'http://127.0.0.1/certificate/1',
  createdAt: '2026-03-01T10:00:00.000Z',
  repeats: 0,
};
let sandbox: ThankuSandbox;
beforeEach(async () => {
  sandbox = await startThankuSandbox({ port: 0, tokens: { 'foo-shop': token } });
});
afterEach(() => sandbox.close());

const post = (body: Record<string, unknown>) => postThanku(sandbox.url, body);

it('keeps its books in a file across a restart', async () => {
  const options = { port: 0, tokens: {}, file: join(mkdtempSync(join(tmpdir(), 'thanku-')), 'books.json') };
  await sandbox.close();
  sandbox = await startThankuSandbox({ ...options, tokens: { 'foo-shop': token } });
  const first = await post(valid);
  await sandbox.close();
  sandbox = await startThankuSandbox(options);
  expect(await post(valid)).toEqual({ status: 200, body: first.body });
  // The same port: links of before the restart still open.
  expect(await fetch(first.body['link'] ?? '')).toMatchObject({ status: 200 });
  await sandbox.close();
  const server = createServer().listen(sandbox.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = sandbox;
  sandbox = await startThankuSandbox(options);
  expect(sandbox.port).not.toBe(port);
  server.close();
  writeFileSync(options.file, '{');
  await expect(startThankuSandbox(options)).rejects.toThrow('--fresh');
});

it('keeps what it created if its process is killed', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'thanku-')), 'books.json');
  const killed = spawnSync(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { ThankuLedger } = await import(${JSON.stringify(import.meta.resolve('../../../local/partners/thanku-ledger.ts'))});
     new ThankuLedger(${JSON.stringify(`${file}.sqlite`)}).put(${JSON.stringify({ ...valid, ...answered })});
     process.kill(process.pid, 'SIGKILL');`,
  ]);
  expect(killed.signal).toBe('SIGKILL');
  await sandbox.close();
  sandbox = await startThankuSandbox({ port: 0, tokens: { 'foo-shop': token }, file });
  expect(await post(valid)).toMatchObject({ status: 200, body: { id: answered.id } });
});

it('moves what an older version kept in its file', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'thanku-')), 'books.json');
  writeFileSync(file, JSON.stringify({ created: [{ ...valid, ...answered }], simulated: 3 }));
  for (const _ of ['moves it', 'has it']) {
    await sandbox.close();
    sandbox = await startThankuSandbox({ port: 0, tokens: { 'foo-shop': token }, file });
    expect(await admin(sandbox, 'GET /books')).toMatchObject({ created: [{ id: answered.id }], simulated: 3 });
  }
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ created: [] });
});
