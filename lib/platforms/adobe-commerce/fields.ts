import * as z from 'zod';
import { currencyCode, decimal } from '../fields.ts';

/** PHP writes an empty text or `false` for nothing. Named fields that an order doesn't have are `null`. */
export const nothingIsNull = (value: unknown): unknown => (value === '' || value === false ? null : value);

const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => nothingIsNull(value), schema.nullish());

/** An amount is a number, or a text such as `49.9000` or `32444.000000`. */
export const amount = decimal.transform((text) => text.replace(/(\.\d\d)0+$/, '$1'));

export const maybeAmount = orNothing(amount);

/** An order's discount is negative, a line's isn't. One that can't be read isn't 0. */
export const Discount = z
  .preprocess(
    (given) => (typeof given === 'string' || typeof given === 'number' ? String(given).replace(/^-/, '') : given),
    z.union([amount, z.null().transform(() => '0'), z.undefined(), z.unknown().transform(() => 'unreadable' as const)]),
  )
  .optional();

/** The discount of an order or a line. `undefined`: it isn't known. @param isWhole whether a field that isn't there has no value */
export function discountOf(
  { discount_amount: given }: { discount_amount?: z.infer<typeof Discount> },
  isWhole: boolean,
): string | undefined {
  return given === 'unreadable' ? undefined : (given ?? (isWhole ? '0' : undefined));
}

export const maybeCurrency = orNothing(currencyCode);

export const maybeText = orNothing(z.string());

/** PHP's `DATE_ISO8601` writes `+0000`. */
const phpOffset = /(:\d{2}[+-]\d{2})(\d{2})$/;

/**
 * Commerce writes UTC without saying so: `2020-07-23 16:59:20`. A field's converter may write it like everybody else.
 * @see https://developer.adobe.com/commerce/extensibility/events/convert-field-values/
 */
export const maybeTime = orNothing(
  z
    .string('expected a time such as 2026-01-31 12:00:00')
    .transform((text) =>
      text
        .trim()
        .replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')
        .replace(phpOffset, '$1:$2'),
    )
    .pipe(z.iso.datetime({ local: true, offset: true, error: 'expected a time such as 2026-01-31 12:00:00' }))
    .transform((text) => new Date(/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`).toISOString()),
);

/** The end of its second: Commerce counts whole seconds. */
export const endOfSecond = (instant: string): string => instant.replace(/\.000Z$/, '.999Z');

/**
 * When Commerce last changed an order, as the end of its second. A credit memo's time is the start of its second, so the order that was saved with
 * it is newer.
 */
export const maybeChangedAt = maybeTime.transform((instant) => (instant == null ? undefined : endOfSecond(instant)));
