import type { z } from 'zod';
import type { WardKey } from '../contract/ids.ts';
import { hospitalsAnswerSchema, wardsAnswerSchema } from '../contract/reads.ts';
import type { LogState } from '../contract/state/log-state.ts';
import { type KnownHospital, knownHospitals, type KnownWard, knownWards } from './known-places.ts';
import type { HttpAnswer, HttpRequest } from './ports.ts';
import { problemOf } from './problem.ts';
import type { Reading } from './views.ts';

const READ_TIMEOUT_MS = 10_000;

export interface ReadParts {
  /** Sends a request as the signed-in user. */
  readonly request: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly isConnected: () => boolean;
  /** What this device holds, for answers without a connection. */
  readonly boards: () => ReadonlyMap<WardKey, LogState>;
  readonly report: (what: string, detail: unknown) => void;
}

/** Requests outside of the queue: answered now or not at all. */
export class EngineReads {
  readonly #parts: ReadParts;

  constructor(parts: ReadParts) {
    this.#parts = parts;
  }

  /** Without a connection: those of which boards are held, at once; nothing held: the read's problem. */
  async hospitals(): Promise<Reading<readonly KnownHospital[]>> {
    const { isConnected, boards } = this.#parts;
    const known = isConnected() ? [] : knownHospitals(boards());
    if (known.length > 0) return { ok: true, value: known };
    const reading = await this.#get('/api/v1/hospitals', hospitalsAnswerSchema);
    return reading.ok ? { ok: true, value: reading.value.hospitals } : reading;
  }

  /** The wards of a hospital; without a connection as in `hospitals`. */
  async wards(hospitalId: string): Promise<Reading<readonly KnownWard[]>> {
    const { isConnected, boards } = this.#parts;
    const known = isConnected() ? [] : knownWards(boards(), hospitalId);
    if (known.length > 0) return { ok: true, value: known };
    const reading = await this.#get(`/api/v1/hospitals/${hospitalId}/wards`, wardsAnswerSchema);
    return reading.ok ? { ok: true, value: reading.value.wards } : reading;
  }

  async ask<T>(request: Omit<HttpRequest, 'timeoutMs'>, schema: z.ZodType<T>): Promise<Reading<T>> {
    const answer = await this.#parts.request({ ...request, timeoutMs: READ_TIMEOUT_MS });
    if (answer.kind === 'answer' && answer.status >= 200 && answer.status < 300) {
      const parsed = schema.safeParse(answer.body);
      if (parsed.success) return { ok: true, value: parsed.data };
      this.#parts.report(`an answer of ${request.path} does not parse`, parsed.error.message);
    }
    return { ok: false, problem: problemOf(answer) };
  }

  #get<T>(path: string, schema: z.ZodType<T>): Promise<Reading<T>> {
    return this.ask({ method: 'GET', path, headers: {} }, schema);
  }
}
