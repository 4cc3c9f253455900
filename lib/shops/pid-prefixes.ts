import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { openObject } from '../open-object.ts';
import { rows } from '../store/rows.ts';
import { pidPrefixOf, type ShopSettings } from './settings.ts';
import { settingsKeys } from './stored-settings.ts';

/** The pid prefixes in use under one ThankU slug, and their shops. */
const Prefixes = openObject({ prefixes: z.record(z.string(), z.string()) });
type Prefixes = z.infer<typeof Prefixes>;

interface Where {
  documents: DynamoDBDocumentClient;
  settingsTable: string;
}

/**
 * Claims the shop's pid prefix under its slug. Two shops with equal pids would share a ThankU, so no prefix may begin
 * with another's: `oak` + `11` is `oak1` + `1`. @throws `bad-settings` if it's taken
 */
export async function claimPrefix({ documents, settingsTable }: Where, settings: ShopSettings): Promise<void> {
  const table = rows(documents, settingsTable, Prefixes);
  const key = settingsKeys.prefixes(settings.thanku.slug);
  const claimed = (row: Prefixes): Prefixes => {
    refuseOverlap(settings, row.prefixes);
    return { ...row, prefixes: { ...row.prefixes, [pidPrefixOf(settings)]: settings.shop } };
  };
  // The first insert wins, and everyone else changes the existing row.
  const { changed } = await table.insert(key, claimed({ prefixes: {} }));
  if (!changed) await table.change(key, claimed);
}

/** The shops that use a ThankU wallet. */
export async function shopsOfSlug({ documents, settingsTable }: Where, slug: string): Promise<string[]> {
  const row = await rows(documents, settingsTable, Prefixes).get(settingsKeys.prefixes(slug));
  return Object.values(row?.prefixes ?? {});
}

/** Releases a prefix that the shop no longer uses. */
export async function releasePrefix(
  where: Where,
  before: { slug: string; pidPrefix: string },
  after: ShopSettings,
): Promise<void> {
  if (before.slug === after.thanku.slug && before.pidPrefix === pidPrefixOf(after)) return;
  const table = rows(where.documents, where.settingsTable, Prefixes);
  await table.change(settingsKeys.prefixes(before.slug), (row) => {
    const { [before.pidPrefix]: shop, ...others } = row.prefixes;
    return shop === after.shop ? { ...row, prefixes: others } : undefined;
  });
}

function refuseOverlap(settings: ShopSettings, prefixes: Record<string, string>): void {
  const wanted = pidPrefixOf(settings);
  const other = Object.entries(prefixes).find(
    ([prefix, shop]) => shop !== settings.shop && (prefix.startsWith(wanted) || wanted.startsWith(prefix)),
  );
  if (other === undefined) return;
  const [prefix, shop] = other;
  throw new ThankflowError(
    'bad-settings',
    `the pid prefix "${wanted}" of ${settings.shop} and "${prefix}" of ${shop} go to the same ThankU slug ` +
      `(${settings.thanku.slug}), and with one the beginning of the other two orders could share one ThankU. ` +
      'Give this shop another `thanku.pidPrefix`.',
  );
}
