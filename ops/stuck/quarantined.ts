import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { StageAws } from '../stage/aws.ts';
import type { Findings } from './finding.ts';

const Objects = z.array(z.object({ Key: z.string(), LastModified: z.date().optional() }));

/** Adds quarantined webhooks. Counting ends at `countTo`. */
export async function findQuarantined(aws: StageAws, findings: Findings, countTo: number): Promise<void> {
  const Bucket = await aws.quarantineBucket();
  let seen = 0;
  for await (const { Contents = [], IsTruncated = false } of paginateListObjectsV2(
    { client: await aws.s3() },
    { Bucket },
  )) {
    for (const { Key, LastModified } of Objects.parse(Contents)) {
      // `my-shop/2026-11-20/<id>.json`
      const [shop, , id = Key] = Key.replace(/\.json$/, '').split('/');
      findings.add('quarantined', { key: id, since: LastModified?.getTime(), detail: shop });
    }
    seen += Contents.length;
    if (seen < countTo || !IsTruncated) continue;
    findings.of('quarantined').atLeast = true;
    return;
  }
}
