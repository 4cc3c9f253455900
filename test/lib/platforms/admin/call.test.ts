import { expect, it } from 'vitest';
import { callAdmin } from '../../../../lib/platforms/admin/call.ts';
import { serve } from '../../../../local/http/serve.ts';

const request = { method: 'GET' as const, path: '/', headers: {} };

it('says why a shop’s address doesn’t answer: nobody is there, or nobody answers in time', async () => {
  const server = await serve(() => undefined, 0);
  const slow = callAdmin(server.url, 20)(request);
  await expect(slow).rejects.toMatchObject({
    kind: 'unavailable',
    message: `no answer from 127.0.0.1:${server.port} within 0.02 s`,
  });
  await server.close();
  await expect(callAdmin(server.url, 5000)(request)).rejects.toMatchObject({
    kind: 'unavailable',
    message: `no answer from 127.0.0.1:${server.port} (ECONNREFUSED)`,
  });
});
