import type { Socket } from 'node:net';

/** Knows how long each connection has been idle. */
export class Connections {
  readonly #usedAtMs = new WeakMap<Socket, number>();

  /** 0 for a connection that is new. */
  idleMs(socket: Socket): number {
    const usedAtMs = this.#usedAtMs.get(socket);
    return usedAtMs === undefined ? 0 : Date.now() - usedAtMs;
  }

  /** Its request has been answered. */
  used(socket: Socket): void {
    this.#usedAtMs.set(socket, Date.now());
  }
}
