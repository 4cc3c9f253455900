/** The thresholds of "How Amazon SQS fair queues work". AWS calls them approximate. */
const noisyShare = 0.1;
const noisyInFlight = 30;
/** AWS doesn't say how long "recent" is. */
const recentMs = 60_000;

/** What a queue holds when messages are received. Messages are in flight until they are deleted or visible again. */
export interface Waiting<Message> {
  /** The oldest first. */
  waiting: readonly Message[];
  inFlight: Iterable<Message>;
  /** Each message without a group is a group of its own. */
  groupOf: (message: Message) => string;
  nowMs: number;
  /** Which of equal messages goes first: an index below `count`. Default: the oldest. */
  pick?: (count: number) => number;
}

/**
 * Which messages of a standard queue are received next: those of quiet groups first. If only noisy groups wait, the one with the fewest messages
 * in flight goes first. A group is noisy while it has more than a tenth of the messages in flight and at least 30, or had more than a tenth of the
 * recent processing time. A group whose messages are all consumed is quiet again.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
export class FairGroups {
  /** The processing time of each group, in ms. Time in the past counts less and less. */
  #busyMs = new Map<string, number>();
  #totalMs = 0;
  #inFlight = new Map<string, number>();
  #allInFlight = 0;
  #atMs = 0;

  choose<Message>(count: number, { waiting, inFlight, groupOf, nowMs, pick = () => 0 }: Waiting<Message>): Message[] {
    const byGroup = Map.groupBy(waiting, groupOf);
    this.#pass(nowMs, inFlight, groupOf, byGroup);
    const chosen: Message[] = [];
    while (chosen.length < count && byGroup.size > 0) {
      const groups = this.#firstOf([...byGroup.keys()]);
      const group = groups[pick(groups.length)] ?? '';
      const messages = byGroup.get(group) ?? [];
      chosen.push(...messages.splice(pick(messages.length), 1));
      if (messages.length === 0) byGroup.delete(group);
      this.#flies(group);
    }
    return chosen;
  }

  isNoisy(group: string): boolean {
    const inFlight = this.#inFlightOf(group);
    const busyMs = this.#busyMs.get(group) ?? 0;
    return (
      (inFlight >= noisyInFlight && inFlight > noisyShare * this.#allInFlight) || busyMs > noisyShare * this.#totalMs
    );
  }

  /** The groups whose turn it is. */
  #firstOf(groups: readonly string[]): string[] {
    const quiet = groups.filter((group) => !this.isNoisy(group));
    if (quiet.length > 0) return quiet;
    const fewest = Math.min(...groups.map((group) => this.#inFlightOf(group)));
    return groups.filter((group) => this.#inFlightOf(group) === fewest);
  }

  #inFlightOf = (group: string): number => this.#inFlight.get(group) ?? 0;

  #flies(group: string): void {
    this.#inFlight.set(group, this.#inFlightOf(group) + 1);
    this.#allInFlight += 1;
  }

  /** Adds the time since the last call. Until now, the numbers in flight were as they were then. */
  #pass<Message>(
    nowMs: number,
    inFlight: Iterable<Message>,
    groupOf: (message: Message) => string,
    waiting: ReadonlyMap<string, unknown>,
  ): void {
    const kept = Math.exp(-(nowMs - this.#atMs) / recentMs);
    const added = recentMs * (1 - kept);
    this.#totalMs *= kept;
    for (const [group, busyMs] of this.#busyMs) this.#busyMs.set(group, busyMs * kept);
    for (const [group, count] of this.#inFlight) {
      this.#busyMs.set(group, (this.#busyMs.get(group) ?? 0) + count * added);
      this.#totalMs += count * added;
    }
    this.#atMs = nowMs;
    this.#inFlight = new Map();
    this.#allInFlight = 0;
    for (const message of inFlight) this.#flies(groupOf(message));
    for (const group of this.#busyMs.keys())
      if (!waiting.has(group) && !this.#inFlight.has(group)) this.#busyMs.delete(group);
  }
}
