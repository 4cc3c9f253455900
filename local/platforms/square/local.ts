import { squareTopics } from '../../../lib/platforms/square/read.ts';
import { squareTokenOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { squareAccount, squareSandbox, type SquareAccount } from './sandbox.ts';
import { squareFormat } from './webhooks.ts';

export const localSquare: LocalPlatform = {
  format: squareFormat,
  topics: squareTopics,
  shopOf: ({ authorization = '' }) => /^Bearer EAAAlocal_(\S+)$/.exec(authorization)?.[1],
  sandbox(options) {
    const accounts = new Map<string, SquareAccount>();
    return {
      api: squareSandbox({ ...options, accounts }),
      admit(shop) {
        accounts.set(squareTokenOf(shop.options.id), squareAccount(shop));
      },
    };
  },
};
