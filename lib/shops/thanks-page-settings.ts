import * as z from 'zod';
import type { RawSettings } from './stored-settings.ts';

/** Two while a key is being replaced: links with either are valid. */
const maxKeyVersions = 2;

const keyVersion = z.number().int().min(1).max(1_000_000);

const anyOrigin = '*';

const Origin = z
  .string()
  .refine(
    (text) => text === anyOrigin || isOrigin(text),
    'expected the origin of a website, such as https://www.my-shop.example, or *',
  );

/** Browsers send an origin without a path, in lower case, without the default port. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === 'https:' && url.origin === text;
}

/** The page on which customers see their ThankU. */
export const ThanksPageSettings = z.strictObject({
  keyVersions: z
    .array(keyVersion)
    .min(1)
    .max(maxKeyVersions)
    .refine((versions) => new Set(versions).size === versions.length, 'expected two different versions')
    .default([1])
    .describe(
      'Which versions of the link key are valid, the newest first: `[2, 1]` while you replace key 1. `./thankflow shops link-key` prints a key',
    ),
  origins: z
    .array(Origin)
    .max(20)
    .default([])
    .describe("The shop's websites whose pages may read the content with JavaScript; `*`: any"),
});
export type ThanksPageSettings = z.infer<typeof ThanksPageSettings>;

/** Whether a page of this origin may read the content. */
export const isAllowedOrigin = (origin: string, origins: readonly string[]): boolean =>
  origins.includes(origin) || origins.includes(anyOrigin);

const KnownVersions = z.object({ thanksPage: z.object({ keyVersions: z.array(z.unknown()) }) });

/**
 * The valid versions of a shop's link key, the newest first, whatever version wrote the settings. What this version can't
 * read isn't valid: it must not bring back a key that was replaced.
 */
export function keyVersionsIn(settings: RawSettings): number[] {
  const { data } = KnownVersions.safeParse(settings);
  if (data === undefined) return hasKeyVersions(settings) ? [] : [1];
  return data.thanksPage.keyVersions.flatMap((version) => keyVersion.safeParse(version).data ?? []);
}

const hasKeyVersions = (settings: RawSettings): boolean =>
  z.object({ thanksPage: z.object({ keyVersions: z.unknown() }).loose() }).safeParse(settings).data?.thanksPage
    .keyVersions !== undefined;
