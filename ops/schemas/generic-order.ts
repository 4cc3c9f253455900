import * as z from 'zod';
import { GenericEvent } from '../../lib/platforms/standard/generic-order.ts';

/**
 * The generic order format as JSON Schema, for validators and editors: what docs/generic-order.schema.json says. It takes
 * less than `readStandard`, which an odd detail costs only that detail.
 */
export const genericOrderJsonSchema = (): object => ({
  title: 'thankflow generic order events, version 1',
  ...z.toJSONSchema(GenericEvent, {
    io: 'input',
    override({ jsonSchema }) {
      // zod's pattern for times is a wall of leap years; validators that know the format need none of it.
      if (jsonSchema.format === 'date-time') jsonSchema.pattern = '(Z|[+-]\\d{2}:\\d{2})$';
    },
  }),
});
