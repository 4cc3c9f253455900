import * as z from 'zod';

const isoOf = (ms: number): string | undefined =>
  Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;

/** Seconds since 1970, as a number or digits. `undefined` for anything else, and for 0. */
export const secondsSinceEpoch = z.transform((value) => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[1-9]\d{0,11}$/.test(text) ? isoOf(Number(text) * 1000) : undefined;
});

const written = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)? ?(Z|[+-]\d{2}:?\d{2})$/;

/** A time as Ecwid writes it: `2014-11-05 12:53:30 -0800`. `undefined` for anything else. */
export const writtenTime = z.transform((value) => {
  const [, day, time, offset] = written.exec(typeof value === 'string' ? value.trim() : '') ?? [];
  return day === undefined || offset === undefined
    ? undefined
    : isoOf(Date.parse(`${day}T${time}${offset.replace(/(\d{2})(\d{2})$/, '$1:$2')}`));
});

/** When an order was placed and last changed. Answers of 2014 have no timestamps. Both count in whole seconds. */
export const orderTimes = {
  createTimestamp: secondsSinceEpoch,
  createDate: writtenTime,
  updateTimestamp: secondsSinceEpoch,
  updateDate: writtenTime,
};
export type OrderTimes = z.infer<z.ZodObject<typeof orderTimes>>;

export const createdAtOf = ({ createTimestamp, createDate }: OrderTimes): string | undefined =>
  createTimestamp ?? createDate;
export const changedAtOf = ({ updateTimestamp, updateDate }: OrderTimes): string | undefined =>
  updateTimestamp ?? updateDate;
