import type { PlatformAdapter } from '../platform.ts';
import { shopifyWithoutGiftCards } from './body.ts';
import { shopifyHeaders, shopifyTopic } from './headers.ts';
import { readShopify } from './read.ts';
import { isSignedLikeShopify, verifyShopify } from './verify.ts';

export const shopify: PlatformAdapter = {
  verify: verifyShopify,
  isSigned: isSignedLikeShopify,
  read: readShopify,
  readHeaders: shopifyHeaders,
  topic: shopifyTopic,
  withoutGiftCards: shopifyWithoutGiftCards,
};
