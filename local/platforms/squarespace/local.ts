import { squarespaceKeyOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { squarespaceAccount, squarespaceSandbox, type SquarespaceAccount } from './sandbox.ts';
import { squarespaceFormat } from './webhooks.ts';

export const localSquarespace: LocalPlatform = {
  format: squarespaceFormat,
  topics: ['order.create', 'order.update', 'extension.uninstall'],
  shopOf: ({ authorization = '' }) => /^Bearer sqsp_local_(\S+)$/.exec(authorization)?.[1],
  sandbox(options) {
    const accounts = new Map<string, SquarespaceAccount>();
    return {
      api: squarespaceSandbox({ ...options, accounts }),
      admit(shop) {
        accounts.set(squarespaceKeyOf(shop.options.id), squarespaceAccount(shop));
      },
    };
  },
};
