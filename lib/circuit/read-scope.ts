import type { OpenCircuit } from './circuit.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { credentialControl, fixedTokenControl, shopControl } from '../store/control.ts';
import type { StopScope } from './watch.ts';

/** What makes a scope's work wait. */
export interface Standing {
  hold?: OpenCircuit | undefined;
  /** Whether an operator paused it. */
  isBraked: boolean;
}

/** Reads from the control table what makes a scope's work wait. */
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
