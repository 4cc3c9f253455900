import * as z from 'zod';
import { GenericEvent } from '../../lib/platforms/standard/generic-order.ts';

/**
 * The generic order format as JSON Schema, for validators and editors: the content of docs/generic-order.schema.json. It is stricter than
 * `readStandard`, which only drops a detail that it can't read.
 */
export const genericOrderJsonSchema = (): object => ({
  title: 'thankflow generic order events, version 1',
  ...z.toJSONSchema(GenericEvent, {
    io: 'input',
    override({ jsonSchema }) {
      // zod's pattern for times is long, and validators that know the format don't need it.
      if (jsonSchema.format === 'date-time') jsonSchema.pattern = '(Z|[+-]\\d{2}:\\d{2})$';
    },
  }),
});
