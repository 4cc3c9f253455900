import type { PlatformName } from './platform-name.ts';

/** Whether a platform's signature covers the URL that its webhook was given. Another spelling of the same URL makes another signature. */
export const signsUrl = (platform: PlatformName | undefined): boolean => platform === 'square';

/** The URL that a stage gives a shop, for its platform's webhooks. */
export const webhookUrlAt = (apiUrl: string, shop: string): string => `${apiUrl}/webhooks/${shop}`;
