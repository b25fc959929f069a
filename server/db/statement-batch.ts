import pg from 'pg';

/** A statement that is prepared once a connection under its name, and planned once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What a statement came to: its rows, and PostgreSQL's word for what it did (`COMMIT`, `SELECT 1`). */
export interface StatementResult {
  readonly rows: readonly Record<string, unknown>[];
  readonly tag: string;
}

export interface BatchItem {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: Error) => void;
}

/** A column, and what makes a value of its text. */
interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** The parts of pg's connection that a query of one's own may use; its types leave some out. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string }): void;
  close(message: { type: 'S'; name: string }): void;
  describe(message: { type: 'S'; name: string }): void;
  bind(message: {
    statement: string;
    values: readonly unknown[];
    valueMapper: (value: unknown, index: number) => unknown;
  }): void;
  execute(message: object): void;
  sync(): void;
}

type PrepareValue = (value: unknown) => unknown;
const { prepareValue } = (pg as unknown as { utils: { prepareValue: PrepareValue } }).utils;

/** By connection: the statements it has prepared, with the columns of their rows. */
const prepared = new WeakMap<object, Map<string, readonly Column[]>>();

/**
 * Several statements in one packet with one Sync: PostgreSQL works through them and answers in one
 * packet too, where pg would send a Sync, and get a packet, for each. After one that fails it leaves
 * out the rest, which are rejected with the same error. A query class as `client.query` takes them
 * from others (such as pg-cursor), for a connection without pg's own pipeline.
 */
export class StatementBatch implements pg.Submittable {
  readonly #items: readonly BatchItem[];
  readonly #types: pg.CustomTypesConfig;
  readonly #onEnd: (failure: Error | null) => void;
  #known = new Map<string, readonly Column[]>();
  readonly #results: StatementResult[] = [];
  #columns: readonly Column[] | undefined;
  #rows: Record<string, unknown>[] = [];
  /** A value could not be put into a message: what stood before it has been sent all the same. */
  #unsendable: Error | undefined;

  /** @param onEnd called once, before anybody acts on an answer; with the error if one failed */
  constructor(
    items: readonly BatchItem[],
    types: pg.CustomTypesConfig,
    onEnd: (failure: Error | null) => void,
  ) {
    this.#items = items;
    this.#types = types;
    this.#onEnd = onEnd;
  }

  submit(connection: pg.Connection): void {
    const wire = connection as unknown as Wire;
    this.#known = prepared.get(wire) ?? new Map<string, readonly Column[]>();
    prepared.set(wire, this.#known);
    wire.stream.cork();
    try {
      const sent = new Set<string>();
      for (const { statement, values } of this.#items) {
        if (!sent.has(statement.name)) this.#prepare(wire, statement);
        sent.add(statement.name);
        wire.bind({ statement: statement.name, values, valueMapper: prepareValue });
        wire.execute({});
      }
    } catch (error) {
      this.#unsendable = error instanceof Error ? error : new Error(String(error));
    } finally {
      wire.sync();
      wire.stream.uncork();
    }
  }

  /** Whether an earlier try, which failed further on, has prepared it cannot be told: begin anew. */
  #prepare(wire: Wire, { name, text }: Statement): void {
    if (this.#known.has(name)) return;
    wire.close({ type: 'S', name });
    wire.parse({ name, text });
    wire.describe({ type: 'S', name });
  }

  handleRowDescription({ fields }: { fields: readonly pg.FieldDef[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: this.#types.getTypeParser(dataTypeID, 'text') as Column['parse'],
    }));
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const columns = this.#columnsOfCurrent();
    const row: Record<string, unknown> = {};
    for (const [index, { name, parse }] of columns.entries()) {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : parse(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const name = this.#items[this.#results.length]?.statement.name ?? '';
    this.#known.set(name, this.#columnsOfCurrent());
    this.#results.push({ rows: this.#rows, tag: text });
    this.#columns = undefined;
    this.#rows = [];
  }

  #columnsOfCurrent(): readonly Column[] {
    const name = this.#items[this.#results.length]?.statement.name ?? '';
    return this.#columns ?? this.#known.get(name) ?? [];
  }

  /** Of the statement under way, or of the connection; PostgreSQL's readiness is not told after it. */
  handleError(error: Error): void {
    const failed = this.#items[this.#results.length];
    if (failed !== undefined) this.#known.delete(failed.statement.name);
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    this.#settle(this.#unsendable ?? new Error('PostgreSQL left a statement unanswered'));
  }

  /** @param error of those that have no result */
  #settle(error: Error): void {
    for (const [index, { resolve, reject }] of this.#items.entries()) {
      const result = this.#results[index];
      if (result === undefined) reject(error);
      else resolve(result);
    }
    this.#onEnd(this.#results.length < this.#items.length ? error : null);
  }
}
