import { FairGroups } from '../../../local/aws/fair-groups.ts';
import { firstPlace } from '../dynamodb/partitions.ts';
import { noSuchHandle, notHeld } from './failures.ts';

export interface QueueDefinition {
  url: string;
  visibilityTimeoutMs: number;
  /** After this many receives, the next one moves the message to the dead letters. */
  maxReceiveCount?: number;
  deadLetterUrl?: string;
}

/** A message or a copy of one. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly group: string | undefined;
  readonly sentAtMs: number;
  firstReceivedAtMs: number | undefined;
  /** In all its queues together. */
  receives: number;
  visibleAtMs: number;
  /** Of the last receive. */
  handle: string | undefined;
}

export interface QueueEffects {
  now: () => number;
  /** In [0, 1). */
  random: () => number;
  newId: () => string;
  /** Whether messages come in the order that AWS documents for groups, or in random order, because AWS guarantees no order. Default: random. */
  isFair?: () => boolean;
}

/** A message without a group is a group of its own. */
const groupOf = ({ group, id }: StoredMessage): string => group ?? id;

/** Distinguishes expired handles from invalid ones. */
const handleStart = 'receipt#';

/** A standard queue. */
export class Queue {
  readonly definition: QueueDefinition;
  /** Can be received, in any order. */
  readonly #ready: StoredMessage[] = [];
  /** Received, in the order in which they come back. */
  readonly #hidden: StoredMessage[] = [];
  /** By the handle of its last receive. */
  readonly #handles = new Map<string, StoredMessage>();
  readonly #effects: QueueEffects;
  readonly #deadLetters: () => Queue | undefined;
  readonly #groups = new FairGroups();

  constructor(definition: QueueDefinition, effects: QueueEffects, deadLetters: () => Queue | undefined) {
    this.definition = definition;
    this.#effects = effects;
    this.#deadLetters = deadLetters;
  }

  add(message: StoredMessage): void {
    this.#ready.push(message);
  }

  /** @param visibilityTimeoutMs default: the queue's */
  receive(max: number, visibilityTimeoutMs = this.definition.visibilityTimeoutMs): StoredMessage[] {
    this.#bringBack();
    const received: StoredMessage[] = [];
    const { now, newId } = this.#effects;
    while (received.length < max) {
      const message = this.#take();
      if (message === undefined) break;
      if (this.#dies(message)) continue;
      if (message.handle !== undefined) this.#handles.delete(message.handle);
      message.receives += 1;
      message.firstReceivedAtMs ??= now();
      message.handle = `${handleStart}${newId()}`;
      this.#handles.set(message.handle, message);
      this.#hide(message, visibilityTimeoutMs);
      received.push(message);
    }
    return received;
  }

  /** Does nothing for an expired handle or a deleted message. @throws SQS's error for an invalid handle */
  delete(handle: string): void {
    const message = this.#named(handle);
    if (message === undefined) return;
    this.#handles.delete(handle);
    for (const list of [this.#hidden, this.#ready]) {
      const place = list.indexOf(message);
      if (place >= 0) list.splice(place, 1);
    }
  }

  /** @throws SQS's error if the message isn't received, or with another handle */
  changeVisibility(handle: string, visibilityTimeoutMs: number): void {
    this.#bringBack();
    const message = this.#named(handle);
    const place = message === undefined ? -1 : this.#hidden.indexOf(message);
    if (message === undefined || place < 0) throw notHeld();
    this.#hidden.splice(place, 1);
    this.#hide(message, visibilityTimeoutMs);
  }

  counts(): { ready: number; hidden: number } {
    this.#bringBack();
    return { ready: this.#ready.length, hidden: this.#hidden.length };
  }

  messages(): StoredMessage[] {
    return [...this.#ready, ...this.#hidden];
  }

  /** When there will be a message to receive, epoch ms; not after now if there is one. */
  nextVisibleAtMs(): number | undefined {
    return (this.#ready[0] ?? this.#hidden[0])?.visibleAtMs;
  }

  /** Adds a copy of a message, with its own handle. Returns false if there is no such message. */
  duplicate(messageId: string): boolean {
    const message = this.messages().find(({ id }) => id === messageId);
    if (message !== undefined) this.add({ ...message, handle: undefined, visibleAtMs: this.#effects.now() });
    return message !== undefined;
  }

  /** Makes messages dead letters when they come back, as if they had been received too often. */
  wearOut(isWorn: () => boolean): void {
    const { maxReceiveCount = 0 } = this.definition;
    for (const message of this.messages()) if (isWorn()) message.receives = Math.max(message.receives, maxReceiveCount);
  }

  #take(): StoredMessage | undefined {
    const place = this.#next();
    const message = this.#ready[place];
    const last = this.#ready.pop();
    if (message !== last && last !== undefined) this.#ready[place] = last;
    return message;
  }

  /** The place of the message whose turn it is. */
  #next(): number {
    const { isFair, now, random } = this.#effects;
    const pick = (count: number) => Math.floor(random() * count);
    if (isFair?.() !== true) return pick(this.#ready.length);
    const [chosen] = this.#groups.choose(1, {
      waiting: this.#ready,
      inFlight: this.#hidden,
      groupOf,
      nowMs: now(),
      pick,
    });
    return chosen === undefined ? 0 : this.#ready.indexOf(chosen);
  }

  #dies(message: StoredMessage): boolean {
    const { maxReceiveCount } = this.definition;
    const deadLetters = this.#deadLetters();
    if (maxReceiveCount === undefined || deadLetters === undefined) return false;
    if (message.receives < maxReceiveCount) return false;
    if (message.handle !== undefined) this.#handles.delete(message.handle);
    // The receive that moves the message counts, but has no handle.
    deadLetters.add({ ...message, receives: message.receives + 1, handle: undefined });
    return true;
  }

  #hide(message: StoredMessage, visibilityTimeoutMs: number): void {
    message.visibleAtMs = this.#effects.now() + visibilityTimeoutMs;
    const place = firstPlace(this.#hidden, (other) => other.visibleAtMs > message.visibleAtMs);
    this.#hidden.splice(place, 0, message);
  }

  #bringBack(): void {
    const now = this.#effects.now();
    const count = firstPlace(this.#hidden, ({ visibleAtMs }) => visibleAtMs > now);
    if (count > 0) this.#ready.push(...this.#hidden.splice(0, count));
  }

  #named(handle: string): StoredMessage | undefined {
    if (!handle.startsWith(handleStart)) throw noSuchHandle();
    return this.#handles.get(handle);
  }
}
