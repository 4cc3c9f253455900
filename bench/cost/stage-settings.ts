import * as z from 'zod';
import { stages } from '../../infra/stages.ts';
import { timeouts } from '../../infra/constructs/timeouts.ts';
import { thanxCapacity, thanxLimits } from '../../infra/thanx-capacity.ts';
import type { StackTemplate } from '../../local/template/cloud-assembly.ts';
import type { Settings } from './usage.ts';

const Sized = z.object({ MemorySize: z.number().default(128) });
const Source = z.object({ BatchSize: z.number().default(10) });

/** Reads memory and batch sizes from the templates. `ordersPerCacheTtl`: a stage with an order every five seconds. */
export function stageSettings(templates: readonly StackTemplate[], ordersPerCacheTtl = 12): Settings {
  const resources = templates.flatMap(({ Resources }) => Object.entries(Resources));
  const propertiesOf = (type: string, id: string) =>
    resources.find(([name, { Type }]) => Type === type && name.startsWith(id))?.[1].Properties;
  const memoryGb = (id: string) => Sized.parse(propertiesOf('AWS::Lambda::Function', id)).MemorySize / 1024;
  const batchSize = (id: string) => Source.parse(propertiesOf('AWS::Lambda::EventSourceMapping', id)).BatchSize;
  return {
    memoryGb: {
      ingest: memoryGb('Ingest'),
      'thank-customer': memoryGb('ThankCustomer'),
      'submit-to-thanx': memoryGb('SubmitToThanx'),
      'notify-shop': memoryGb('NotifyShop'),
      housekeeping: memoryGb('Housekeeping'),
    },
    batchSize: {
      'thank-customer': batchSize('ThankCustomer'),
      'notify-shop': batchSize('NotifyShop'),
      // The local stage has other limits than one on AWS, and so other batches.
      'submit-to-thanx': thanxCapacity(stages.prod, timeouts.submitToThanx).batchSize,
    },
    limits: thanxLimits(stages.prod),
    ordersPerCacheTtl,
  };
}
