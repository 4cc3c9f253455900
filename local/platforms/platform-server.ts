import type { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import { serve, type HttpHandler, type Served } from '../http/serve.ts';
import type { PlatformServerOptions } from './local-platform.ts';

/**
 * Serves a platform's admin API for the stack's shops, and sends their webhooks. Loads the sandbox with the first request, because most runs of
 * the stack need none.
 */
export async function startPlatformServer(platform: ApiPlatform, options: PlatformServerOptions): Promise<Served> {
  let running: Promise<{ handle: HttpHandler; close(): Promise<void> }> | undefined;
  const load = async () => {
    const { localPlatform } = await import('./local-platform.ts');
    return localPlatform(platform, options);
  };
  const served = await serve(async (request, response) => {
    running ??= load();
    const { handle } = await running;
    await handle(request, response);
  }, 0);
  return {
    ...served,
    close: async () => {
      await served.close();
      await (await running)?.close();
    },
  };
}
