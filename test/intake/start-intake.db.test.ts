import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Commands } from '../../server/commands/commands.ts';
import type { MllpConfig } from '../../server/config/config.ts';
import { openDatabase } from '../../server/db/database.ts';
import { createIntake } from '../../server/intake/intake.ts';
import type { IntakeParts } from '../../server/intake/intake.ts';
import { MllpClient, NoAnswer } from '../../server/intake/mllp/mllp-client.ts';
import type { MllpClientOptions } from '../../server/intake/mllp/mllp-client.ts';
import { startIntake } from '../../server/intake/start-intake.ts';
import { until } from '../support/until.ts';
import { adtText } from './adt-text.ts';
import { at, LIND, openIntakeHouse, PEER } from './intake-house.ts';
import type { IntakeHouse } from './intake-house.ts';

const tlsFile = (name: string) => fileURLToPath(new URL(`tls/${name}`, import.meta.url));

let house: IntakeHouse;
let folder: string;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  house = await openIntakeHouse();
  folder = await mkdtemp(join(tmpdir(), 'wardline-intake-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await house.check();
  await house.reset();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await house.close();
});

function parts(given: Partial<IntakeParts> = {}): IntakeParts {
  return {
    database: house.database,
    commands: house.commands,
    log: pino({ level: 'silent' }),
    count: () => undefined,
    now: () => Date.now(),
    allowList: null,
    ...given,
  };
}

async function listen(config: Partial<MllpConfig> = {}) {
  const full = { host: '127.0.0.1', port: 0, tls: null, sendersFile: null, ...config };
  const listener = await startIntake(full, parts());
  closers.push(() => listener.stop(0));
  return listener;
}

function dial(port: number, options: Partial<MllpClientOptions> = {}): MllpClient {
  const client = new MllpClient({ host: '127.0.0.1', port, attempts: 1, ...options });
  closers.push(() => client.close());
  return client;
}

async function ack(client: MllpClient, text: string): Promise<string> {
  return /MSA\|(\w\w)/.exec(String(await client.send(Buffer.from(text))))?.[1] ?? 'none';
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const admit = adtText({ trigger: 'A01', location: at('ICU/B1') });

describe('the HL7 listener', () => {
  it('takes messages over MLLP onto the board, and publishes their events', async () => {
    const { port } = await listen();
    const client = dial(port);
    expect(await ack(client, admit)).toBe('AA');
    expect(
      await ack(client, adtText({ trigger: 'A02', controlId: 'M2', location: at('MS1/B2') })),
    ).toBe('AA');
    expect(await house.board()).toEqual({ 'R. Okafor': 'MS1/B2' });
    const types = house.published.map(({ ward, events }) => `${ward} ${events.length}`);
    expect(types.join()).toContain('H1/MS1');
  });

  it('takes a message cut in pieces and two joined, and lines ended by LF', async () => {
    const { port } = await listen();
    const client = dial(port);
    const both = await Promise.all([
      ack(client, admit.replaceAll('\r', '\n')),
      ack(client, adtText({ trigger: 'A01', location: at('ICU/B2'), ...LIND })),
    ]);
    expect(both).toEqual(['AA', 'AA']);
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1', 'T. Lind': 'ICU/B2' });
  });

  it('speaks TLS', async () => {
    const tls = { key: tlsFile('key.pem'), cert: tlsFile('cert.pem'), ca: null };
    const { port } = await listen({ tls });
    const ca = readFileSync(tlsFile('cert.pem'));
    expect(await ack(dial(port, { tls: { ca } }), admit)).toBe('AA');
    await expect(dial(port).send(Buffer.from(admit))).rejects.toThrow(NoAnswer);
  });

  it('wants a certificate of its senders where it is told an authority', async () => {
    const [key, cert] = [tlsFile('key.pem'), tlsFile('cert.pem')];
    const { port } = await listen({ tls: { key, cert, ca: cert } });
    const ca = readFileSync(cert);
    await expect(dial(port, { tls: { ca } }).send(Buffer.from(admit))).rejects.toThrow(NoAnswer);
    const known = { ca, cert: readFileSync(cert), key: readFileSync(key) };
    expect(await ack(dial(port, { tls: known }), admit)).toBe('AA');
  });

  it('takes messages of listed senders alone, and keeps nothing of others', async () => {
    const senders = JSON.stringify([{ address: '127.0.0.1', application: 'PAS', facility: 'H1' }]);
    const { port } = await listen({
      host: '0.0.0.0',
      sendersFile: await file('senders.json', senders),
    });
    const client = dial(port);
    expect(await ack(client, adtText({ trigger: 'A01', application: 'OTHER' }))).toBe('AR');
    expect(await ack(client, 'no message')).toBe('AR');
    expect(await house.statuses()).toEqual([]);
    expect(await ack(client, admit)).toBe('AA');
    const [text, size] = [Buffer.from(adtText({ trigger: 'A01', application: 'OTHER' })), 9e6];
    const intake = createIntake(parts({ allowList: { admits: () => true, allows: () => false } }));
    expect(String(await intake.oversized(text, size, PEER))).toContain('MSA|AR');
    expect(await house.statuses()).toEqual(['applied']);
  });

  it.each([
    ['a missing list', async () => ({ sendersFile: join(folder, 'none.json') })],
    ['a list that is no JSON', async () => ({ sendersFile: await file('a.json', '[') })],
    ['a list that lists nobody', async () => ({ sendersFile: await file('b.json', '[]') })],
    [
      'a sender without application',
      async () => ({
        sendersFile: await file('c.json', '[{"address":"10.0.0.1","facility":"F"}]'),
      }),
    ],
    [
      'a missing key',
      async () => ({ tls: { key: join(folder, 'none'), cert: tlsFile('cert.pem'), ca: null } }),
    ],
  ])('does not start with %s', async (_, config) => {
    await expect(listen(await config())).rejects.toMatchObject({
      name: 'StartFault',
      exitCode: 78,
    });
  });
});

describe('when something fails', () => {
  it('gives no answer while the database is away, and takes the message when it is sent again', async () => {
    const gone = openDatabase({
      url: 'postgres://nobody@127.0.0.1:1/none',
      maxConnections: 1,
      applicationName: 'wardline test',
      onIdleError: () => undefined,
    });
    closers.push(() => gone.close());
    const away: Commands = {
      ...house.commands,
      system: () => gone.system(() => Promise.reject(new Error('never here'))),
    };
    let commands = away;
    const intake = createIntake(
      parts({
        commands: { ...house.commands, system: (actor, work) => commands.system(actor, work) },
      }),
    );
    await expect(intake.message(Buffer.from(admit), PEER)).rejects.toThrow();
    expect(await house.statuses()).toEqual([]);
    commands = house.commands;
    expect(String(await intake.message(Buffer.from(admit), PEER))).toContain('MSA|AA');
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
  });

  it('keeps a message that it cannot apply for a reason of its own; a replay applies it', async () => {
    let broken = true;
    const commands: Commands = {
      ...house.commands,
      system: (actor, work) =>
        house.commands.system(actor, async (run) => {
          const result = await work(run);
          if (broken) throw new Error('a fault of ours');
          return result;
        }),
    };
    const intake = createIntake(parts({ commands }));
    const answer = String(await intake.message(Buffer.from(admit), PEER));
    expect(answer).toContain('MSA|AA');
    expect(await house.board()).toEqual({});
    const message = await house.latest();
    expect(message).toMatchObject({ status: 'failed', controlId: 'M1' });
    broken = false;
    expect(String(await intake.message(Buffer.from(admit), PEER))).toBe(answer);
    expect(await house.replay(message.id)).toMatchObject({ status: 'applied', hospitalId: 'H1' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
  });

  it('loses nothing when connections are cut while messages are under way', async () => {
    const { port } = await listen();
    const client = dial(port, { attempts: 200, backOffMs: () => 10 });
    const beds = ['ICU/B1', 'ICU/B2', 'MS1/B1', 'MS1/B2', 'ED/B1', 'ED/B2'];
    let cuts = 0;
    const cutting = until(
      async () => {
        await house.test.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'wardline test'`,
        );
        cuts += 1;
        return cuts === 6;
      },
      { every: 70 },
    );
    for (const [i, bed] of beds.entries()) {
      const who = { controlId: `K${i}`, patient: `K${i}`, visit: `K${i}`, name: `K${i}` };
      expect(await ack(client, adtText({ trigger: 'A01', ...who, location: at(bed) }))).toBe('AA');
    }
    await cutting;
    await until(() => house.board());
    expect(Object.values(await house.board()).sort()).toEqual([...beds].sort());
    expect(await house.statuses()).toEqual(beds.map(() => 'applied'));
  });
});
