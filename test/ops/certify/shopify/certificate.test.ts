import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { examineCertificate } from '../../../../ops/certify/shopify/certificate.ts';

async function at<Result>(server: Server, work: (port: number) => Promise<Result>): Promise<Result> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}
const examine = (port: number) => examineCertificate(new URL(`https://localhost:${port}/webhooks/oak`));

describe('the certificate of an address', () => {
  it('is missing without HTTPS', async () => {
    expect(await examineCertificate(new URL('http://api.example/'))).toEqual({ problem: 'the address is not HTTPS' });
  });

  it.each([
    ['has none', () => createServer({})],
    ['doesn’t speak TLS', () => createHttpServer((_, response) => response.end())],
  ])('is missing at a server that %s', async (_, server) => {
    expect(await at(server(), examine)).toEqual({ problem: expect.stringMatching(/^no valid certificate: [A-Z_/]+$/) });
  });

  it('is unknown where nothing answers', async () => {
    const port = await at(createHttpServer(), async (free) => free);
    await expect(examine(port)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
