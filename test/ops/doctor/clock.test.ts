import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockFindings, clockOffsetMs } from '../../../ops/doctor/clock.ts';

describe('the clock', () => {
  let server: Server;
  let date: string | undefined;
  let url: string;
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.sendDate = false;
      if (date !== undefined) response.setHeader('date', date);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => void server.close());

  it.each([
    [0, 'ok', 'agrees with'],
    [90, 'warning', '90 s ahead of'],
    [-90, 'warning', '90 s behind'],
    [301, 'wrong', '301 s ahead of'],
    [-3600, 'wrong', '3600 s behind'],
  ])('is compared with the Date header: %i s', async (seconds, state, means) => {
    date = 'Fri, 20 Nov 2026 12:00:00 GMT';
    const offsetMs = await clockOffsetMs(url, () => Date.parse('2026-11-20T12:00:00.500Z') + seconds * 1000);
    expect(clockFindings(offsetMs)).toMatchObject([{ state, means: expect.stringContaining(means) }]);
  });

  it('is not guessed from an answer without a date', async () => {
    date = undefined;
    await expect(clockOffsetMs(url)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
