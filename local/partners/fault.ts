import * as z from 'zod';

const latencyMs = z.number().int().min(0).max(600_000);

const filter = {
  /** Only this many matching calls. Default: all until it's cleared. */
  times: z.number().int().positive().optional(),
  /** Only calls of this method. */
  method: z.string().toUpperCase().optional(),
  /** Only calls of this path: `/receipts`. */
  path: z.string().startsWith('/').optional(),
  /** Only calls whose pid, `user_comments` or basket ID contain this text. */
  subject: z.string().min(1).optional(),
  /** Only calls whose body contains this text. */
  holds: z.string().min(1).optional(),
};

/** A deliberate fault. "After" means that the call takes effect, and only its answer is faulty. */
export const PartnerFault = z.discriminatedUnion('fault', [
  /** Acts and answers normally, but later. */
  z.strictObject({ fault: z.literal('latency'), latencyMs, ...filter }),
  /** Answers this instead of acting. */
  z
    .strictObject({
      fault: z.literal('status'),
      status: z.number().int().min(200).max(599).optional(),
      /** One of the vendor's error codes. The status and the body are those that it has in the API that is called. */
      code: z.string().optional(),
      retryAfter: z.string().optional(),
      location: z.string().optional(),
      body: z.string().optional(),
      contentType: z.string().default('application/json'),
      ...filter,
    })
    .refine(({ status, code }) => status !== undefined || code !== undefined, 'give a status or a code'),
  /** Breaks connections that were idle for longer, without acting. */
  z.strictObject({ fault: z.literal('stale'), idleMs: z.number().int().positive().max(600_000), ...filter }),
  /** Breaks the connection without acting. */
  z.strictObject({ fault: z.literal('reset-before'), ...filter }),
  /** Acts, then breaks the connection. */
  z.strictObject({ fault: z.literal('reset-after'), ...filter }),
  /** Acts, then answers 200 with a web page. */
  z.strictObject({ fault: z.literal('html-after'), ...filter }),
  /** Acts immediately, answers late. */
  z.strictObject({ fault: z.literal('late-answer'), latencyMs, ...filter }),
  /** Never answers. Acts only with `acts`. */
  z.strictObject({ fault: z.literal('no-answer'), acts: z.boolean().default(false), ...filter }),
  /** Acts, and answers without the ID of what was created or found. */
  z.strictObject({ fault: z.literal('no-id'), ...filter }),
  /** Acts, then answers with a body that never ends. */
  z.strictObject({ fault: z.literal('endless-after'), ...filter }),
]);
export type PartnerFault = z.infer<typeof PartnerFault>;

/** The current faults. A call meets the first one that matches. */
export class FaultList {
  #faults: PartnerFault[] = [];

  /** Accepts a fault or a list of them. @param codes the error codes that this sandbox knows @throws ZodError */
  static parse(body: unknown, codes: readonly string[] = []): PartnerFault[] {
    const Known = PartnerFault.refine(
      (fault) => fault.fault !== 'status' || fault.code === undefined || codes.includes(fault.code),
      { error: `unknown code: ${codes.length === 0 ? 'this sandbox has none' : `there are ${codes.join(', ')}`}` },
    );
    return z.array(Known).parse(Array.isArray(body) ? body : [body]);
  }

  list(): readonly PartnerFault[] {
    return this.#faults;
  }

  add(faults: readonly PartnerFault[]): void {
    this.#faults.push(...faults);
  }

  clear(): void {
    this.#faults = [];
  }

  /** Returns the fault that a call meets, and decreases its count. */
  take(call: { method: string; path: string; subject: string | undefined; body: string }): PartnerFault | undefined {
    const found = this.#faults.find(
      ({ method, path, subject, holds }) =>
        (method === undefined || method === call.method) &&
        (path === undefined || path === call.path) &&
        (subject === undefined || (call.subject?.includes(subject) ?? false)) &&
        (holds === undefined || call.body.includes(holds)),
    );
    if (found?.times === undefined) return found;
    this.#faults = this.#faults.flatMap((fault) => {
      if (fault !== found) return [fault];
      return found.times === 1 ? [] : [{ ...fault, times: (found.times ?? 1) - 1 }];
    });
    return found;
  }
}
