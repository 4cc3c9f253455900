import { describe, expect, it } from 'vitest';
import { patientAdmin } from '../../../../lib/platforms/admin/patient.ts';
import type { PlatformAdmin } from '../../../../lib/platforms/admin/platform-admin.ts';
import { AdminRefusal } from '../../../../lib/platforms/admin/refusal.ts';

/** A platform that throttles every call. @returns how long the client waited before each repetition, ms */
async function waits(retryAfterMs: number | undefined, untilMs: number): Promise<number[]> {
  const waited: number[] = [];
  let nowMs = 0;
  const refusing = {
    fetch: async () => {
      throw new AdminRefusal('throttled', 'too many calls', { ...(retryAfterMs !== undefined && { retryAfterMs }) });
    },
  } as Partial<PlatformAdmin> as PlatformAdmin;
  const sleep = async (ms: number) => {
    waited.push(ms);
    nowMs += ms;
  };
  const admin = patientAdmin(refusing, { untilMs, now: () => nowMs, sleep });
  await expect(admin.fetch('1')).rejects.toMatchObject({ kind: 'throttled' });
  return waited;
}

describe('a platform that throttles', () => {
  it('is asked less and less often, if it says "at once" again and again', async () => {
    const waited = await waits(0, 240_000);
    expect(waited.length).toBeLessThan(15);
    expect(waited.slice(0, 4)).toEqual([100, 200, 400, 800]);
  });

  it('is waited for as long as it says', async () => {
    expect(await waits(20_000, 50_000)).toEqual([20_000, 20_000]);
  });

  it('is waited for a quarter of an hour at most: timers end at once after 25 days', async () => {
    expect(new Set(await waits(999_999_999_000, 3_600_000))).toEqual(new Set([900_000]));
  });
});
