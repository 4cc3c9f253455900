import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerLink } from '../../../lib/partners/thanku/customer-link.ts';
import { startThankuSandbox, type ThankuSandbox } from '../../../local/partners/thanku-sandbox.ts';
import { admin, injectFault } from '../../support/partner-faults.ts';
import { postThanku, sign, token, valid } from './post-thanku.ts';

let sandbox: ThankuSandbox;
beforeEach(async () => {
  sandbox = await startThankuSandbox({ port: 0, tokens: { 'foo-shop': token } });
});
afterEach(() => sandbox.close());

const post = (body: Record<string, unknown>, changes?: Parameters<typeof postThanku>[2]) =>
  postThanku(sandbox.url, body, changes);

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
