import { isDeepStrictEqual } from 'node:util';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbModel } from '../aws/dynamodb.ts';
import type { Item } from '../aws/dynamodb/values.ts';
import { NotModelled } from '../aws/not-modelled.ts';
import { tablesOf } from '../aws/tables.ts';
import type { StageBooks } from '../invariants/invariant.ts';
import type { PartnerRequest } from '../../lib/partners/exchange.ts';
import type { PartnerAnswer } from '../partners/network.ts';
import { calmPartners } from './partners.ts';
import { byShape, shapeOf, type Shape } from './canonical.ts';
import { rowKey, rowOfCommand } from '../aws/command-row.ts';
import type { CallResult, WorkerCall, PartnerName } from './worker.ts';

/** A message in a queue. */
export interface Message {
  url: string;
  body: string;
  visibleAtMs: number;
  /** The worker that has received it. */
  holder?: number | undefined;
}

interface Arrived {
  partner: PartnerName;
  request: PartnerRequest;
  atMs: number;
}

interface Row {
  table: string;
  item: Item;
  shape: Shape;
}

const tables = tablesOf('sim');

/** The tables, queues and partners. Copies are cheap and independent. */
export class ExploredWorld implements StageBooks {
  nowMs: number;
  messages: readonly Message[] = [];
  /** The published events, without duplicates. */
  events: StageBooks['events'] = [];
  /** No order is reversed here. */
  readonly reversedSinceMs = new Map<string, number>();
  wallet: StageBooks['wallet'] = { arrivals: [] };
  programme: StageBooks['programme'] = calmPartners().programme;
  #arrived: readonly Arrived[] = [];
  #rows: ReadonlyMap<string, Row> = new Map();
  #shapes: readonly Shape[] | undefined;
  #booked: Shape | undefined;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  copy(): ExploredWorld {
    const copy = new ExploredWorld(this.nowMs);
    copy.messages = this.messages;
    copy.events = this.events;
    copy.wallet = this.wallet;
    copy.programme = this.programme;
    copy.#arrived = this.#arrived;
    copy.#rows = this.#rows;
    copy.#booked = this.#booked;
    return copy;
  }

  get kernel(): StageBooks['kernel'] {
    return { nowMs: this.nowMs };
  }

  get queues(): StageBooks['queues'] {
    const messages = this.messages.map(({ url, body }, at) => ({ url, body, id: String(at) }));
    return { waiting: (url) => messages.filter((message) => message.url === url) };
  }

  get table(): StageBooks['table'] {
    const rows = this.#rows;
    return {
      *rows(name) {
        for (const { table, item } of rows.values()) if (table === name) yield item;
      },
      get: (name, key) => rows.get(rowKey(name, { ...key }))?.item,
    };
  }

  /** A partner receives a request. Returns its answer. */
  arrive(partner: PartnerName, request: PartnerRequest): PartnerAnswer {
    const { wallet, programme } = calmPartners();
    const tell = ({ partner: to, request: told, atMs }: Arrived) =>
      (to === 'ThankU' ? wallet : programme).partner(told, atMs, false);
    for (const arrived of this.#arrived) tell(arrived);
    const arrived = { partner, request, atMs: this.nowMs };
    const reply = tell(arrived);
    this.#arrived = [...this.#arrived, arrived];
    this.#booked = undefined;
    this.wallet = { arrivals: wallet.arrivals };
    this.programme = programme;
    return reply;
  }

  /** @throws NotModelled */
  perform(call: Exclude<WorkerCall, { kind: 'request' }>): CallResult {
    if (call.kind === 'publish') {
      const { kind: _, ...event } = call;
      if (!this.events.some((known) => isDeepStrictEqual(known, event))) this.events = [...this.events, event];
      this.#booked = undefined;
      return { kind: 'value', value: undefined };
    }
    try {
      return { kind: 'value', value: this.execute(call.command) };
    } catch (error) {
      if (error instanceof NotModelled || !(error instanceof Error)) throw error;
      return { kind: 'error', error };
    }
  }

  /** @throws NotModelled, and what the clients throw */
  execute(command: object): unknown {
    if (command instanceof SendMessageCommand) {
      this.#send(command.input.QueueUrl, command.input.MessageBody);
      return {};
    }
    if (command instanceof SendMessageBatchCommand) {
      for (const { MessageBody } of command.input.Entries ?? []) this.#send(command.input.QueueUrl, MessageBody);
      return {};
    }
    return this.#onTables(command);
  }

  /** Runs a command on a model that contains only the rows that the command needs. */
  #onTables(command: object): unknown {
    const model = dynamoDbModel({ tables, now: () => this.nowMs, indexLagMs: () => 0 });
    const about = rowOfCommand(command);
    const row = about && this.#rows.get(about.row);
    const needed = about === undefined ? this.#rows.values() : row === undefined ? [] : [row];
    for (const { table: TableName, item: Item } of needed) model.execute(new PutCommand({ TableName, Item }));
    const answer = model.execute(command);
    if (about?.writes !== true) return answer;
    const rows = new Map(this.#rows);
    rows.delete(about.row);
    const item = model.get(about.table, about.key);
    if (item !== undefined)
      rows.set(about.row, { table: about.table, item, shape: shapeOf(`${about.row} ${inOrder(item)}`) });
    this.#rows = rows;
    return answer;
  }

  #send(url = '', body = ''): void {
    this.messages = [...this.messages, { url, body, visibleAtMs: this.nowMs }];
  }

  /** A worker gives its message back. @param visibleAtMs default: when its visibility timeout ends */
  release(holder: number, visibleAtMs?: number): void {
    this.messages = this.messages.map((message) =>
      message.holder === holder
        ? { ...message, holder: undefined, visibleAtMs: visibleAtMs ?? message.visibleAtMs }
        : message,
    );
  }

  /** A worker deletes its message. */
  remove(holder: number): void {
    this.messages = this.messages.filter((message) => message.holder !== holder);
  }

  /** The shapes of everything. Worlds with the same shapes are equal. */
  shapes(): readonly Shape[] {
    this.#shapes ??= [...this.#rows.values(), ...this.messages.map((message) => ({ shape: shapeOfMessage(message) }))]
      .map(({ shape }) => shape)
      .toSorted(byShape);
    this.#booked ??= this.#booksShape();
    return [this.#booked, ...this.#shapes];
  }

  #booksShape(): Shape {
    // Thanx numbers its tokens.
    const tokens = this.#arrived.filter(({ request }) => request.path === '/partner/oauth/token').length;
    const events = this.events.map(({ type, refundedSubtotal }) => `${type} ${refundedSubtotal}`).sort();
    const { receipts, loyalty } = this.programme;
    const baskets = [[...loyalty.baskets.values()], loyalty.breaches];
    return shapeOf(JSON.stringify([events, this.wallet.arrivals, receipts, baskets, tokens]));
  }
}

// Which worker has received it doesn't matter: each running worker has one message.
const shapeOfMessage = ({ url, body, visibleAtMs, holder }: Message): Shape =>
  shapeOf(`${url} ${body} ${visibleAtMs} ${holder === undefined}`);

const inOrder = (row: object): string => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
