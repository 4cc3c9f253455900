import type { OpenCircuit } from './circuit.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { credentialControl, shopSecretsControl, shopControl, targetControl } from '../store/control.ts';
import type { StopScope } from './watch.ts';

/** What makes a scope's work wait. */
export interface ScopeStops {
  circuit?: OpenCircuit | undefined;
  /** Whether an operator paused it. */
  isPaused: boolean;
}

/** Reads from the control table what makes a scope's work wait. */
export function scopeReader(
  documents: DynamoDBDocumentClient,
  controlTable: string,
): (scope: StopScope) => Promise<ScopeStops> {
  const shops = shopControl(documents, controlTable);
  const targets = targetControl(documents, controlTable);
  return async (scope) => {
    switch (scope.what) {
      case 'thanku': {
        const { hold, thankuBrake } = await shops(scope.shop).get();
        return { circuit: hold, isPaused: thankuBrake !== undefined };
      }
      case 'thanx':
        return { isPaused: (await shops(scope.shop).get()).thanxBrake !== undefined };
      case 'notify':
        return { isPaused: (await shops(scope.shop).get()).notifyBrake !== undefined };
      case 'target': {
        const [{ hold }, { notifyBrake }] = await Promise.all([
          targets(scope.shop, scope.target).get(),
          shops(scope.shop).get(),
        ]);
        return { circuit: hold, isPaused: notifyBrake !== undefined };
      }
      case 'credential': {
        const { hold, brake } = await credentialControl(documents, controlTable, scope.credential).get();
        return { circuit: hold, isPaused: brake !== undefined };
      }
      case 'user-token': {
        const { hold } = await shopSecretsControl(documents, controlTable, scope.credential)(scope.shop).get();
        return { circuit: hold, isPaused: false };
      }
    }
  };
}
