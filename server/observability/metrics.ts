import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Every metric of a gateway. Each name has its line in docs/metrics.md. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>;
  readonly commandDuration: Histogram<'command' | 'outcome'>;
  readonly websocketConnections: Gauge;
  readonly websocketSubscriptions: Gauge;
  readonly websocketClosed: Counter<'code'>;
  readonly framesSent: Counter<'type'>;
  readonly eventsPublished: Counter;
  /** Seconds from the event's `at` to its frame being given to the sockets of this process. */
  readonly fanOutLatency: Histogram;
  readonly recoveries: Counter<'kind'>;
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
const FAN_OUT_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];

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
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
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
    websocketConnections: gauge('wardline_websocket_connections', 'Open sockets.'),
    websocketSubscriptions: gauge(
      'wardline_websocket_subscriptions',
      'Subscriptions to wards over all open sockets.',
    ),
    websocketClosed: counter('wardline_websocket_closed_total', 'Closed sockets by close code.', [
      'code',
    ]),
    framesSent: counter('wardline_frames_sent_total', 'Frames sent to sockets by type.', ['type']),
    eventsPublished: counter(
      'wardline_events_published_total',
      'Events this process has committed and given to the bus.',
    ),
    fanOutLatency: new Histogram({
      name: 'wardline_fan_out_latency_seconds',
      help: 'From the time of an event to its frame being written to the sockets of this process.',
      buckets: FAN_OUT_BUCKETS,
      registers,
    }),
    recoveries: counter(
      'wardline_recoveries_total',
      'Answers to subscribe and repairs of a slow reader, by kind (current, delta, snapshot).',
      ['kind'],
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
