import { join } from 'node:path';
import { AdminUrls } from '../lib/local-stack/endpoints.ts';
import { ApiPlatform } from '../lib/reconcile/platform-secret.ts';
import { startKlaviyoSandbox, type KlaviyoAccounts } from './partners/klaviyo-sandbox.ts';
import { startThankuSandbox, type ThankuAccounts } from './partners/thanku-sandbox.ts';
import { startThanxSandbox } from './partners/thanx-sandbox.ts';
import type { ThanxAccounts } from './partners/thanx/state.ts';
import { startKeyServer } from './platforms/key-server.ts';
import { startPlatformServer } from './platforms/platform-server.ts';
import type { PlatformShops } from './platform-shops.ts';

export interface PartnerServers {
  thankuUrl: string;
  thanxUrl: string;
  klaviyoUrl: string;
  adminUrls: AdminUrls;
  /** Where the platforms' public keys are. */
  keysUrl: string;
  close(): Promise<void>;
}

/** Starts the sandboxes, with their books in `folder`, or uses other servers instead. */
export async function startPartners(
  folder: string,
  accounts: { thanku: ThankuAccounts; thanx: ThanxAccounts; klaviyo: KlaviyoAccounts; platforms: PlatformShops },
  instead: { thankuUrl?: string | undefined; thanxUrl?: string | undefined },
): Promise<PartnerServers> {
  const thanku =
    instead.thankuUrl === undefined
      ? await startThankuSandbox({ port: 0, accounts: accounts.thanku, file: join(folder, 'thanku.json') })
      : undefined;
  const thanx =
    instead.thanxUrl === undefined
      ? await startThanxSandbox({ port: 0, accounts: accounts.thanx, file: join(folder, 'thanx.json') })
      : undefined;
  const platforms = await Promise.all(
    ApiPlatform.options.map(async (name) => {
      const file = join(folder, `${name}.json`);
      return [name, await startPlatformServer(name, { shops: accounts.platforms, file, now: Date.now })] as const;
    }),
  );
  const klaviyo = await startKlaviyoSandbox({ accounts: accounts.klaviyo, file: join(folder, 'klaviyo.json') });
  const keys = await startKeyServer(accounts.platforms);
  return {
    keysUrl: keys.url,
    thankuUrl: instead.thankuUrl ?? thanku?.url ?? '',
    thanxUrl: instead.thanxUrl ?? thanx?.url ?? '',
    klaviyoUrl: klaviyo.url,
    adminUrls: AdminUrls.parse(Object.fromEntries(platforms.map(([name, { url }]) => [name, url]))),
    close: async () => {
      await Promise.all([
        thanku?.close(),
        thanx?.close(),
        klaviyo.close(),
        keys.close(),
        ...platforms.map(([, server]) => server.close()),
      ]);
    },
  };
}
