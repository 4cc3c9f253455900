import { compare, hmac, type Judgement } from './digests.ts';
import { nowMs } from './shops.ts';

const parsedOrUndefined = (body: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
};

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** What Ecwid signs of a body: its time, in seconds, and its ID. Empty if it lacks one of them: nobody signs that. */
export function ecwidContent(body: Buffer): Buffer {
  const { eventCreated, eventId } = Object(parsedOrUndefined(body));
  const isThere = isScalar(eventCreated) && isScalar(eventId) && /^\d+$/.test(String(eventCreated)) && eventId !== '';
  return Buffer.from(isThere ? `${eventCreated}.${eventId}` : '');
}

/** Ecwid sends an event again for a day, and thankflow allows an hour more. The rest of the body isn't signed. */
export function judgeEcwid(secrets: readonly string[], given: string | undefined, body: Buffer): Judgement[] {
  const content = ecwidContent(body);
  const ageSeconds = nowMs / 1000 - Number.parseInt(content.toString(), 10);
  if (given === undefined || content.length === 0 || ageSeconds > 25 * 3600 || ageSeconds < -300) return [];
  // Ecwid writes small bodies, and UUIDs.
  const isFlat = (body.toString().match(/[[{]/g) ?? []).length < 100;
  const isPlain =
    isFlat && body.length < 10_000 && content.length < 100 && /^\d{10}\.[\da-f]+(-[\da-f]+)+$/.test(content.toString());
  return secrets.map((secret) => {
    const judged = compare(hmac(secret, content), given);
    return { ...judged, isExact: judged.isExact && isPlain };
  });
}
