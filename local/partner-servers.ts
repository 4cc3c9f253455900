import { join } from 'node:path';
import { startThankuSandbox } from './partners/thanku-sandbox.ts';
import { startThanxSandbox } from './partners/thanx-sandbox.ts';
import type { PartnerAccounts } from './shops.ts';

export interface PartnerServers {
  thankuUrl: string;
  thanxUrl: string;
  close(): Promise<void>;
}

/** The partners: sandboxes that know the shops' tokens and merchants, their books kept in `folder`, or the servers named instead. */
export async function startPartners(
  folder: string,
  accounts: PartnerAccounts,
  instead: { thankuUrl?: string | undefined; thanxUrl?: string | undefined },
): Promise<PartnerServers> {
  const thanku =
    instead.thankuUrl === undefined
      ? await startThankuSandbox({ port: 0, tokens: accounts.thankuTokens, file: join(folder, 'thanku.json') })
      : undefined;
  const thanx =
    instead.thanxUrl === undefined
      ? await startThanxSandbox({
          port: 0,
          credentials: accounts.thanxCredentials,
          merchants: accounts.merchants,
          file: join(folder, 'thanx.json'),
        })
      : undefined;
  return {
    thankuUrl: instead.thankuUrl ?? thanku?.url ?? '',
    thanxUrl: instead.thanxUrl ?? thanx?.url ?? '',
    close: async () => {
      await Promise.all([thanku?.close(), thanx?.close()]);
    },
  };
}
