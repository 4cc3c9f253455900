import { ecwidTokenOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { ecwidAccount, ecwidSandbox, type EcwidAccount } from './sandbox.ts';
import { ecwidFormat, ecwidTopics } from './webhooks.ts';

export const localEcwid: LocalPlatform = {
  format: ecwidFormat,
  topics: ecwidTopics,
  shopOf: ({ authorization = '' }) => /^Bearer secret_local_(\S+)$/.exec(authorization)?.[1],
  sandbox(options) {
    const accounts = new Map<string, EcwidAccount>();
    return {
      api: ecwidSandbox({ ...options, accounts }),
      admit(shop) {
        accounts.set(ecwidTokenOf(shop.options.id).secretToken, ecwidAccount(shop));
      },
    };
  },
};
