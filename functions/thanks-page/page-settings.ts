import * as z from 'zod';
import { pidPrefixIn, type RawSettings } from '../../lib/shops/stored-settings.ts';
import { keyVersionsIn, ThanksPageSettings } from '../../lib/shops/thanks-page-settings.ts';

/** All that a shop's pages need to know of its settings, whatever version wrote them. */
export interface PageSettings {
  /** How the shop calls itself. */
  name: string | undefined;
  /** `undefined`: see `pidPrefixIn`. */
  pidPrefix: string | undefined;
  keyVersions: readonly number[];
  /** The origins whose pages may read the content. */
  origins: readonly string[];
}

const Known = z.object({
  name: z.string().optional().catch(undefined),
  // What this version can't read counts as left out.
  thanksPage: z
    .object({ origins: ThanksPageSettings.shape.origins.catch([]) })
    .prefault({})
    .catch({ origins: [] }),
});

export function pageSettings(shop: string, settings: RawSettings): PageSettings {
  const { name, thanksPage } = Known.parse(settings);
  return {
    name,
    pidPrefix: pidPrefixIn(shop, settings),
    keyVersions: keyVersionsIn(settings),
    origins: thanksPage.origins,
  };
}
