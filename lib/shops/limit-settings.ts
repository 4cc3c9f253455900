import * as z from 'zod';

const units = z.number().int().min(1).max(1_000_000_000);

/** Settings are parsed for every order, and asking Intl takes longer than all the rest of them. */
const timeZones = new Set<string>();

/** Whether this version's time zone data has the zone. */
function isTimeZone(name: string): boolean {
  if (timeZones.has(name)) return true;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    timeZones.add(name);
    return timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How much a shop gives at most. Units are those of the impact: trees, kg of plastic (or 100 g), m² of habitat. */
export const LimitSettings = z
  .strictObject({
    perMonth: units.optional().describe('The most units in a calendar month'),
    perDay: units.optional().describe('The most units in a day'),
    timeZone: z
      .string()
      .refine(isTimeZone, 'expected the name of a time zone, such as Europe/Berlin')
      .describe('Where a day begins, such as Europe/Berlin'),
    then: z
      .enum(['wait', 'skip'])
      .default('wait')
      .describe('`wait`: further orders wait for the next day or month; `skip`: they are never thanked'),
    warnAt: z
      .string()
      .regex(/^([1-9]\d?|100)%$/, 'expected a percentage from 1% to 100%')
      .default('80%')
      .describe('At how much of the limit an event and an alarm warn'),
  })
  .superRefine(({ perMonth, perDay }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (perMonth === undefined && perDay === undefined) refuse([], 'expected `perMonth`, `perDay` or both');
    if (perMonth !== undefined && perDay !== undefined && perDay > perMonth)
      refuse(['perDay'], `is more than \`perMonth\` (${perMonth}), so it would never be reached`);
  });
export type LimitSettings = z.infer<typeof LimitSettings>;
