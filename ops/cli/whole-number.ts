import { InvalidArgumentError } from 'commander';

/** For options: a whole number, `least` or more. */
export const wholeNumberFrom =
  (least: number) =>
  (text: string): number => {
    const count = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(count) && count >= least) return count;
    throw new InvalidArgumentError(`expected a whole number from ${least}, not "${text}".`);
  };

/** For options that count something: a whole number from 1. */
export const wholeNumber = wholeNumberFrom(1);
