import { spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerLink } from '../../../lib/partners/thanku/customer-link.ts';
import { startThankuSandbox, type ThankuSandbox } from '../../../local/partners/thanku-sandbox.ts';
import { admin, injectFault } from '../../support/partner-faults.ts';

const valid = {
  slug: 'foo-shop',
  donateeGroup: 'PlantTrees',
  impactValue: 2,
  message: 'Thank you! 🌳',
  language: 'en',
  pid: 'foo-1',
  orderId: 'A-21-13',
};
/** What the sandbox adds to it. */
const answered = {
  id: 'id',
  link: 'http://127.0.0.1/thanks/id',
  certificateNum: '1',
  certificateLink: 'http://127.0.0.1/certificate/1',
  createdAt: '2026-03-01T10:00:00.000Z',
  repeats: 0,
};
const token = 'a-token-of-foo';
const sign = (body: Record<string, unknown>, key = token) =>
  createHmac('sha256', key)
    .update(['slug', 'donateeGroup', 'impactValue', 'message', 'language', 'pid'].map((name) => body[name]).join('+'))
    .digest('hex');

let sandbox: ThankuSandbox;
beforeEach(async () => {
  sandbox = await startThankuSandbox({ port: 0, tokens: { 'foo-shop': token } });
});
afterEach(() => sandbox.close());

async function post(body: Record<string, unknown>, changes: { query?: string; sig?: string; init?: RequestInit } = {}) {
  const response = await fetch(`${sandbox.url}/api/donate/postpaid${changes.query ?? ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sig': changes.sig ?? sign(body) },
    body: JSON.stringify(body),
    ...changes.init,
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe('the ThankU sandbox', () => {
  it('creates with 201, and answers the same request again with 200 and the same', async () => {
    const first = await post(valid);
    expect(first).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
        link: `${sandbox.url}/thanks/${first.body['id']}`,
        certificateNum: expect.stringMatching(/^\d{36}$/),
        certificateLink: `${sandbox.url}/certificate/${first.body['certificateNum']}`,
      },
    });
    expect(await post(valid)).toEqual({ status: 200, body: first.body });
    const books = await admin(sandbox, 'GET /books');
    expect(books).toMatchObject({ requests: 2, created: [{ ...valid, repeats: 1 }] });
    expect(books['calls']).toMatchObject([
      { subject: 'foo-1', outcome: 201 },
      { subject: 'foo-1', outcome: 200 },
    ]);
  });

  it('checks everything and stores nothing when it simulates', async () => {
    expect(await post(valid, { query: '?simulate=true' })).toEqual({
      status: 200,
      body: { id: '00TEST00TEST00TEST00' },
    });
    expect(await post(valid, { query: '?simulate=true', sig: 'no' })).toMatchObject({ status: 400 });
    expect(await admin(sandbox, 'GET /books')).toMatchObject({ created: [], simulated: 1 });
  });

  it.each([
    ['another message', { message: 'Thanks!' }],
    ['another impact', { impactValue: 3 }],
    ['another ThankU Order ID, which is not signed', { orderId: 'A-21-14' }],
  ])('refuses a pid that comes back with %s', async (_, change) => {
    await post(valid);
    expect(await post({ ...valid, ...change })).toMatchObject({ status: 400, body: { error: 'pid_already_used' } });
  });

  it.each([
    ['a cause it does not know', { donateeGroup: 'Trees' }],
    ['half a tree', { impactValue: 0.5 }],
    ['no tree', { impactValue: 0 }],
    ['a number as text', { impactValue: '2' }],
    ['a language it does not speak', { language: 'fr' }],
    ['an empty message', { message: '' }],
    ['a field it does not know', { message_: 'x' }],
    ['100 grams of trees', { use100Grams: true }],
  ])('refuses %s', async (_, change) => {
    expect(await post({ ...valid, ...change })).toMatchObject({ status: 400, body: { error: 'invalid_data' } });
  });

  it('takes ocean plastic in 100 g', async () => {
    expect(await post({ ...valid, donateeGroup: 'CleanOcean', use100Grams: true })).toMatchObject({ status: 201 });
  });

  it.each([
    ['of another token', sign(valid, 'another')],
    ['in upper case', sign(valid).toUpperCase()],
    ['of another message', sign({ ...valid, message: 'x' })],
    ['that is none', ''],
  ])('refuses a signature %s', async (_, sig) => {
    // Nothing but a name, as the vendor's other endpoints answer.
    expect(await post(valid, { sig })).toEqual({ status: 400, body: { error: 'invalid_signature' } });
  });

  it('refuses what an empty wallet would have to pay, and takes it once the wallet is full', async () => {
    await admin(sandbox, 'PUT /wallets', { empty: ['foo-shop'] });
    expect(await post(valid)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    expect(await post(valid, { query: '?simulate=true' })).toMatchObject({ status: 200 });
    await admin(sandbox, 'PUT /wallets', { empty: [] });
    expect(await post(valid)).toMatchObject({ status: 201 });
  });

  it('knows a wallet once it is told its token', async () => {
    const other = { ...valid, slug: 'bar-shop' };
    expect(await post(other, { sig: sign(other, 'bar') })).toMatchObject({ status: 400 });
    await admin(sandbox, 'PUT /tokens', { 'bar-shop': 'bar' });
    expect(await post(other, { sig: sign(other, 'bar') })).toMatchObject({ status: 201 });
  });

  it('has no GET: a redirect that became one is seen', async () => {
    const response = await fetch(`${sandbox.url}/api/donate/postpaid`);
    expect(response.status).toBe(405);
  });

  it('goes wrong as told, as often as told, for the one that was meant', async () => {
    await injectFault(sandbox, { fault: 'status', status: 503, times: 2, subject: 'foo-1' });
    expect(await post({ ...valid, pid: 'bar-1' })).toMatchObject({ status: 201 });
    expect([await post(valid), await post(valid), await post(valid)].map(({ status }) => status)).toEqual([
      503, 503, 201,
    ]);
  });

  it('goes wrong until it is told to stop', async () => {
    await admin(sandbox, 'POST /faults', [{ fault: 'status', status: 500 }]);
    expect([await post(valid), await post(valid)].map(({ status }) => status)).toEqual([500, 500]);
    await admin(sandbox, 'DELETE /faults');
    expect(await post(valid)).toMatchObject({ status: 201 });
  });

  it('says what is wrong with an admin call', async () => {
    expect(await admin(sandbox, 'POST /faults', { fault: 'flood' })).toMatchObject({ error: expect.any(String) });
    expect(await admin(sandbox, 'GET /book')).toMatchObject({ error: expect.stringContaining('GET /_sandbox/books') });
  });

  it('keeps its tokens through a reset, and nothing else', async () => {
    await post(valid);
    await admin(sandbox, 'POST /reset');
    expect(await admin(sandbox, 'GET /books')).toEqual({ created: [], simulated: 0, requests: 0, calls: [] });
    expect(await post(valid)).toMatchObject({ status: 201 });
  });

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

  describe('its pages', () => {
    const shown = async (link = '') => {
      const response = await fetch(link);
      return { status: response.status, html: await response.text(), headers: response.headers };
    };

    it.each(['link', 'customerLink', 'certificateLink'])(
      'shows at the %s what the customer would see',
      async (name) => {
        const { body } = await post({ ...valid, message: 'Thank you, Ada!\n— the team' });
        const { status, html, headers } = await shown(
          { ...body, customerLink: customerLink({ id: body['id']!, link: body['link'] }) }[name],
        );
        expect(status).toBe(200);
        expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
        for (const text of ['Thank you, Ada!\n— the team', '2 trees', body['certificateNum'], 'foo-1', 'sandbox'])
          expect(html).toContain(text);
        expect(html).toContain('<html lang="en">');
      },
    );

    it('speaks the language of the message', async () => {
      const { body } = await post({ ...valid, language: 'de', message: 'Danke!' });
      const { html } = await shown(body['link']);
      expect(html).toContain('<html lang="de">');
      expect(html).toContain('2 Bäume');
    });

    it('runs nothing that a customer wrote', async () => {
      const { body } = await post({ ...valid, message: 'Hi <script>alert(1)</script> & "Bob"' });
      const { html, headers } = await shown(body['link']);
      expect(html).toContain('Hi &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Bob&quot;');
      expect(html).not.toContain('<script');
      const style = html.match(/<style>([^]*)<\/style>/)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      expect(headers.get('content-security-policy')).toContain(`default-src 'none'; style-src 'sha256-${hash}';`);
    });

    it('has none for what it does not have, and counts no look as a call', async () => {
      expect(await shown(`${sandbox.url}/you/nobody`)).toMatchObject({ status: 404 });
      expect(await admin(sandbox, 'GET /books')).toMatchObject({ requests: 0 });
    });
  });

  it('says in plain words that its port is taken', async () => {
    await expect(startThankuSandbox({ port: sandbox.port, tokens: {} })).rejects.toThrow('already in use');
  });
});
