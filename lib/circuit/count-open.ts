import { paginateScan, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { limitSk, targetPk } from '../store/keys.ts';

const OpenCircuit = z.looseObject({
  /** One order probes before anyone has to act. */
  trial: z.boolean().optional(),
});

/** A row of the control table, as far as it stops work. Parsed leniently: rows of any version and kind count. */
const ControlRow = z.object({
  pk: z.string(),
  sk: z.string(),
  hold: OpenCircuit.optional(),
  brake: z.unknown().optional(),
  thankuBrake: z.unknown().optional(),
  thanxBrake: z.unknown().optional(),
  notifyBrake: z.unknown().optional(),
});
type ControlRow = z.infer<typeof ControlRow>;

/** How much of a stage is stopped. */
export interface StopCounts {
  shops: number;
  /** Thanx credentials, and the fixed user tokens of shops. */
  credentials: number;
  /** Shops' own systems. */
  targets: number;
  /** Shops and credentials that operators paused, or shops whose platform requested their erasure. */
  paused: number;
  /** The shops that have given something of a limit. */
  limitedShops: string[];
}

/** Counts open circuits and pauses, also of shops without settings, and finds the shops with limits. Scans the control table and its audit trail. */
export async function countStops(documents: DynamoDBDocumentClient, table: string): Promise<StopCounts> {
  const scan = {
    TableName: table,
    FilterExpression:
      'attribute_exists(#hold) OR attribute_exists(#brake) OR attribute_exists(#thankuBrake) OR attribute_exists(#thanxBrake) OR attribute_exists(#notifyBrake) OR sk = :limit',
    ExpressionAttributeNames: {
      '#hold': 'hold',
      '#brake': 'brake',
      '#thankuBrake': 'thankuBrake',
      '#thanxBrake': 'thanxBrake',
      '#notifyBrake': 'notifyBrake',
    },
    ExpressionAttributeValues: { ':limit': limitSk },
  };
  const counts: StopCounts = { shops: 0, credentials: 0, targets: 0, paused: 0, limitedShops: [] };
  for await (const { Items = [] } of paginateScan({ client: documents }, scan)) {
    for (const row of z.array(ControlRow).parse(Items)) addTo(counts, row);
  }
  return counts;
}

function addTo(counts: StopCounts, { pk, sk, hold, ...brakes }: ControlRow): void {
  if (sk === limitSk) counts.limitedShops.push(pk.slice('shop#'.length));
  if (hold !== undefined && hold.trial !== true) counts[stoppedAt(pk)] += 1;
  const { brake, thankuBrake, thanxBrake, notifyBrake } = brakes;
  if ([brake, thankuBrake, thanxBrake, notifyBrake].some((one) => one !== undefined)) counts.paused += 1;
}

function stoppedAt(pk: string): 'credentials' | 'targets' | 'shops' {
  if (pk.startsWith('thanx#')) return 'credentials';
  return pk.startsWith(targetPk) ? 'targets' : 'shops';
}
