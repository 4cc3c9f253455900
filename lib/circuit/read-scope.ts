import type { OpenCircuit } from './circuit.ts';
import { paginateScan, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { credentialControl, fixedTokenControl, shopControl } from '../store/control.ts';
import type { StopScope } from './watch.ts';
import * as z from 'zod';

/** What keeps a scope's work waiting. */
export interface Standing {
  hold?: OpenCircuit | undefined;
  /** An operator's brake is on. */
  isBraked: boolean;
}

/** Reads from the control table what keeps a scope's work waiting. */
export function scopeReader(
  documents: DynamoDBDocumentClient,
  controlTable: string,
): (scope: StopScope) => Promise<Standing> {
  const shops = shopControl(documents, controlTable);
  return async (scope) => {
    switch (scope.what) {
      case 'thanku': {
        const { hold, thankuBrake } = await shops(scope.shop).get();
        return { hold, isBraked: thankuBrake !== undefined };
      }
      case 'thanx':
        return { isBraked: (await shops(scope.shop).get()).thanxBrake !== undefined };
      case 'credential': {
        const { hold, brake } = await credentialControl(documents, controlTable, scope.credential).get();
        return { hold, isBraked: brake !== undefined };
      }
      case 'user-token': {
        const { hold } = await fixedTokenControl(documents, controlTable, scope.credential)(scope.shop).get();
        return { hold, isBraked: false };
      }
    }
  };
}

const HeldCircuit = z.looseObject({
  /** One order tries before the hold is believed. */
  trial: z.boolean().optional(),
});

/** A row of the control table, as far as it says what is held. Read leniently: rows of any version and kind count. */
const ControlRow = z.object({
  pk: z.string(),
  sk: z.string(),
  hold: HeldCircuit.optional(),
  brake: z.unknown().optional(),
  thankuBrake: z.unknown().optional(),
  thanxBrake: z.unknown().optional(),
});
type ControlRow = z.infer<typeof ControlRow>;

/** How much of a stage is held. */
export interface StopCounts {
  shops: number;
  /** Thanx credentials, and the fixed user tokens of shops. */
  credentials: number;
  /** Shops and credentials that operators hold, or platforms that asked to erase a shop. */
  paused: number;
}

/**
 * Counts every hold and pause of a stage, also of shops that have no settings any more. It scans the control table, which
 * holds the audit trail too: about 300 bytes for each changing command.
 */
export async function countStops(documents: DynamoDBDocumentClient, table: string): Promise<StopCounts> {
  const scan = {
    TableName: table,
    FilterExpression:
      'attribute_exists(#hold) OR attribute_exists(#brake) OR attribute_exists(#thankuBrake) OR attribute_exists(#thanxBrake)',
    ExpressionAttributeNames: {
      '#hold': 'hold',
      '#brake': 'brake',
      '#thankuBrake': 'thankuBrake',
      '#thanxBrake': 'thanxBrake',
    },
  };
  const counts: StopCounts = { shops: 0, credentials: 0, paused: 0 };
  for await (const { Items = [] } of paginateScan({ client: documents }, scan)) {
    for (const row of z.array(ControlRow).parse(Items)) addTo(counts, row);
  }
  return counts;
}

function addTo(counts: StopCounts, { pk, hold, brake, thankuBrake, thanxBrake }: ControlRow): void {
  if (hold !== undefined && hold.trial !== true) counts[pk.startsWith('thanx#') ? 'credentials' : 'shops'] += 1;
  if ([brake, thankuBrake, thanxBrake].some((one) => one !== undefined)) counts.paused += 1;
}
