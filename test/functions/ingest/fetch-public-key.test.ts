import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPublicKey } from '../../../functions/ingest/fetch-public-key.ts';

let server: Server;
let prefix: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const [, , what = ''] = request.url?.split('/') ?? [];
    if (what === 'redirected') response.setHeader('location', '/keys.example/key');
    response.writeHead(what === 'redirected' ? 302 : /^\d+$/.test(what) ? Number(what) : 200);
    response.end(`the document at ${request.url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  prefix = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('the document at a key’s URL', () => {
  it('is fetched from its host, or from the server that stands for all hosts', async () => {
    expect(await fetchPublicKey(prefix, 'https://keys.example/key')).toBe('the document at /keys.example/key');
  });

  it.each(['404', '410'])('does not exist if the host answers %s', async (status) => {
    expect(await fetchPublicKey(prefix, `https://keys.example/${status}`)).toBeUndefined();
  });

  it.each(['204', '403', '500', '503', 'redirected'])('is unknown if the host answers %s', async (what) => {
    await expect(fetchPublicKey(prefix, `https://keys.example/${what}`)).rejects.toThrow(Error);
  });

  it.each(['http://keys.example/key', 'https://user@keys.example/key'])('is not fetched at %s', async (url) => {
    await expect(fetchPublicKey(prefix, url)).rejects.toThrow('https only');
  });
});
