import { join } from 'node:path';
import { startThankuSandbox, type ThankuAccounts } from './partners/thanku-sandbox.ts';
import { startThanxSandbox } from './partners/thanx-sandbox.ts';
import type { ThanxAccounts } from './partners/thanx-state.ts';

export interface PartnerServers {
  thankuUrl: string;
  thanxUrl: string;
  close(): Promise<void>;
}

/** Starts the sandboxes, with their books in `folder`, or uses other servers instead. */
export async function startPartners(
  folder: string,
  accounts: { thanku: ThankuAccounts; thanx: ThanxAccounts },
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
  return {
    thankuUrl: instead.thankuUrl ?? thanku?.url ?? '',
    thanxUrl: instead.thanxUrl ?? thanx?.url ?? '',
    close: async () => {
      await Promise.all([thanku?.close(), thanx?.close()]);
    },
  };
}
