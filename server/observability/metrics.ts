import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Metrics of HTTP, commands, intake and the pool; the sockets register their own. Each name has its line in docs/metrics.md. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>;
  readonly commandDuration: Histogram<'command' | 'outcome'>;
  readonly eventsPublished: Counter;
  readonly relayedEvents: Counter;
  readonly busErrors: Counter<'operation'>;
  readonly intakeMessages: Counter<'status'>;
  readonly loginFailures: Counter;
  readonly databaseConnections: Gauge<'state'>;
}

export interface MetricsSources {
  /** Asked at each scrape. */
  readonly databasePool: () => { total: number; idle: number; waiting: number };
}

const HTTP_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/**
 * A registry of its own, so that two gateways in one process (tests) do not share counters.
 */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <Label extends string = never>(
    name: string,
    help: string,
    labels: Label[] = [],
  ) => new Counter<Label>({ name, help, labelNames: labels, registers });
  return {
    registry,
    httpDuration: new Histogram({
      name: 'wardline_http_request_duration_seconds',
      help: 'HTTP requests by route, from the last byte of the head to the last byte of the answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: HTTP_BUCKETS,
      registers,
    }),
    commandDuration: new Histogram({
      name: 'wardline_command_duration_seconds',
      help: 'Commands, from the parsed request to the commit or the refusal.',
      labelNames: ['command', 'outcome'],
      buckets: HTTP_BUCKETS,
      registers,
    }),
    eventsPublished: counter(
      'wardline_events_published_total',
      'Events this process has committed and given to the bus.',
    ),
    relayedEvents: counter(
      'wardline_relayed_events_total',
      'Events the relay had to publish because their writer had not.',
    ),
    busErrors: counter('wardline_bus_errors_total', 'Failed operations of the bus.', ['operation']),
    intakeMessages: counter(
      'wardline_intake_messages_total',
      'HL7 messages by what became of them.',
      ['status'],
    ),
    loginFailures: counter(
      'wardline_login_failures_total',
      'Sign-ins with a wrong name or password.',
    ),
    databaseConnections: new Gauge({
      name: 'wardline_database_connections',
      help: 'Connections of the pool: open, idle; and requests that wait for one.',
      labelNames: ['state'],
      registers,
      collect() {
        const pool = sources.databasePool();
        this.set({ state: 'open' }, pool.total);
        this.set({ state: 'idle' }, pool.idle);
        this.set({ state: 'waiting' }, pool.waiting);
      },
    }),
  };
}
