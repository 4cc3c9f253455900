import { expect } from 'vitest';

/** What work rejects with, which has to be an error of this class. */
export const thrownBy = async <Thrown extends Error>(
  kind: abstract new (...given: never[]) => Thrown,
  work: Promise<unknown>,
): Promise<Thrown> =>
  await work.then(
    () => expect.unreachable(),
    (error: unknown) => {
      if (error instanceof kind) return error;
      throw error;
    },
  );
