import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeFrame } from '../../server/intake/mllp/frame.ts';
import { FrameDecoder } from '../../server/intake/mllp/frame-decoder.ts';
import { MllpClient, NoAnswer } from '../../server/intake/mllp/mllp-client.ts';
import type { MllpHandler } from '../../server/intake/mllp/mllp-connection.ts';
import { OpenListenerRefused, startMllpListener } from '../../server/intake/mllp/mllp-listener.ts';
import type { MllpListener, MllpListenerOptions } from '../../server/intake/mllp/mllp-listener.ts';
import { senderAllowList } from '../../server/intake/mllp/sender-allow-list.ts';
import { until } from '../support/until.ts';

/** Answers each message with itself in capitals. */
const shout: MllpHandler = {
  message: (bytes) => Promise.resolve(Buffer.from(bytes.toString().toUpperCase())),
  oversized: (head, size) =>
    Promise.resolve(Buffer.from(`${head.toString().slice(0, 3)} of ${size}`)),
};

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(options: Partial<MllpListenerOptions> = {}): Promise<MllpListener> {
  const listener = await startMllpListener({
    host: '127.0.0.1',
    port: 0,
    handler: shout,
    ...options,
  });
  closers.push(() => listener.stop(0));
  return listener;
}

interface Line {
  socket: Socket;
  answers: string[];
}

async function dial(port: number): Promise<Line> {
  const socket = connect({ host: '127.0.0.1', port });
  closers.push(() => socket.destroy());
  const decoder = new FrameDecoder(1 << 20);
  const answers: string[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    decoder.push(chunk);
    for (let frame = decoder.next(); frame !== null; frame = decoder.next()) {
      answers.push(frame.kind === 'message' ? frame.bytes.toString() : frame.kind);
    }
  });
  await once(socket, 'connect');
  return { socket, answers };
}

function frames(...texts: string[]): Buffer {
  return Buffer.concat(texts.map((text) => encodeFrame(Buffer.from(text))));
}

/** A handler whose answers come when the test says so. */
function held(): MllpHandler & { taken: string[]; answerNext(): void } {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    taken,
    message: (bytes) =>
      new Promise((resolve) => {
        taken.push(bytes.toString());
        waiting.push(() => resolve(Buffer.from(`ack ${bytes.toString()}`)));
      }),
    oversized: () => Promise.reject(new Error('not expected')),
    answerNext: () => waiting.shift()?.(),
  };
}

describe('MLLP listener', () => {
  it('answers many frames of a connection in order', async () => {
    const listener = await listen();
    const { socket, answers } = await dial(listener.port);
    const texts = Array.from({ length: 500 }, (_, i) => `m${i}`);
    socket.write(frames(...texts));
    await until(() => answers.length === 500);
    expect(answers).toEqual(texts.map((text) => text.toUpperCase()));
  });

  it('takes one message of a connection at a time, connections beside each other', async () => {
    const handler = held();
    const listener = await listen({ handler });
    const one = await dial(listener.port);
    const two = await dial(listener.port);
    one.socket.write(frames('a1', 'a2'));
    two.socket.write(frames('b1'));
    await until(() => handler.taken.length === 2);
    expect([...handler.taken].sort()).toEqual(['a1', 'b1']);
    handler.answerNext();
    handler.answerNext();
    await until(() => handler.taken.length === 3);
    handler.answerNext();
    await until(() => one.answers.length === 2 && two.answers.length === 1);
    expect(one.answers).toEqual(['ack a1', 'ack a2']);
  });

  it('reads no further while it is busy', async () => {
    const handler = held();
    const listener = await listen({ handler });
    const { socket } = await dial(listener.port);
    socket.write(frames('first'));
    await until(() => handler.taken.length === 1);
    const flood = frames('x'.repeat(1 << 20));
    let written = 0;
    while (socket.write(flood) || written < 32) written += 1;
    await new Promise((resolve) => setImmediate(resolve));
    expect(socket.writableLength).toBeGreaterThan(16 << 20);
    expect(handler.taken).toEqual(['first']);
  });

  it('answers a sender who closes its half after sending', async () => {
    const listener = await listen();
    const { socket, answers } = await dial(listener.port);
    socket.end(frames('one', 'two'));
    await once(socket, 'close');
    expect(answers).toEqual(['ONE', 'TWO']);
    await until(() => listener.connections() === 0);
  });

  it('answers a message that is too long and goes on', async () => {
    const listener = await listen({ limits: { maxMessageBytes: 1000 } });
    const { socket, answers } = await dial(listener.port);
    socket.write(frames(`MSH${'x'.repeat(2000)}`, 'next'));
    await until(() => answers.length === 2);
    expect(answers).toEqual(['MSH of 2003', 'NEXT']);
  });

  it('drops the connection without an answer when the message could not be held', async () => {
    const dropped: string[] = [];
    const listener = await listen({
      handler: { ...shout, message: () => Promise.reject(new Error('database is gone')) },
      onDropped: (reason, peer, error) =>
        dropped.push(`${reason} ${peer.address} ${String(error)}`),
    });
    const { socket, answers } = await dial(listener.port);
    socket.write(frames('one', 'two'));
    await once(socket, 'close');
    expect(answers).toEqual([]);
    expect(dropped).toEqual(['handler_failed 127.0.0.1 Error: database is gone']);
  });

  it('drops a sender who stops in the middle of a frame, and lets a silent one be', async () => {
    const dropped: string[] = [];
    const listener = await listen({
      limits: { frameTimeoutMs: 50 },
      onDropped: (reason) => dropped.push(reason),
    });
    const silent = await dial(listener.port);
    const stuck = await dial(listener.port);
    stuck.socket.write('\x0bMSH|');
    await once(stuck.socket, 'close');
    expect(dropped).toEqual(['frame_timeout']);
    silent.socket.write(frames('still here'));
    await until(() => silent.answers.length === 1);
  });

  it('drops a sender who does not read its answers', async () => {
    const dropped: string[] = [];
    const answer = Buffer.alloc(64 << 20, 'x');
    const listener = await listen({
      handler: { ...shout, message: () => Promise.resolve(answer) },
      limits: { writeTimeoutMs: 50 },
      onDropped: (reason) => dropped.push(reason),
    });
    const { socket } = await dial(listener.port);
    socket.pause();
    socket.write(frames('one'));
    await until(() => dropped.length > 0);
    expect(dropped[0]).toBe('write_timeout');
    await until(() => listener.connections() === 0);
  });

  it('stops after it has answered what it had taken', async () => {
    const handler = held();
    const listener = await listen({ handler });
    const busy = await dial(listener.port);
    const idle = await dial(listener.port);
    busy.socket.write(frames('one', 'two'));
    await until(() => handler.taken.length === 1);
    const stopped = listener.stop(10_000);
    await once(idle.socket, 'close');
    handler.answerNext();
    await until(() => handler.taken.length === 2);
    handler.answerNext();
    await stopped;
    expect(busy.answers).toEqual(['ack one', 'ack two']);
    await expect(dial(listener.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('cuts what is still open when its grace ends', async () => {
    const listener = await listen({ handler: held() });
    const { socket } = await dial(listener.port);
    socket.write(frames('one'));
    const closed = once(socket, 'close');
    await listener.stop(20);
    await closed;
    await until(() => listener.connections() === 0);
  });

  it('stands beyond loopback only with TLS or an allow-list', async () => {
    await expect(listen({ host: '0.0.0.0' })).rejects.toThrow(OpenListenerRefused);
    const allowList = senderAllowList([
      { address: '127.0.0.0/8', application: 'A', facility: 'F' },
    ]);
    const listener = await listen({ host: '0.0.0.0', allowList });
    const { socket, answers } = await dial(listener.port);
    socket.write(frames('in'));
    await until(() => answers.length === 1);
  });

  it('closes at once on an address that is not on the list', async () => {
    const dropped: string[] = [];
    const allowList = senderAllowList([{ address: '10.0.0.1', application: 'A', facility: 'F' }]);
    const listener = await listen({ allowList, onDropped: (reason) => dropped.push(reason) });
    const { socket, answers } = await dial(listener.port);
    await once(socket, 'close');
    expect(answers).toEqual([]);
    expect(dropped).toEqual(['address_not_allowed']);
  });

  it('says that a port is taken', async () => {
    const listener = await listen();
    await expect(listen({ port: listener.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('MLLP client', () => {
  function client(port: number, attempts = 3): MllpClient {
    const made = new MllpClient({
      host: '127.0.0.1',
      port,
      attempts,
      backOffMs: () => 1,
      answerTimeoutMs: 5_000,
    });
    closers.push(() => made.close());
    return made;
  }

  it('sends in order, one message at a time', async () => {
    const listener = await listen();
    const sender = client(listener.port);
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((text) => sender.send(Buffer.from(text))),
    );
    expect(answers.map(String)).toEqual(['A', 'B', 'C']);
    expect(listener.connections()).toBe(1);
  });

  it('sends again on a new connection what was not answered', async () => {
    let failures = 2;
    const seen: string[] = [];
    const listener = await listen({
      handler: {
        ...shout,
        message: (bytes, peer) => {
          seen.push(bytes.toString());
          return failures-- > 0 ? Promise.reject(new Error('no')) : shout.message(bytes, peer);
        },
      },
    });
    const sender = client(listener.port);
    expect(String(await sender.send(Buffer.from('a')))).toBe('A');
    expect(String(await sender.send(Buffer.from('b')))).toBe('B');
    expect(seen).toEqual(['a', 'a', 'a', 'b']);
  });

  it('goes on after the listener was away', async () => {
    const first = await listen();
    const sender = client(first.port, 200);
    await sender.send(Buffer.from('a'));
    await first.stop(0);
    const answer = sender.send(Buffer.from('b'));
    await listen({ port: first.port });
    expect(String(await answer)).toBe('B');
  });

  it('gives up after its attempts, and when it is closed', async () => {
    const listener = await listen();
    await listener.stop(0);
    await expect(client(listener.port).send(Buffer.from('a'))).rejects.toThrow(NoAnswer);
    const closed = client(listener.port);
    closed.close();
    await expect(closed.send(Buffer.from('a'))).rejects.toThrow(NoAnswer);
  });

  it('gives up a message in flight when it is closed', async () => {
    const handler = held();
    const listener = await listen({ handler });
    const sender = client(listener.port);
    const answer = sender.send(Buffer.from('a'));
    await until(() => handler.taken.length === 1);
    sender.close();
    await expect(answer).rejects.toThrow(NoAnswer);
  });
});
